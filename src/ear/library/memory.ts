import type { Recording, RecordingKind } from '../../hunter/terms.js';
import { SLAB_HOPS } from '../signal/slabs.js';
import { HOP_MS, hopsOf } from '../signal/units.js';
import { type Landmark, LandmarkFinder } from './landmarks.js';
import type { Library } from './library.js';
import type { LiveCall } from './live.js';
import { type Match, Matcher } from './matcher.js';
import { Repeats } from './repeats.js';

/** What was heard less than this ago is the same sound still, not a repetition. */
const REPEAT_HOPS = hopsOf(4000);
/** Within a call that is not yet learnt from, only a long repetition counts: a person may say “hello?” twice. */
const OWN_MATCH_HOPS = hopsOf(2500);
/** Unlearnt audio is kept no longer than this: an announcement is shorter. */
const PENDING_HOPS = hopsOf(120_000);
/** Two calls that share so much hear a recording, whatever it was taken for before; less is shared by chance. */
const CERTAIN_HOPS = hopsOf(1500);
/** Places shared with another call belong together unless they lie further apart than this. */
const JOIN_HOPS = hopsOf(1000);
/** Landmarks are counted into heard time by blocks of this length. */
const BLOCK_HOPS = 8;

interface Pending extends Landmark {
  /** Add to the hop to get the place where it was known before; undefined: it is new. */
  readonly knownAt: number | undefined;
}

/** A stretch of this call, in hops, that another call hears too, later than this one. */
export interface Elsewhere {
  readonly sinceHop: number;
  readonly throughHop: number;
}

/** A slab of the library's time line: its first place, and the hop of the call that lies there. */
interface Slab {
  readonly place: number;
  readonly hop: number;
}

/**
 * One call's side of the library: recognises what is heard, and keeps it back until the far side has shown
 * itself to be a machine. What led to a person never gets further than here.
 */
export class Memory implements LiveCall {
  readonly #finder = new LandmarkFinder();
  readonly #library: Library;
  readonly #fromLibrary = new Matcher();
  readonly #fromOwn = new Matcher();
  #pending: Pending[] = [];
  /** Newest last; pending sound lies in the last two. */
  #slabs: Slab[] = [];
  #lastBlock = -1;
  #machineThroughHop = -1;
  #elsewhere: Elsewhere | undefined;
  /** While the menu is walked: what it says again. */
  #repeats: Repeats | undefined = new Repeats();

  constructor(library: Library) {
    this.#library = library;
  }

  /** A moment that is neither recognised nor learnt. */
  pass(): void {
    this.#finder.pass();
  }

