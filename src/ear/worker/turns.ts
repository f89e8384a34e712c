import { type AudioRing, RingReader } from '../../hunter/base/audio-ring.js';
import type { HeardKind, Verdict } from '../../hunter/terms.js';
import { SAMPLES_PER_S } from '../signal/units.js';
import type { Shed } from './ear-messages.js';
import type { Listener } from './listener.js';
import { SHED_LEVELS, type Shedding, type ShedLevel, toShed, type WaitingCall } from './shedding.js';

/** What a turn needs of a listener. */
export type Hearing = Pick<Listener, 'hear' | 'pass'> & { sparing: boolean };

export interface TurnsOptions {
  readonly onHeard: (callId: string, verdict: Verdict) => void;
  /** The call can no longer be heard, and has been closed. */
  readonly onFailed: (callId: string, reason: string) => void;
  readonly onShed: (shed: Shed) => void;
  /** A monotonic clock, in ms. */
  readonly now: () => number;
}

interface OpenCall {
  readonly listener: Hearing;
  readonly reader: RingReader;
  person: boolean;
  /** When the current music began, in ms of the call's audio; undefined if anything else was reported since. */
  musicSinceMs: number | undefined;
  heardMs: number;
}

/** Music reported this long ago, with nothing since, will not turn out to be something else. */
const SAFE_MUSIC_MS = 5_000;
/** Averages the cost of audio over about twenty turns; a single turn may have been held up by another program. */
const SMOOTH = 0.05;
/** The usual cost. The first turns run before the code is compiled, and are many times slower. */
const USUAL_SHARE = 0.01;
/**
 * A worker that skips something reports it right away, then at this interval, until it skipped nothing for a whole one.
 */
const TELL_EVERY_MS = 10_000;

/** Verdicts that mean there is no person after all, or no longer. */
const DISOWNS: ReadonlySet<HeardKind> = new Set(['music', 'announcement', 'ringback', 'busy', 'tone']);

const PER_MS = SAMPLES_PER_S / 1000;

/**
 * Hears the calls of one worker in turns. Each turn takes everything that has arrived in every call's ring, so neither
 * a packet nor a call costs a wake-up of its own, and caches stay warm from one call to the next.
 */
export class Turns {
  readonly #options: TurnsOptions;
  readonly #calls = new Map<string, OpenCall>();
  #level: ShedLevel = 'nothing';
  /** The highest level since the last report. */
  #worst: ShedLevel = 'nothing';
  #told: ShedLevel = 'nothing';
  /** How many ms of the worker's time one ms of audio takes. */
  #share = USUAL_SHARE;
  #passed = 0;
  #overrun = 0;
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(options: TurnsOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#calls.size;
  }

  /** Whether there is time for optional work: words and titles of recordings. */
  get hasTime(): boolean {
    return this.#level === 'nothing';
  }

  open(callId: string, ring: AudioRing, listener: Hearing): void {
    const reader = new RingReader(ring);
    this.#calls.set(callId, { listener, reader, person: false, musicSinceMs: undefined, heardMs: 0 });
  }

  close(callId: string): void {
    this.#calls.delete(callId);
  }

  /** Hears what has arrived on all calls, or as much of it as there is time for. */
  turn(): void {
    const startedAt = this.#options.now();
    const waiting = [...this.#calls].map(([callId, call]) => waitingOf(callId, call));
    const shedding = toShed(waiting, this.#share, this.#level);
    let heard = 0;
    for (const [callId, call] of [...this.#calls]) heard += this.#hear(callId, call, shedding);
    const endedAt = this.#options.now();
    if (heard > 0) {
      const share = (endedAt - startedAt) / (heard / PER_MS);
      this.#share += (share - this.#share) * SMOOTH;
    }
    this.#tell(shedding.level, waiting, endedAt);
  }

  /** Returns the number of samples heard. */
  #hear(callId: string, call: OpenCall, { spared, passedMs }: Shedding): number {
    const { listener, reader } = call;
    try {
      listener.sparing = spared.has(callId);
      const passed = reader.skip(Math.floor((passedMs.get(callId) ?? 0) * PER_MS));
      const { lost, samples } = reader.read();
      this.#passed += passed;
      this.#overrun += lost;
      listener.pass(passed + lost);
      call.heardMs += (passed + lost + samples.length) / PER_MS;
      for (const verdict of listener.hear(samples)) {
        note(call, verdict);
        this.#options.onHeard(callId, verdict);
      }
      return samples.length;
    } catch (error) {
      // A failing call must not affect the others.
      this.close(callId);
      this.#options.onFailed(callId, String(error));
      return 0;
    }
  }

  #tell(level: ShedLevel, waiting: readonly WaitingCall[], now: number): void {
    this.#level = level;
    if (SHED_LEVELS.indexOf(level) > SHED_LEVELS.indexOf(this.#worst)) this.#worst = level;
    const first = this.#told === 'nothing' && this.#worst !== 'nothing';
    const due = now - this.#toldAt >= TELL_EVERY_MS;
    const news = this.#told !== 'nothing' || this.#passed + this.#overrun > 0;
    if (!first && !(due && news)) return;
    this.#toldAt = now;
    this.#told = this.#worst;
    this.#options.onShed({
      level: this.#worst,
      calls: this.#calls.size,
      workMs: Math.round(this.#share * waiting.reduce((sum, { waitingMs }) => sum + waitingMs, 0)),
      passedMs: Math.round(this.#passed / PER_MS),
      overrunMs: Math.round(this.#overrun / PER_MS),
    });
    this.#worst = level;
    this.#passed = 0;
    this.#overrun = 0;
  }
}

function waitingOf(callId: string, { reader, person, musicSinceMs, heardMs }: OpenCall): WaitingCall {
  const inMusic = musicSinceMs !== undefined && heardMs - musicSinceMs >= SAFE_MUSIC_MS;
  return { callId, waitingMs: reader.waiting / PER_MS, person, inMusic };
}

function note(call: OpenCall, { heard, atMs }: Verdict): void {
  call.person = heard === 'person' || (call.person && !DISOWNS.has(heard));
  call.musicSinceMs = heard === 'music' ? (call.musicSinceMs ?? atMs) : undefined;
}
