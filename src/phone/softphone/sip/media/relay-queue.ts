import { FRAME_SAMPLES } from './dtmf.js';

/** Samples per millisecond at 8 kHz. */
const PER_MS = 8;
/** How much is buffered before playing starts or resumes: on a busy network, packets are up to this far apart. */
const START = 60 * PER_MS;
/**
 * The most that may wait. A listener who presses a key must have heard what the call says now. Beyond this the oldest samples are dropped
 * down to `START`: two clocks that differ then cost one cut in many minutes, and the delay does not stay at its worst.
 */
const MOST = 200 * PER_MS;

export interface RelayedFrame {
  /** 20 ms of 8 kHz mono samples. */
  readonly samples: Int16Array;
  /** The first frame after a pause. */
  readonly first: boolean;
}

/** Audio on its way from one leg to another. It arrives as the network delivers it and leaves frame by frame at the other leg's pace. */
export class RelayQueue {
  readonly #ring = new Int16Array(MOST);
  #read = 0;
  #held = 0;
  #filling = true;
  /** Samples dropped because too many were waiting. */
  dropped = 0;

  /** Samples waiting to be sent. */
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

  /** The next frame; undefined while too little has arrived. */
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
