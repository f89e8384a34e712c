import { Activity } from '../signal/activity.js';
import type { Frame } from '../signal/spectrum.js';
import { type Tone, ToneFinder } from '../signal/tones.js';
import { hopsOf } from '../signal/units.js';
import { FrontEnd, type Likelihood } from '../voice/front-end.js';

/** The processing chain makes a decision every 64 ms. */
export const TICK_HOPS = 4;

export type Sound = 'quiet' | 'speech' | 'music' | 'noise' | 'tone';

/** What is heard at one tick. */
export interface Sense {
  readonly hop: number;
  readonly sound: Sound;
  readonly tone: Tone | undefined;
  /** There is sound within this tick; false in a pause between words. */
  readonly active: boolean;
  readonly lastActiveHop: number;
  readonly onsetHop: number;
  /** How likely the sound is speech, smoothed over the last ticks; 0 where nothing is judged. */
  readonly speechLikelihood: number;
  /** Mel band levels now; valid until the next frame. */
  readonly bands: Float64Array;
}

/** No sound for this long is quiet; shorter gaps occur within words and bars. */
const QUIET_HOPS = hopsOf(220);
/** After a pause this long, new sound is judged from scratch. */
const FRESH_HOPS = hopsOf(300);
/** In the first hops of a sound, the window still contains mostly the pause before it. */
const BLIND_HOPS = hopsOf(190);
/** A tone's next burst (reorder is off for 250 ms) begins with a block that is not yet a pure tone. */
const BLIND_AFTER_TONE_HOPS = hopsOf(350);
const SMOOTH = 0.35;
/** The first decision takes the likeliest class; changing it needs at least this likelihood. */
const TO_CHANGE = 0.62;

/** Turns frames into one sense per tick, combining level, tones and the front end, with hysteresis. */
export class Senses {
  readonly #activity = new Activity();
  readonly #tones = new ToneFinder();
  readonly #frontEnd = new FrontEnd();
  #likely: Likelihood | undefined;
  #sound: 'speech' | 'music' | 'noise' | 'quiet' = 'quiet';
  #tickActive = false;
  #lastToneHop = -1000;

  push(frame: Frame): Sense | undefined {
    const activity = this.#activity;
    const before = activity.lastHop;
    activity.push(frame);
    if (activity.active && before >= 0 && frame.hop - before > FRESH_HOPS) this.#likely = undefined;
    this.#tickActive ||= activity.active;
    this.#frontEnd.push(frame);
    const tone = this.#tones.push(frame.samples);
    if (tone !== undefined) this.#lastToneHop = frame.hop;
    if (frame.hop % TICK_HOPS !== TICK_HOPS - 1) return undefined;
    const active = this.#tickActive;
    this.#tickActive = false;
    const { lastHop: lastActiveHop, onsetHop } = activity;
    const judged = { hop: frame.hop, tone, active, lastActiveHop, onsetHop, bands: this.#frontEnd.bands };
    // The windows still contain the tone for a while after it ends, so the front end cannot be trusted yet.
    if (tone !== undefined || (active && frame.hop - this.#lastToneHop < BLIND_AFTER_TONE_HOPS)) {
      this.#likely = undefined;
      return { ...judged, sound: 'tone', speechLikelihood: 0 };
    }
    if (frame.hop - activity.lastHop > QUIET_HOPS) this.#sound = 'quiet';
    else if (active && frame.hop - activity.onsetHop >= BLIND_HOPS) this.#weigh();
    return { ...judged, sound: this.#sound, speechLikelihood: this.#likely?.speech ?? 0 };
  }

  #weigh(): void {
    const seen = this.#frontEnd.judge();
    const was = this.#likely;
    const mix = (a: number, b: number) => a + (b - a) * SMOOTH;
    const now =
      was === undefined
        ? seen
        : {
            speech: mix(was.speech, seen.speech),
            music: mix(was.music, seen.music),
            noise: mix(was.noise, seen.noise),
          };
    this.#likely = now;
    const best =
      now.speech >= now.music && now.speech >= now.noise ? 'speech' : now.music >= now.noise ? 'music' : 'noise';
    if (this.#sound === 'quiet' || now[best] > TO_CHANGE) this.#sound = best;
  }
}
