import type { Recording, RecordingKind } from '../../hunter/terms.js';
import { SLAB_HOPS } from '../signal/slabs.js';
import { HOP_MS, hopsOf } from '../signal/units.js';
import { type Landmark, LandmarkFinder } from './landmarks.js';
import type { Library } from './library.js';
import type { LiveCall } from './live.js';
import { type Match, Matcher } from './matcher.js';
import { Repeats } from './repeats.js';

/** Sound heard less than this ago is still the same sound, not a repetition. */
const REPEAT_HOPS = hopsOf(4000);
/** Within a call that has not been learned yet, only a long repetition counts: a person may say “hello?” twice. */
const OWN_MATCH_HOPS = hopsOf(2500);
/** Unlearned sound is kept no longer than this; announcements are shorter. */
const PENDING_HOPS = hopsOf(120_000);
/** Two calls that share this much hear a recording, whatever it was taken for before; less is shared by chance. */
const CERTAIN_HOPS = hopsOf(1500);
/** Shared stretches closer together than this are one. */
const JOIN_HOPS = hopsOf(1000);
/** Heard time is counted in blocks of this length. */
const BLOCK_HOPS = 8;

interface Pending extends Landmark {
  /** Add to the hop to get the place where it was heard before; undefined when it is new. */
  readonly knownAt: number | undefined;
}

/** A stretch of this call, in hops, that another call hears later. */
export interface Elsewhere {
  readonly sinceHop: number;
  readonly throughHop: number;
}

/** A slab of the library's timeline: its first place, and the call's hop there. */
interface Slab {
  readonly place: number;
  readonly hop: number;
}

/**
 * One call's view of the library: recognizes sound, and holds it back until the far side has proved to be a machine.
 * What a person said never gets past this point.
 */
export class Memory implements LiveCall {
  readonly #finder = new LandmarkFinder();
  readonly #library: Library;
  readonly #fromLibrary = new Matcher();
  readonly #fromOwn = new Matcher();
  #pending: Pending[] = [];
  /** Newest last; pending sound is in the last two. */
  #slabs: Slab[] = [];
  #lastBlock = -1;
  #machineThroughHop = -1;
  #elsewhere: Elsewhere | undefined;
  /** Set during the menu: finds what the menu repeats. */
  #repeats: Repeats | undefined = new Repeats();

  constructor(library: Library) {
    this.#library = library;
  }

  /** Skips a moment: it is neither recognized nor learned. */
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

  /** The place of a hop of the call on the library's timeline. */
  placeOf(hop: number): number {
    const slab = this.#slabs.findLast((each) => each.hop <= hop);
    if (slab !== undefined && hop - slab.hop < SLAB_HOPS) return slab.place + hop - slab.hop;
    const place = this.#library.reserve();
    this.#library.live.own(this, place, hop);
    this.#slabs.push({ place, hop });
    for (const { place: gone } of this.#slabs.splice(0, this.#slabs.length - 2)) this.#library.live.disown(gone);
    return place;
  }

  /** The stretch of this call that another call is hearing now, later. */
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

  /** The match with the recording that plays now, if it was heard before. */
  match(hop: number): Match | undefined {
    const own = this.#fromOwn.now(hop);
    return (
      this.#fromLibrary.now(hop) ??
      (own !== undefined && own.throughHop - own.sinceHop >= OWN_MATCH_HOPS ? own : undefined)
    );
  }

  /** The far side was a machine through this hop. The library learns the sound up to here, with a delay of 4 s. */
  release(throughHop: number): void {
    this.#machineThroughHop = Math.max(this.#machineThroughHop, throughHop);
  }

  /**
   * A person says that a stretch of the call was a recording: learns and names it right away. If most of it was known
   * before, the known place gets the name. Undefined when there was no sound to learn.
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

  /** A recording that was taught continued through this hop. */
  extend(recordingId: string, throughHop: number): void {
    this.release(throughHop);
    this.#library.extend(recordingId, this.placeOf(throughHop));
  }

  /** The call is over: learns everything released, and forgets the rest. */
  finish(): void {
    this.#learn(this.#machineThroughHop);
    this.forget();
  }

  /**
   * The far end hung up, and the last speaker may have been a person. It was a recording only if a later call hears the
   * same.
   */
  leaveUnsure(): void {
    this.#library.keepUnsure(this);
  }

  /** Whether the menu is repeating something it said earlier on this call. */
  heardAgain(hop: number): boolean {
    return this.#repeats?.now(hop) ?? false;
  }

  /** Turns the search for repetitions on or off; they matter only in the menu. */
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

  /** Forgets everything that has not been released. */
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
