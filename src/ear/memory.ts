import { type Landmark, LandmarkFinder } from './landmarks.js';
import type { Library } from './library.js';
import { type Match, Matcher } from './matcher.js';
import { HOP_MS, hopsOf } from './units.js';

/** What was heard less than this ago is the same sound still, not a repetition. */
const REPEAT_HOPS = hopsOf(4000);
/** Within a call that is not yet learnt from, only a long repetition counts: a person may say “hello?” twice. */
const OWN_MATCH_HOPS = hopsOf(2500);
/** Unlearnt audio is kept no longer than this: an announcement is shorter. */
const PENDING_HOPS = hopsOf(120_000);
/** A call writes to the library's time line in slabs of its own, so that lines heard at once do not mix. */
const SLAB_HOPS = hopsOf(300_000);
/** Landmarks are counted into heard time by blocks of this length. */
const BLOCK_HOPS = 8;

interface Pending extends Landmark {
  readonly known: boolean;
}

/**
 * One call's side of the library: recognises what is heard, and keeps it back until the far side has shown
 * itself to be a machine. What led to a person never gets further than here.
 */
export class Memory {
  readonly #finder = new LandmarkFinder();
  readonly #library: Library;
  readonly #fromLibrary = new Matcher();
  readonly #fromOwn = new Matcher();
  readonly #own = new Map<number, number[]>();
  #pending: Pending[] = [];
  #slabFrom = 0;
  #slabHop = 0;
  #lastBlock = -1;
  #machineThroughHop = -1;

  constructor(library: Library) {
    this.#library = library;
    this.#slabHop = library.reserve(SLAB_HOPS);
  }

  push(hop: number, power: Float64Array): void {
    const landmarks = this.#finder.push(power);
    if (landmarks.length === 0) return;
    for (const { hash, hop: at } of landmarks) {
      this.#library.find(hash, (knownHop) => this.#fromLibrary.vote(at, knownHop));
      for (const before of this.#own.get(hash) ?? []) {
        if (at - before >= REPEAT_HOPS) this.#fromOwn.vote(at, before);
      }
    }
    const match = this.match(hop);
    const known = match !== undefined && !this.#library.fades(match.offset + hop);
    for (const landmark of landmarks) {
      this.#pending.push({ ...landmark, known });
      const places = this.#own.get(landmark.hash);
      if (places === undefined) this.#own.set(landmark.hash, [landmark.hop]);
      else places.push(landmark.hop);
    }
    this.#learn(Math.min(this.#machineThroughHop, hop - REPEAT_HOPS));
    if ((this.#pending[0]?.hop ?? hop) < hop - PENDING_HOPS) this.#drop(hop - PENDING_HOPS / 2);
  }

  /** The recording that plays now, if it was heard before. */
  match(hop: number): Match | undefined {
    const own = this.#fromOwn.now(hop);
    return (
      this.#fromLibrary.now(hop) ??
      (own !== undefined && own.throughHop - own.sinceHop >= OWN_MATCH_HOPS ? own : undefined)
    );
  }

  /** The far side was a machine up to this hop: that goes into the library, but for the last 4 s, which follow. */
  release(throughHop: number): void {
    this.#machineThroughHop = Math.max(this.#machineThroughHop, throughHop);
  }

  #learn(until: number): void {
    if ((this.#pending[0]?.hop ?? Number.POSITIVE_INFINITY) > until) return;
    for (const { hash, hop, known } of this.#pending) {
      if (hop > until) break;
      if (known) continue;
      if (hop - this.#slabFrom >= SLAB_HOPS) {
        this.#slabFrom = hop;
        this.#slabHop = this.#library.reserve(SLAB_HOPS);
      }
      this.#library.add({ hash, hop: this.#slabHop + hop - this.#slabFrom });
      const block = Math.floor(hop / BLOCK_HOPS);
      if (block > this.#lastBlock) this.#library.heardMs += BLOCK_HOPS * HOP_MS;
      this.#lastBlock = Math.max(block, this.#lastBlock);
    }
    this.#drop(until + 1);
  }

  /** Forgets what has not been released. */
  forget(): void {
    this.#learn(this.#machineThroughHop);
    this.#pending = [];
    this.#own.clear();
    this.#fromLibrary.forget();
    this.#fromOwn.forget();
  }

  #drop(before: number): void {
    const first = this.#pending.findIndex(({ hop }) => hop >= before);
    const gone = this.#pending.splice(0, first < 0 ? this.#pending.length : first);
    for (const { hash } of gone) {
      const places = this.#own.get(hash);
      places?.shift();
      if (places?.length === 0) this.#own.delete(hash);
    }
  }
}
