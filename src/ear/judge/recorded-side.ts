import { BANDS } from '../signal/features.js';
import { hopsOf } from '../signal/units.js';
import { CEPSTRA, Cepstrum, type RecordedVoice } from '../voice/voice.js';

/** Unreleased speech is kept no longer than this; the newest part says enough about a voice. */
const PENDING_HOPS = hopsOf(20_000);
/** The recorded voice is known after this many frames of 32 ms: 8 s of recordings. */
const KNOWN_FRAMES = 250;
/** The last moments before a release may be someone else speaking. */
const TRAIL_HOPS = hopsOf(500);

/**
 * One call's view of the recorded voice: compares speech with it, and adds speech that turned out to be a recording.
 */
export class RecordedSide {
  readonly #voice: RecordedVoice;
  readonly #cepstrum = new Cepstrum(BANDS);
  readonly #frame = new Float64Array(CEPSTRA);
  #pending: { readonly hop: number; readonly frame: Float32Array }[] = [];

  constructor(voice: RecordedVoice) {
    this.#voice = voice;
  }

  /**
   * Takes the band levels of one frame of speech. Returns how much it sounds like the recordings, or undefined while
   * their voice is unknown.
   */
  hear(hop: number, bands: ArrayLike<number>): number | undefined {
    this.#cepstrum.of(bands, this.#frame);
    this.#pending.push({ hop, frame: Float32Array.from(this.#frame) });
    if ((this.#pending[0]?.hop ?? hop) < hop - PENDING_HOPS) this.#pending.shift();
    return this.#voice.frames < KNOWN_FRAMES ? undefined : this.#voice.score(this.#frame);
  }

  /** The speech through this hop was a recording. */
  release(throughHop: number): void {
    let count = 0;
    for (const { hop, frame } of this.#pending) {
      if (hop > throughHop - TRAIL_HOPS) break;
      this.#voice.learn(Float64Array.from(frame));
      count++;
    }
    if (count > 0) this.#pending.splice(0, count);
  }

  forget(): void {
    this.#pending = [];
  }
}
