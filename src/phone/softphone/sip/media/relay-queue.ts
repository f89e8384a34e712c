import { FRAME_SAMPLES } from './dtmf.js';

/** Samples a millisecond at 8 kHz. */
const PER_MS = 8;
/** Held back before it begins, and again after it ran dry: packets of a busy network are up to this much apart. */
const START = 60 * PER_MS;
/**
 * Never more than this waits: a listener who presses a key must have heard what the call says now. Beyond it the oldest is dropped
 * down to `START`, so that two clocks that differ cost one cut in many minutes and the delay does not stay at its worst.
 */
const MOST = 200 * PER_MS;

export interface RelayedFrame {
  /** 20 ms of 8 kHz mono samples. */
  readonly samples: Int16Array;
  /** The first after a pause. */
  readonly first: boolean;
}

/** Audio on its way from one leg to another: comes in as the network brings it, goes out frame by frame by the other leg's clock. */
export class RelayQueue {
  readonly #ring = new Int16Array(MOST);
  #read = 0;
  #held = 0;
  #filling = true;
  /** Samples that were dropped because too much waited. */
  dropped = 0;

  /** Samples that wait to go out. */
  get held(): number {
    return this.#held;
  }

  push(samples: Int16Array): void {
    let fresh = samples;
    if (this.#held + fresh.length > MOST) {
      const surplus = this.#held + fresh.length - START;
      this.dropped += surplus;
      const oldest = Math.min(surplus, this.#held);
      this.#read = (this.#read + oldest) % MOST;
      this.#held -= oldest;
      fresh = fresh.subarray(surplus - oldest);
    }
    const write = (this.#read + this.#held) % MOST;
    const toEnd = fresh.subarray(0, MOST - write);
    this.#ring.set(toEnd, write);
    this.#ring.set(fresh.subarray(toEnd.length), 0);
    this.#held += fresh.length;
  }

  /** The next frame; undefined while too little has come in. */
  next(): RelayedFrame | undefined {
    const first = this.#filling;
    this.#filling = this.#held < (first ? START : FRAME_SAMPLES);
    if (this.#filling) return undefined;
    const samples = new Int16Array(FRAME_SAMPLES);
    const toEnd = this.#ring.subarray(this.#read, this.#read + FRAME_SAMPLES);
    samples.set(toEnd);
    samples.set(this.#ring.subarray(0, FRAME_SAMPLES - toEnd.length), toEnd.length);
    this.#read = (this.#read + FRAME_SAMPLES) % MOST;
    this.#held -= FRAME_SAMPLES;
    return { samples, first };
  }
}
