import { FRAME_MS } from './frame.js';

/** Measures the longest time in which an end of a call heard nothing, from the frames that reach it. Says it once. */
export class Silence {
  #quietMs = 0;
  #longestMs = 0;
  #met = false;
  #over = false;

  constructor(private readonly done: (longestMs: number) => void) {}

  /** 20 ms reached the end: `sound`, or nothing to be heard. */
  hear(sound: boolean): void {
    if (this.#over) return;
    if (!sound) {
      this.#quietMs += FRAME_MS;
      return;
    }
    this.#longestMs = Math.max(this.#longestMs, this.#quietMs);
    this.#quietMs = 0;
    if (this.#met) this.stop();
  }

  /** The other person is there now: the next sound is theirs, and ends it. */
  meet(): void {
    this.#met = true;
  }

  /** Ends it; the silence of this moment counts. */
  stop(): void {
    if (this.#over) return;
    this.#over = true;
    this.done(Math.max(this.#longestMs, this.#quietMs));
  }
}
