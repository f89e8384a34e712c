import type { HandOverRequest, PhoneFaults } from '../world.js';

/** Counts the hand-overs that were refused or ignored, each way by itself. */
export class HandOverRefusals {
  readonly #faults: PhoneFaults;
  readonly #counted = new Map<string, number>();

  constructor(faults: PhoneFaults) {
    this.#faults = faults;
  }

  /** Whether this request is to be refused; counts it. */
  refuses(way: HandOverRequest): boolean {
    return this.#applies('refuse', this.#faults.refuseHandOver, way);
  }

  /** Whether this REFER is to be accepted and then ignored; counts it. */
  ignores(way: 'replaces' | 'refer'): boolean {
    return this.#applies('ignore', this.#faults.ignoreHandOver, way);
  }

  #applies(
    what: string,
    rule: { readonly ways: readonly HandOverRequest[]; readonly times: number } | undefined,
    way: HandOverRequest,
  ): boolean {
    if (rule === undefined || !rule.ways.includes(way)) return false;
    const key = `${what} ${way}`;
    const before = this.#counted.get(key) ?? 0;
    this.#counted.set(key, before + 1);
    return before < rule.times;
  }
}
