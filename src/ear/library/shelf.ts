const BUCKETS = 1 << 18;
/** A hum or a drum machine fills one bucket with thousands of equal landmarks, so only the newest ones are checked. */
const WALK = 40;

/** Landmarks by hash, in flat arrays: a quarter of a million objects would take ten times the memory. */
export class Shelf {
  readonly #heads = new Int32Array(BUCKETS).fill(-1);
  #hashes = new Int32Array(4096);
  #places = new Int32Array(4096);
  #next = new Int32Array(4096);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(hash: number, place: number): void {
    if (this.#size === this.#hashes.length) this.#grow();
    const bucket = Math.imul(hash, 0x9e3779b1) >>> 14;
    this.#hashes[this.#size] = hash;
    this.#places[this.#size] = place;
    this.#next[this.#size] = this.#heads[bucket] ?? -1;
    this.#heads[bucket] = this.#size++;
  }

  find(hash: number, each: (place: number) => void): void {
    let at = this.#heads[Math.imul(hash, 0x9e3779b1) >>> 14] ?? -1;
    for (let walked = 0; at >= 0 && walked < WALK; walked++) {
      if (this.#hashes[at] === hash) each(this.#places[at] ?? 0);
      at = this.#next[at] ?? -1;
    }
  }

  /** Visits the landmarks from an index on, in the order they were added. */
  from(index: number, each: (hash: number, place: number) => void): void {
    for (let at = index; at < this.#size; at++) each(this.#hashes[at] ?? 0, this.#places[at] ?? 0);
  }

  #grow(): void {
    const larger = (from: Int32Array) => {
      const to = new Int32Array(from.length * 2);
      to.set(from);
      return to;
    };
    this.#hashes = larger(this.#hashes);
    this.#places = larger(this.#places);
    this.#next = larger(this.#next);
  }
}
