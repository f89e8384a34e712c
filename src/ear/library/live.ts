/** What may lie under one hash; hums fill it, and only the newest are worth a look. */
const PER_HASH = 24;
/** So many landmarks of other calls are looked at under one hash. */
const WALK_OTHERS = 8;

/** A call whose unconfirmed sound other calls may recognise. */
export interface LiveCall {
  /** Another call hears now what this one heard at a hop. */
  heardElsewhere(atHop: number): void;
}

/** Where a stretch of the library's time line comes from. */
interface Slab {
  readonly call: LiveCall;
  /** Add to a place on the time line to get the hop of the call. */
  readonly toHop: number;
}

/**
 * What the calls of one destination hear at the moment and have not yet learnt from, on the library's time line.
 * Two people never say the same thing sample for sample, so what two calls share is a recording, even if neither
 * has shown itself to be a machine yet. Holds only what matched nothing, so many calls that hear the same cost no
 * more than one.
 */
export class LiveSound {
  readonly #places = new Map<number, number[]>();
  readonly #slabs = new Map<number, Slab>();
  readonly #slabHops: number;

  constructor(slabHops: number) {
    this.#slabHops = slabHops;
  }

  /** Says whose sound lies from a place on for one slab. */
  own(call: LiveCall, place: number, hop: number): void {
    this.#slabs.set(place / this.#slabHops, { call, toHop: hop - place });
  }

  /** Forgets whose it was; its landmarks must have been taken away before. */
  disown(place: number): void {
    this.#slabs.delete(place / this.#slabHops);
  }

  /** Landmarks held. */
  get size(): number {
    return [...this.#places.values()].reduce((sum, places) => sum + places.length, 0);
  }

  slabAt(place: number): Slab | undefined {
    return this.#slabs.get(Math.floor(place / this.#slabHops));
  }

  add(hash: number, place: number): void {
    const places = this.#places.get(hash);
    if (places === undefined) this.#places.set(hash, [place]);
    else if (places.push(place) > PER_HASH) places.shift();
  }

  remove(hash: number, place: number): void {
    const places = this.#places.get(hash);
    const at = places?.indexOf(place) ?? -1;
    if (places === undefined || at < 0) return;
    if (places.length === 1) this.#places.delete(hash);
    else places.splice(at, 1);
  }

  /** Landmarks of this kind: the call's own with their hops, and the newest of the others. */
  find(
    hash: number,
    call: LiveCall,
    each: { own(place: number, hop: number): void; other(place: number): void },
  ): void {
    const places = this.#places.get(hash);
    if (places === undefined) return;
    let others = 0;
    for (let i = places.length - 1; i >= 0; i--) {
      const place = places[i] ?? 0;
      const slab = this.slabAt(place);
      if (slab?.call === call) each.own(place, place + slab.toHop);
      else if (slab !== undefined && others++ < WALK_OTHERS) each.other(place);
    }
  }
}
