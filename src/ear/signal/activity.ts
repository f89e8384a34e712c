import type { Frame } from './spectrum.js';
import { hopsOf } from './units.js';

/** A hop counts as sound when it is this much louder than the line's own noise. */
const OVER_FLOOR_DB = 9;
/** Below this, nobody on a phone could make out words. */
const QUIETEST_SOUND_DB = -52;
/** Noise louder than this is not treated as the line's floor; the front end decides whether it is noise. */
const LOUDEST_FLOOR_DB = -38;
/** The floor is the quietest moment of the last 4 s, kept in half-second slots: speech always leaves one. */
const SLOT_HOPS = hopsOf(500);
const SLOTS = 8;
/** Levels are averaged over three hops, so that one click is not sound and one lost packet is not a pause. */
const SMOOTH = 1 / 3;
/** Two sounds closer together than this count as one (stops inside words last up to 150 ms). */
const JOIN_HOPS = hopsOf(300);

/** Detects whether there is any sound, by level alone. */
export class Activity {
  readonly #slots: number[] = [];
  #slotLowest = 0;
  #slotHops = 0;
  #smooth = -90;
  /** The last hop with sound; −1 before the first. */
  lastHop = -1;
  /** The first hop of the current sound, or of the most recent one. */
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
