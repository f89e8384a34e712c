import type { Slab } from '../signal/slabs.js';
import { HOP_MS, hopsOf, seconds } from '../signal/units.js';
import type { HabitsPart } from './library-part.js';

/**
 * An unknown voice means a person only if it is unlikely to be a recording that never played before. By Good–Turing,
 * that likelihood is about the share of all hearings that were the only one of their recording; one hearing of each
 * kind is added, since the first few prove little. The bound of two fifths is reached when the only recording was heard
 * twice, or when the first of two came around again.
 */
const LIKELY_NEW = 0.4;
/** Recordings remembered; the one not heard for longest is dropped. */
const RECORDINGS = 40;
/** A recognized place may lie this far outside the stretch where the recording was first heard. */
const BESIDE_HOPS = hopsOf(1500);
/** How many leads are compared, and how many it takes. */
const LEADS = 12;
const LEAST_LEADS = 2;
/** How much leads of recordings on a schedule may differ: the front end's delay and the line's jitter. */
const REGULAR_SHARE = 0.15;
/** A voice that comes this much sooner than any recording did is off the schedule. */
const EARLY_SHARE = 0.8;
const EARLY_HOPS = hopsOf(1000);

/** A stretch of speech during the hold. */
export interface Stretch {
  /**
   * The place of its last moment on the library's timeline; for a known recording, the place where it was heard before.
   */
  readonly place: number;
  readonly hops: number;
  /** How long music or quiet lasted before it, if all of that was heard. */
  readonly leadHops: number;
}

interface Recording {
  fromHop: number;
  throughHop: number;
  /** Times heard. Calls on hold side by side hear the same turn of the same loop, which counts once. */
  hearings: number;
  /** The newest hearing, as the number of stretches noted by then. */
  last: number;
  readonly heardBy: WeakSet<object>;
  /** Hearings not yet sent to other processes; undefined when there were none. */
  unsent: number | undefined;
}

/** Not every hearing of our own counts, but each is news: `unsent` may be 0. */
const oneMore = (recording: Recording, counts: boolean): void => {
  recording.unsent = (recording.unsent ?? 0) + (counts ? 1 : 0);
  if (counts) recording.hearings++;
};

/** How a destination talks to callers on hold: which recordings come back, and after how long. */
export class Habits {
  readonly #recordings: Recording[] = [];
  readonly #leads: number[] = [];
  #noted = 0;
  #unsentLeads = 0;

  /** Stretches noted so far. A call that begins now remembers this number. */
  get noted(): number {
    return this.#noted;
  }

  /** Notes a stretch of speech that turned out to be a recording; `call` went on hold after `begunAt` stretches. */
  note(stretch: Stretch, call: object, begunAt: number): void {
    this.#lead(stretch.leadHops);
    this.#unsentLeads++;
    const { place, hops } = stretch;
    const known = this.#at(place);
    const recording = known ?? this.#add(place - hops, place);
    oneMore(recording, known === undefined || recording.heardBy.has(call) || begunAt >= recording.last);
    recording.heardBy.add(call);
    recording.last = this.#noted;
  }

  /** Adds what another process noted; `slabOf` finds its slabs here. */
  take({ heard, leads }: HabitsPart, slabOf: (id: string) => Slab): void {
    for (const lead of leads) this.#lead(lead);
    for (const { slab, from, through, hearings } of heard) {
      const { start } = slabOf(slab);
      const recording = this.#at(start + through) ?? this.#add(start + from, start + through);
      recording.hearings += hearings;
      recording.last = this.#noted;
    }
  }

  /** Everything known; `slabAt` finds the slab of a place. */
  all(slabAt: (place: number) => Slab | undefined): HabitsPart {
    return { heard: this.#parts(slabAt, ({ hearings }) => hearings), leads: [...this.#leads] };
  }

  /** What other processes do not know yet. Returning it marks it as sent. */
  news(slabAt: (place: number) => Slab | undefined): HabitsPart {
    const heard = this.#parts(slabAt, ({ unsent }) => unsent);
    const leads = this.#unsentLeads === 0 ? [] : this.#leads.slice(-this.#unsentLeads);
    this.#unsentLeads = 0;
    for (const recording of this.#recordings) recording.unsent = undefined;
    return { heard, leads };
  }

  #parts(
    slabAt: (place: number) => Slab | undefined,
    hearingsOf: (recording: Recording) => number | undefined,
  ): HabitsPart['heard'] {
    return this.#recordings.toReversed().flatMap((recording) => {
      const slab = slabAt(recording.throughHop);
      const hearings = hearingsOf(recording);
      if (slab === undefined || hearings === undefined) return [];
      const [from, through] = [recording.fromHop - slab.start, recording.throughHop - slab.start];
      return [{ slab: slab.id, from, through, hearings }];
    });
  }

  #lead(hops: number): void {
    this.#noted++;
    this.#leads.push(hops);
    if (this.#leads.length > LEADS) this.#leads.shift();
  }

  #at(place: number): Recording | undefined {
    return this.#recordings.find(
      ({ fromHop, throughHop }) => place >= fromHop - BESIDE_HOPS && place <= throughHop + BESIDE_HOPS,
    );
  }

  #add(fromHop: number, throughHop: number): Recording {
    const last = this.#noted;
    const recording = { fromHop, throughHop, hearings: 0, last, heardBy: new WeakSet<object>(), unsent: undefined };
    this.#recordings.push(recording);
    this.#recordings.sort((a, b) => b.last - a.last).splice(RECORDINGS);
    return recording;
  }

  /** The probability that speech matching nothing is a new recording rather than a person. */
  get likelyNew(): number {
    const once = this.#recordings.filter(({ hearings }) => hearings === 1).length;
    const hearings = this.#recordings.reduce((sum, recording) => sum + recording.hearings, 0);
    return (once + 1) / (hearings + 2);
  }

  /** Whether an unknown voice is more likely a person than a new recording. */
  get warm(): boolean {
    return this.likelyNew <= LIKELY_NEW;
  }

  /**
   * A phrase for the log if a voice comes sooner than a recording would: earlier recordings kept a schedule, and this
   * voice does not. The next recording of a loop keeps the schedule even if it was never heard before.
   */
  early(leadHops: number): string | undefined {
    if (this.#leads.length < LEAST_LEADS) return undefined;
    const shortest = Math.min(...this.#leads);
    if (Math.max(...this.#leads) - shortest > REGULAR_SHARE * shortest + hopsOf(300)) return undefined;
    if (leadHops > EARLY_SHARE * shortest || shortest - leadHops < EARLY_HOPS) return undefined;
    return `${seconds(leadHops * HOP_MS)} after the last words, recordings come after ${seconds(shortest * HOP_MS)}`;
  }
}
