import { hopsOf } from './units.js';

/** A call writes to the library's time line in slabs of its own, so that lines heard at once do not mix. */
export const SLAB_HOPS = hopsOf(300_000);

/** One stretch of the time line, which is this process's own; the id is the same in every process. */
export interface Slab {
  readonly id: string;
  readonly start: number;
  /** Reserved by a call of this process: what lies there is news to the others. */
  readonly own: boolean;
  /** The generation its first landmark belongs to; undefined while there is none. */
  generation: number | undefined;
  /** When any of it was heard last, in days. */
  day: number;
}

/** Which stretches of the time line come from where. */
export class Slabs {
  readonly #slabs: Slab[] = [];
  readonly #byId = new Map<string, Slab>();

  /** The next free stretch. */
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
