import type { Frame } from './spectrum.js';
import { hopsOf } from './units.js';

/** A hop this much over the line's own noise is sound. */
const OVER_FLOOR_DB = 9;
/** Quieter than this nobody on a telephone can make out words. */
const QUIETEST_SOUND_DB = -52;
/** Noise louder than this is not taken for the line's own; whether it is noise is then the front end's to say. */
const LOUDEST_FLOOR_DB = -38;
/** The floor is the quietest moment of the last 4 s, in slots of half a second: speech always leaves one. */
const SLOT_HOPS = hopsOf(500);
const SLOTS = 8;
/** Levels are averaged over three hops, or one click would be sound and one lost packet a pause. */
const SMOOTH = 1 / 3;
/** Closer than this, two sounds are one (stops inside words last up to 150 ms). */
const JOIN_HOPS = hopsOf(300);

/** Whether there is sound at all, by level alone. */
export class Activity {
  readonly #slots: number[] = [];
  #slotLowest = 0;
  #slotHops = 0;
  #smooth = -90;
  /** Last hop with sound; −1 before the first. */
  lastHop = -1;
  /** First hop of the sound that is heard now or was heard last. */
  onsetHop = -1;
  active = false;

  push(frame: Frame): void {
    this.#smooth += (frame.levelDb - this.#smooth) * SMOOTH;
    this.#slotLowest = Math.min(this.#slotLowest, this.#smooth);
    if (++this.#slotHops === SLOT_HOPS) {
      this.#slots.push(this.#slotLowest);
      if (this.#slots.length > SLOTS) this.#slots.shift();
      this.#slotLowest = 0;
      this.#slotHops = 0;
    }
    const floor = this.#slots.length === 0 ? -90 : Math.min(LOUDEST_FLOOR_DB, ...this.#slots);
    const level = Math.max(this.#smooth, frame.levelDb - 3);
    this.active = level > Math.max(QUIETEST_SOUND_DB, floor + OVER_FLOOR_DB);
    if (!this.active) return;
    if (this.lastHop < 0 || frame.hop - this.lastHop > JOIN_HOPS) this.onsetHop = frame.hop;
    this.lastHop = frame.hop;
  }
}
