import type { PhoneFaults } from '../world.js';

export type HandOverWay = 'bridge' | 'transfer' | 'refer';

/** Counts the hand-overs that were refused, each way by itself. */
export class HandOverRefusals {
  readonly #faults: PhoneFaults;
  readonly #refused = new Map<HandOverWay, number>();

  constructor(faults: PhoneFaults) {
    this.#faults = faults;
  }

  /** Whether this request is to be refused; counts it. */
  refuses(way: HandOverWay): boolean {
    const rule = this.#faults.refuseHandOver;
    if (rule === undefined || !rule.ways.includes(way)) return false;
    const before = this.#refused.get(way) ?? 0;
    this.#refused.set(way, before + 1);
    return before < rule.times;
  }
}
