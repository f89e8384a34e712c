import { BANDS } from '../signal/features.js';
import { hopsOf } from '../signal/units.js';
import { CEPSTRA, Cepstrum, type RecordedVoice } from '../voice/voice.js';

/** Speech that has not been released is kept no longer than this; the newest says enough of a voice. */
const PENDING_HOPS = hopsOf(20_000);
/** So many frames of recordings (32 ms each) must have been heard before their voice is known: 8 s. */
const KNOWN_FRAMES = 250;
/** The last moments before a release may be somebody else's. */
const TRAIL_HOPS = hopsOf(500);

/** One call's side of the recorded voice: compares what is said with it, and teaches it what has turned out a recording. */
export class RecordedSide {
  readonly #voice: RecordedVoice;
  readonly #cepstrum = new Cepstrum(BANDS);
  readonly #frame = new Float64Array(CEPSTRA);
  #pending: { readonly hop: number; readonly frame: Float32Array }[] = [];

  constructor(voice: RecordedVoice) {
    this.#voice = voice;
  }

  /** Takes a frame of speech by its band levels; how much it sounds like the recordings, when their voice is known. */
  hear(hop: number, bands: ArrayLike<number>): number | undefined {
    this.#cepstrum.of(bands, this.#frame);
    this.#pending.push({ hop, frame: Float32Array.from(this.#frame) });
    if ((this.#pending[0]?.hop ?? hop) < hop - PENDING_HOPS) this.#pending.shift();
    return this.#voice.frames < KNOWN_FRAMES ? undefined : this.#voice.score(this.#frame);
  }

  /** Who spoke up to this hop was a recording. */
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
