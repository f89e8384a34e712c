import { hopsOf } from './units.js';

/** Each call writes to the library's timeline in slabs of this length, so that simultaneous lines do not mix. */
export const SLAB_HOPS = hopsOf(300_000);

/** A stretch of the timeline. Its position differs from process to process; its id does not. */
export interface Slab {
  readonly id: string;
  readonly start: number;
  /** Reserved by a call in this process, so other processes do not have its content yet. */
  readonly own: boolean;
  /** The generation of its first landmark; undefined while it has none. */
  generation: number | undefined;
  /** The day any of it was last heard (days since 1970). */
  day: number;
}

/** Maps stretches of the timeline to their slabs. */
export class Slabs {
  readonly #slabs: Slab[] = [];
  readonly #byId = new Map<string, Slab>();

  /** Reserves the next free stretch. */
  reserve(id: string, own: boolean, day: number): Slab {
    const slab: Slab = { id, start: this.#slabs.length * SLAB_HOPS, own, generation: undefined, day };
    this.#slabs.push(slab);
    this.#byId.set(id, slab);
    return slab;
  }

  at(place: number): Slab | undefined {
    return this.#slabs[Math.floor(place / SLAB_HOPS)];
  }

  byId(id: string): Slab | undefined {
    return this.#byId.get(id);
  }
}