  push(hop: number, power: Float64Array): void {
    const landmarks = this.#finder.push(power);
    if (landmarks.length === 0) return;
    this.#repeats?.push(landmarks, hop);
    const { live } = this.#library;
    for (const { hash, hop: at } of landmarks) {
      this.#library.find(hash, (place) => this.#fromLibrary.vote(at, place));
      live.find(hash, this, {
        own: (place, before) => {
          if (at - before >= REPEAT_HOPS) this.#fromOwn.vote(at, place);
        },
        other: (place) => this.#fromLibrary.vote(at, place),
      });
    }
    const match = this.match(hop);
    const known = match !== undefined && !this.#library.fades(match.offset + hop);
    const knownAt = known ? match.offset : undefined;
    for (const landmark of landmarks) {
      this.#pending.push({ ...landmark, knownAt });
      if (!known) live.add(landmark.hash, this.placeOf(landmark.hop));
    }
    if (match !== undefined) {
      this.#tellOther(match);
      this.#library.heardAgain(match.offset + match.throughHop, this.placeOf(match.throughHop));
    }
    this.#learn(Math.min(this.#machineThroughHop, hop - REPEAT_HOPS));
    if ((this.#pending[0]?.hop ?? hop) < hop - PENDING_HOPS) this.#drop(hop - PENDING_HOPS / 2);
  }

  /** Where a hop of the call lies on the library's time line. */
  placeOf(hop: number): number {
    const slab = this.#slabs.findLast((each) => each.hop <= hop);
    if (slab !== undefined && hop - slab.hop < SLAB_HOPS) return slab.place + hop - slab.hop;
    const place = this.#library.reserve();
    this.#library.live.own(this, place, hop);
    this.#slabs.push({ place, hop });
    for (const { place: gone } of this.#slabs.splice(0, this.#slabs.length - 2)) this.#library.live.disown(gone);
    return place;
  }

  /** What this call heard and another one hears now, later. */
  get elsewhere(): Elsewhere | undefined {
    return this.#elsewhere;
  }

  heardElsewhere(atHop: number): void {
    const last = this.#elsewhere;
    const goesOn = last !== undefined && atHop >= last.sinceHop && atHop - last.throughHop <= JOIN_HOPS;
    const now = goesOn
      ? { sinceHop: last.sinceHop, throughHop: Math.max(last.throughHop, atHop) }
      : { sinceHop: atHop, throughHop: atHop };
    this.#elsewhere = now;
    if (now.throughHop - now.sinceHop >= CERTAIN_HOPS) this.release(now.throughHop);
  }

  #tellOther({ offset, throughHop }: Match): void {
    const place = offset + throughHop;
    const slab = this.#library.live.slabAt(place);
    if (slab !== undefined && slab.call !== this) slab.call.heardElsewhere(place + slab.toHop);
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

  /**
   * What was heard in a stretch of the call was a recording, a person says: it is kept and named at once. Undefined when
   * there was no sound to keep. Where most of it had been known before, that place gets the name.
   */
  teach(fromHop: number, throughHop: number, kind: RecordingKind, title?: string): Recording | undefined {
    const inside = this.#pending.filter(({ hop }) => hop >= fromHop && hop <= throughHop);
    const first = inside[0];
    const last = inside.at(-1);
    if (first === undefined || last === undefined) return undefined;
    this.release(throughHop);
    const known = inside.filter(({ knownAt }) => knownAt !== undefined);
    const places =
      known.length * 2 > inside.length
        ? known.map(({ hop, knownAt }) => hop + (knownAt ?? 0))
        : [this.placeOf(first.hop), this.placeOf(last.hop)];
    return this.#library.name(Math.min(...places), Math.max(...places), kind, title);
  }

  /** What was taught as a recording went on up to this hop. */
  extend(recordingId: string, throughHop: number): void {
    this.release(throughHop);
    this.#library.extend(recordingId, this.placeOf(throughHop));
  }

  /** The call is over: what was released is learnt to its end, the rest is forgotten. */
  finish(): void {
    this.#learn(this.#machineThroughHop);
    this.forget();
  }

  /** The far end is gone, and who spoke last may have been a person: it is a recording only if a later call hears the same. */
  leaveUnsure(): void {
    this.#library.keepUnsure(this);
  }

  /** Whether the words of the menu that are heard now were heard on this call before. */
  heardAgain(hop: number): boolean {
    return this.#repeats?.now(hop) ?? false;
  }

  /** The menu is walked (or no longer): only there it matters whether something is said again. */
  follow(menu: boolean): void {
    this.#repeats = menu ? (this.#repeats ?? new Repeats()) : undefined;
  }

  #learn(until: number): void {
    if ((this.#pending[0]?.hop ?? Number.POSITIVE_INFINITY) > until) return;
    for (const { hash, hop, knownAt } of this.#pending) {
      if (hop > until) break;
      if (knownAt !== undefined) continue;
      const place = this.placeOf(hop);
      this.#library.add({ hash, hop: place });
      const block = Math.floor(hop / BLOCK_HOPS);
      if (block > this.#lastBlock) this.#library.heardMs += BLOCK_HOPS * HOP_MS;
      this.#lastBlock = Math.max(block, this.#lastBlock);
    }
    this.#drop(until + 1);
  }

  /** Forgets what has not been released. */
  forget(): void {
    this.#learn(this.#machineThroughHop);
    this.#drop(Number.POSITIVE_INFINITY);
    for (const { place } of this.#slabs) this.#library.live.disown(place);
    this.#slabs = [];
    this.#elsewhere = undefined;
    this.#fromLibrary.forget();
    this.#fromOwn.forget();
  }

  #drop(before: number): void {
    const first = this.#pending.findIndex(({ hop }) => hop >= before);
    const gone = this.#pending.splice(0, first < 0 ? this.#pending.length : first);
    for (const { hash, hop, knownAt } of gone)
      if (knownAt === undefined) this.#library.live.remove(hash, this.placeOf(hop));
  }
}
