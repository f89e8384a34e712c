import type { Heard } from './detector.js';

/** This much speech in a row is a person. */
const PERSON_MS = 1200;
/** The pauses between words do not end a row. */
const PAUSE_MS = 300;
/** After this long without speech, the count starts over. */
const REARMED_MS = 2000;

/** The plain rule that turns a voice detector into one for persons: what speaks for long enough is one. */
export class SpeechRule {
  #sinceMs: number | undefined;
  #lastSpeechMs = Number.NEGATIVE_INFINITY;
  #armed = true;

  /** Takes one frame that ends at `atMs`; returns what is new. */
  push(speech: boolean, frameMs: number, atMs: number): Heard | undefined {
    if (!speech) {
      const quietMs = atMs - this.#lastSpeechMs;
      if (quietMs > PAUSE_MS) this.#sinceMs = undefined;
      if (this.#armed || quietMs < REARMED_MS) return undefined;
      this.#armed = true;
      return { heard: 'silence', atMs, sinceMs: this.#lastSpeechMs, reason: 'no speech for 2 s' };
    }
    this.#sinceMs ??= atMs - frameMs;
    this.#lastSpeechMs = atMs;
    if (!this.#armed || atMs - this.#sinceMs < PERSON_MS) return undefined;
    this.#armed = false;
    return { heard: 'person', atMs, sinceMs: this.#sinceMs, reason: '1.2 s of speech' };
  }
}
