import type { Recording } from '../../hunter/terms.js';
import { hopsOf } from '../signal/units.js';
import type { Library } from './library.js';
import type { Match } from './matcher.js';
import type { Named } from './names.js';

/** A match with a named recording is believed after this, since its kind may decide what happens to the call. */
const BELIEVED_HOPS = hopsOf(700);
/**
 * Its end counts as reached if it was still recognized this shortly before: landmarks need sound, and recordings fade
 * out.
 */
const SEEN_BEFORE_END_HOPS = hopsOf(1500);

export interface Followed {
  readonly recording: Recording;
  readonly sinceHop: number;
  /** Whether the recording was just recognized, or just ended. */
  readonly reached: 'start' | 'end';
}

/** Follows the named recording that is playing, and reports once that it began and once that it ended. */
export class NamedFollower {
  readonly #library: Library;
  #named: Named | undefined;
  /** The one reported last, at its place; it may still be recognized while it fades out. */
  #last: Named | undefined;
  #offset = 0;
  #seenHop = 0;
  #sinceHop = 0;

  constructor(library: Library) {
    this.#library = library;
  }

  follow(hop: number, match: Match | undefined): Followed[] {
    const told: Followed[] = [];
    if (match !== undefined && match.throughHop - match.sinceHop >= BELIEVED_HOPS) {
      const named = this.#library.namedAt(match.offset + match.throughHop);
      // A replay from the start is reported again, although it is the same recording.
      const again = named?.recording.id === this.#last?.recording.id && Math.abs(match.offset - this.#offset) > 8;
      if (named !== undefined && (named.recording.id !== this.#last?.recording.id || again)) {
        this.#named = named;
        this.#last = named;
        this.#sinceHop = match.sinceHop;
        told.push({ recording: named.recording, sinceHop: match.sinceHop, reached: 'start' });
      }
      if (named !== undefined) {
        this.#offset = match.offset;
        this.#seenHop = match.throughHop;
      }
    }
    const { recording, throughPlace } = this.#named ?? {};
    if (recording === undefined || throughPlace === undefined) return told;
    const endHop = throughPlace - this.#offset;
    if (hop < endHop) return told;
    this.#named = undefined;
    if (this.#seenHop >= endHop - SEEN_BEFORE_END_HOPS)
      told.push({ recording, sinceHop: Math.max(endHop, this.#sinceHop), reached: 'end' });
    return told;
  }
}
