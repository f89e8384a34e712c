import type { HeardKind, Recording, Verdict } from '../../hunter/terms.js';
import { SAMPLES_PER_S } from '../signal/units.js';

/** So much of a call's newest sound can be turned into words. */
const KEPT_MS = 20_000;
/** Words begin before they are taken for speech. */
const LEAD_MS = 300;
/** Less is a word or two. */
const LEAST_MS = 800;
/** Who was taken for a person is read again after so much more. */
const AGAIN_MS = 2500;
const PER_MS = SAMPLES_PER_S / 1000;

const SPOKEN: ReadonlySet<HeardKind> = new Set(['menu', 'speech', 'announcement', 'person']);

/** Speech of a call, to be turned into words. Times are ms of the call's audio. */
export interface Utterance {
  readonly sinceMs: number;
  readonly throughMs: number;
  readonly recording?: Recording;
}

/** Keeps the newest sound of one call while it is heard, and picks out what may be worth a recogniser's time. */
export class Overhearing {
  readonly #sound = new Int16Array(KEPT_MS * PER_MS);
  readonly #wanted: (utterance: Utterance, samples: Int16Array<ArrayBuffer>) => void;
  /** Samples of the call so far. */
  #at = 0;
  /** From here on the sound is kept whole. */
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

  /** So many samples are lost. */
  pass(samples: number): void {
    this.#at += samples;
    if (samples > 0) this.#wholeSince = this.#at;
  }

  /** A verdict on what was heard: speech is read when it has ended, a person at once and once more. */
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

  /** Forgets all sound: a person has the call. */
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
