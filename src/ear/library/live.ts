/** Landmarks kept per hash; a hum fills it, and only the newest ones are useful. */
const PER_HASH = 24;
/** At most this many landmarks of other calls are checked per hash. */
const WALK_OTHERS = 8;

/** A call whose unconfirmed sound other calls may recognize. */
export interface LiveCall {
  /** Another call is hearing what this one heard at a hop. */
  heardElsewhere(atHop: number): void;
}

/** The call that owns a slab of the library's timeline. */
interface Slab {
  readonly call: LiveCall;
  /** Add to a place on the timeline to get the call's hop. */
  readonly toHop: number;
}

/**
 * What the calls to one destination hear right now and have not learned yet, on the library's timeline. Two people
 * never say the same thing sample for sample, so what two calls share is a recording, even if neither has identified it
 * yet. It holds only sound that matched nothing, so many calls that hear the same cost no more than one.
 */
export class LiveSound {
  readonly #places = new Map<number, number[]>();
  readonly #slabs = new Map<number, Slab>();
  readonly #slabHops: number;

  constructor(slabHops: number) {
    this.#slabHops = slabHops;
  }

  /** Assigns the slab that begins at a place to a call. */
  own(call: LiveCall, place: number, hop: number): void {
    this.#slabs.set(place / this.#slabHops, { call, toHop: hop - place });
  }

  /** Releases the slab; its landmarks must be removed first. */
  disown(place: number): void {
    this.#slabs.delete(place / this.#slabHops);
  }

  /** The number of landmarks held. */
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

  /** Finds landmarks with this hash: the call's own with their hops, and the newest ones of other calls. */
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
