import type { Verdict } from '../../hunter/terms.js';
import type { Match } from '../library/matcher.js';
import type { Elsewhere } from '../library/memory.js';
import type { Signal } from '../signal/cadence.js';
import type { Sense } from './sense.js';

/** Everything a judge is told at one tick. */
export interface Moment extends Sense {
  readonly match: Match | undefined;
  /** The part of this call that another call of the destination hears at this moment, or did last. */
  readonly elsewhere: Elsewhere | undefined;
  /** This moment on the library's time line. */
  readonly place: number;
  /** How much this moment's speech sounds like the destination's recorded voice; undefined when there is none or it is not known. */
  readonly likeRecorded: number | undefined;
  readonly signal: Signal | undefined;
  /** What is heard was heard on this call before. */
  readonly again: boolean;
  /** A quiet moment within a tone's rhythm. */
  readonly tonePauses: boolean;
}

/** A verdict before its times are put into ms. */
export interface Finding {
  readonly heard: Verdict['heard'];
  readonly sinceHop: number;
  readonly reason: string;
  readonly degree?: 'probable' | 'confirmed';
  readonly again?: boolean;
}

/** What a judge makes of one tick. */
export interface Judgement {
  readonly findings: readonly Finding[];
  /** The far side has shown itself to be a machine up to this hop. */
  readonly machineThroughHop?: number;
}

/** Tells a thing only when it differs from what was told last. */
export class Teller {
  #last: string | undefined;

  get last(): string | undefined {
    return this.#last;
  }

  /** The finding, if it is news. */
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
