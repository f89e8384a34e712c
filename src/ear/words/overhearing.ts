import type { HeardKind, Recording, Verdict } from '../../hunter/terms.js';
import { SAMPLES_PER_S } from '../signal/units.js';

/** At most this much of a call's newest sound can be turned into words. */
const KEPT_MS = 20_000;
/** Reading starts this much earlier, since words begin before they are detected as speech. */
const LEAD_MS = 300;
/** Anything shorter is a word or two. */
const LEAST_MS = 800;
/** A possible person is read again after this much more. */
const AGAIN_MS = 2500;
const PER_MS = SAMPLES_PER_S / 1000;

const SPOKEN: ReadonlySet<HeardKind> = new Set(['menu', 'speech', 'announcement', 'person']);

/** Speech of a call, to be turned into words. Times are ms of the call's audio. */
export interface Utterance {
  readonly sinceMs: number;
  readonly throughMs: number;
  readonly recording?: Recording;
}

/** Keeps the newest sound of one call while the ear listens, and picks out the speech worth sending to a recognizer. */
export class Overhearing {
  readonly #sound = new Int16Array(KEPT_MS * PER_MS);
  readonly #wanted: (utterance: Utterance, samples: Int16Array<ArrayBuffer>) => void;
  /** Samples of the call so far. */
  #at = 0;
  /** From this sample on, the kept sound has no gaps. */
  #wholeSince = 0;
  #open: { readonly sinceMs: number; readonly recording?: Recording; againAtMs: number } | undefined;

  constructor(wanted: (utterance: Utterance, samples: Int16Array<ArrayBuffer>) => void) {
    this.#wanted = wanted;
  }

  hear(samples: Int16Array): void {
    for (const sample of samples) this.#sound[this.#at++ % this.#sound.length] = sample;
    const again = this.#open?.againAtMs ?? Number.POSITIVE_INFINITY;
    if (this.#open !== undefined && this.#at / PER_MS >= again) {
      this.#open.againAtMs = Number.POSITIVE_INFINITY;
      this.#read(this.#open);
    }
  }

  /** This many samples were lost. */
  pass(samples: number): void {
    this.#at += samples;
    if (samples > 0) this.#wholeSince = this.#at;
  }

  /** Takes a verdict: other speech is read once it has ended, a possible person right away and once more later. */
  told({ heard, sinceMs, recording }: Verdict): void {
    const open = this.#open;
    this.#open = undefined;
    if (open !== undefined && heard !== 'person' && heard !== 'announcement') this.#read(open);
    if (!SPOKEN.has(heard)) return;
    const named = recording ?? open?.recording;
    const nowMs = this.#at / PER_MS;
    this.#open = {
      sinceMs: Math.min(sinceMs, open?.sinceMs ?? sinceMs),
      ...(named === undefined ? {} : { recording: named }),
      againAtMs: heard === 'person' ? nowMs + AGAIN_MS : Number.POSITIVE_INFINITY,
    };
    if (heard === 'person') this.#read(this.#open);
  }

  /** Erases all sound, because a person has the call. */
  forget(): void {
    if (this.#open === undefined && this.#wholeSince === this.#at) return;
    this.#open = undefined;
    this.#sound.fill(0);
    this.#wholeSince = this.#at;
  }

  #read({ sinceMs, recording }: { readonly sinceMs: number; readonly recording?: Recording }): void {
    const from = Math.max(0, Math.round((sinceMs - LEAD_MS) * PER_MS), this.#wholeSince, this.#at - this.#sound.length);
    if (this.#at - from < LEAST_MS * PER_MS) return;
    const samples = Int16Array.from(
      { length: this.#at - from },
      (_, i) => this.#sound[(from + i) % this.#sound.length] ?? 0,
    );
    const utterance = { sinceMs: Math.round(from / PER_MS), throughMs: Math.round(this.#at / PER_MS) };
    this.#wanted({ ...utterance, ...(recording === undefined ? {} : { recording }) }, samples);
  }
}
