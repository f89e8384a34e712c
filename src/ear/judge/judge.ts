import type { Verdict } from '../../hunter/terms.js';
import type { Match } from '../library/matcher.js';
import type { Elsewhere } from '../library/memory.js';
import type { Signal } from '../signal/cadence.js';
import type { Sense } from './sense.js';

/** Everything a judge knows at one tick. */
export interface Moment extends Sense {
  readonly match: Match | undefined;
  /** The stretch of this call that another call to the destination is hearing now, or heard last. */
  readonly elsewhere: Elsewhere | undefined;
  /** This moment's place on the library's timeline. */
  readonly place: number;
  /** How much the speech sounds like the destination's recorded voice; undefined without speech or a known voice. */
  readonly likeRecorded: number | undefined;
  readonly signal: Signal | undefined;
  /** The same sound was heard earlier on this call. */
  readonly again: boolean;
  /** This moment is a pause within a tone's rhythm. */
  readonly tonePauses: boolean;
}

/** A verdict with times still in hops. */
export interface Finding {
  readonly heard: Verdict['heard'];
  readonly sinceHop: number;
  readonly reason: string;
  readonly degree?: 'probable' | 'confirmed';
  readonly again?: boolean;
}

/** What a judge makes of one tick. */
export interface Judgment {
  readonly findings: readonly Finding[];
  /** The far side is known to have been a machine through this hop. */
  readonly machineThroughHop?: number;
}

/** Reports a finding only when it differs from the last one reported. */
export class Teller {
  #last: string | undefined;

  get last(): string | undefined {
    return this.#last;
  }

  /** The finding in a list, or an empty list if it is not new. */
  tell(finding: Finding): Finding[] {
    const name = finding.degree === undefined ? finding.heard : `${finding.heard}:${finding.degree}`;
    if (name === this.#last) return [];
    this.#last = name;
    return [finding];
  }

  forget(): void {
    this.#last = undefined;
  }
}
