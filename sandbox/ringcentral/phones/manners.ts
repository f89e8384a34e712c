import type { PhoneManners } from '../../world.js';

/** How one ring is taken. */
export interface Manner {
  readonly pickUp: PhoneManners['pickUp'][number];
  /** Asked to press 1: how long after picking up they do. Undefined: nobody is asked. */
  readonly accept: number | 'never' | undefined;
  readonly mailboxAfterMs: number | undefined;
}

/** How rings are answered when nobody does it by hand; rings count across all phones. */
export class Manners {
  #rings = 0;

  constructor(private readonly manners: PhoneManners) {}

  next(): Manner {
    const { pickUp, forwarded } = this.manners;
    const ring = this.#rings++;
    return {
      pickUp: at(pickUp, ring) ?? 'never',
      accept: forwarded?.prompt === undefined ? undefined : (at(forwarded.prompt, ring) ?? 'never'),
      mailboxAfterMs: forwarded?.mailboxAfterMs,
    };
  }
}

/** The last entry holds on. */
function at<T>(list: readonly T[], index: number): T | undefined {
  return list[Math.min(index, list.length - 1)];
}
