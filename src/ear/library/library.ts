import { randomBytes } from 'node:crypto';
import type { Knowledge, Recording, RecordingKind } from '../../hunter/terms.js';
import { SLAB_HOPS, type Slab, Slabs } from '../signal/slabs.js';
import { RecordedVoice } from '../voice/voice.js';
import { Habits } from './habits.js';
import type { Landmark } from './landmarks.js';
import { dayOf, type LibraryPart, type SlabPart } from './library-part.js';
import { LiveSound } from './live.js';
import { type Named, Names } from './names.js';
import { Shelf } from './shelf.js';

/** Landmarks of one generation; about 45 minutes of sound that was not known before. */
export const GENERATION = 786_432;

/** With one or two earlier calls a destination is warm (measured). */
const CALLS_NEEDED = 2;

/** Landmarks taken in at one go: some ms of work. */
const STEP = 4096;

/** The last words of so many calls that somebody hung up on are kept in mind, to be forgotten unless they come again. */
const UNSURE_CALLS = 4;

export const NOTHING_KNOWN: Knowledge = { calls: 0, callsNeeded: CALLS_NEEDED, seconds: 0, recordings: [] };

export interface LibraryOptions {
  readonly generation?: number;
  readonly now?: () => number;
  /** 64 bits, so that no two processes ever choose the same, as 16 hex digits. */
  readonly newId?: () => string;
}

/** What had been told to the other processes at some time. */
interface Told {
  calls: number;
  heardMs: number;
  voice: Float64Array;
}

/**
 * Recordings known at one destination, shared by all its calls; features only, no audio.
 * Two generations: what is heard again in the older counts as new and so moves to the younger; what is not, goes.
 * What is learnt here goes to other processes and files in parts, and theirs is taken in.
 */
export class Library {
  readonly #options: Required<LibraryOptions>;
  readonly #slabs = new Slabs();
  readonly #names = new Names();
  #young = new Shelf();
  #old: Shelf | undefined;
  #generation = 0;
  readonly #unsure: { forget(): void }[] = [];
  /** Slabs heard again that the others think were not. */
  readonly #refreshed = new Set<Slab>();
  /** Landmarks of each shelf that were looked through for news. */
  readonly #lookedThrough = new WeakMap<Shelf, number>();
  #told: Told;
  /** Recordings learnt here, in ms of sound. */
  heardMs = 0;
  /** Calls that were listened to until the wait began. */
  calls = 0;
  /** What its calls hear now and have not yet shown to be a recording. */
  readonly live = new LiveSound(SLAB_HOPS);
  /** What those who wait here are told, and how often. */
  readonly habits = new Habits();

  /** The voice its recordings are spoken in. */
  readonly voice = new RecordedVoice();

  constructor(options: LibraryOptions = {}) {
    const newId = () => randomBytes(8).toString('hex');
    this.#options = { generation: GENERATION, now: Date.now, newId, ...options };
    this.#told = { calls: 0, heardMs: 0, voice: this.voice.statistics };
  }

  /** Whether a voice that matches nothing is likelier a person than one more recording. */
  get warm(): boolean {
    return this.calls > 0 || this.habits.warm;
  }

  /** Keeps in mind what a call heard last before it was left, newest last; what a later call hears too was a recording. */
  keepUnsure(memory: { forget(): void }): void {
    this.#unsure.push(memory);
    if (this.#unsure.length > UNSURE_CALLS) this.#unsure.shift()?.forget();
  }

  /** Reserves a slab of the time line, so that what two lines hear at once is kept apart. */
  reserve(): number {
    return this.#slabs.reserve(this.#options.newId(), true, this.#today).start;
  }

  add(landmark: Landmark): void {
    const slab = this.#slabs.at(landmark.hop);
    if (slab !== undefined) this.#put(slab, landmark.hash, landmark.hop);
  }

  #put(slab: Slab, hash: number, place: number): void {
    if (this.#young.size >= this.#options.generation) {
      this.#old = this.#young;
      this.#young = new Shelf();
      this.#generation++;
    }
    slab.generation ??= this.#generation;
    this.#young.add(hash, place);
  }

  find(hash: number, each: (hop: number) => void): void {
    this.#young.find(hash, each);
    this.#old?.find(hash, each);
  }

  /** Whether what lies there will go with the older generation unless it is learnt again. */
  fades(place: number): boolean {
    const generation = this.#slabs.at(place)?.generation;
    return generation !== undefined && generation < this.#generation;
  }

  /** What lies at a place is heard again, at another: it stays for longer, and so does its name. */
  heardAgain(place: number, atPlace: number): void {
    const slab = this.#slabs.at(place);
    if (slab === undefined) return;
    if (slab.day < this.#today) {
      slab.day = this.#today;
      this.#refreshed.add(slab);
    }
    const named = this.fades(place) ? this.#names.at(place) : undefined;
    const now = this.#slabs.at(atPlace);
    if (named !== undefined && now !== undefined && now !== slab) this.#names.move(named, now, atPlace - place);
  }

  /** Names a stretch of the time line; a stretch that it covers by more than half gives way. */
  name(fromPlace: number, throughPlace: number, kind: RecordingKind, title?: string): Recording | undefined {
    const slab = this.#slabs.at(fromPlace);
    return slab && this.#names.name(slab, fromPlace, throughPlace, this.#options.now(), kind, title);
  }

  /** A recording turns out to go on up to a place. */
  extend(id: string, throughPlace: number): void {
    this.#names.extend(id, this.#options.now(), throughPlace);
  }

  /** The named recording that lies there. */
  namedAt(place: number): Named | undefined {
    return this.#names.at(place);
  }

  /** Says what a recording is; false when it is not known. */
  relabel(id: string, kind: RecordingKind, title?: string): boolean {
    return this.#names.relabel(id, this.#options.now(), kind, title);
  }

  get knowledge(): Knowledge {
    const { calls, heardMs } = this;
    return {
      calls,
      callsNeeded: CALLS_NEEDED,
      seconds: Math.round(heardMs / 1000),
      recordings: this.#names.recordings,
    };
  }

  /**
   * Takes in what another process, an earlier one, or a file knows. Done step by step, `STEP` landmarks each, so that
   * whoever takes in much may do other work in between.
   */
  *takeIn(part: LibraryPart): Generator<void> {
    const slabOf = (id: string) => this.#slabs.byId(id) ?? this.#slabs.reserve(id, false, 0);
    let steps = 0;
    for (const { id, day, hashes, offsets } of part.slabs) {
      const slab = slabOf(id);
      slab.day = Math.max(slab.day, day);
      for (let i = 0; i < hashes.length; i++) {
        this.#put(slab, hashes[i] ?? 0, slab.start + (offsets[i] ?? 0));
        if (++steps % STEP === 0) yield;
      }
    }
    for (const name of part.names) this.#names.take(slabOf(name.slab), name);
    this.habits.take(part.habits, slabOf);
    this.calls += part.calls;
    this.heardMs += part.heardMs;
    this.#told.calls += part.calls;
    this.#told.heardMs += part.heardMs;
    const { voice } = this.#told;
    if (this.voice.add(part.voice)) this.#told.voice = voice.map((value, i) => value + (part.voice[i] ?? 0));
  }

  /** All that is known. */
  whole(): LibraryPart {
    const landmarks = new Columns();
    for (const shelf of [this.#old, this.#young]) {
      shelf?.from(0, (hash, place) => landmarks.add(this.#slabs.at(place), hash, place));
    }
    const habits = this.habits.all((place) => this.#slabs.at(place));
    const names = this.#names.all;
    const { calls, heardMs } = this;
    const voice = this.voice.frames === 0 ? [] : [...this.voice.statistics];
    return { slabs: landmarks.parts(this.#named({ habits, names })), names, habits, calls, heardMs, voice };
  }

  /** What was learnt here since the last time this was asked. */
  news(): LibraryPart {
    const landmarks = new Columns();
    for (const shelf of [this.#old, this.#young]) {
      if (shelf === undefined) continue;
      shelf.from(this.#lookedThrough.get(shelf) ?? 0, (hash, place) => {
        const slab = this.#slabs.at(place);
        if (slab?.own) landmarks.add(slab, hash, place);
      });
      this.#lookedThrough.set(shelf, shelf.size);
    }
    const habits = this.habits.news((place) => this.#slabs.at(place));
    const names = this.#names.news();
    const slabs = landmarks.parts([...this.#refreshed, ...this.#named({ habits, names })]);
    this.#refreshed.clear();
    const told = this.#told;
    const { calls, heardMs } = this;
    const statistics = this.voice.statistics;
    const spoken = (statistics[0] ?? 0) > (told.voice[0] ?? 0);
    const voice = spoken ? Array.from(statistics, (value, i) => value - (told.voice[i] ?? 0)) : [];
    this.#told = { calls, heardMs, voice: statistics };
    return { slabs, names, habits, calls: calls - told.calls, heardMs: heardMs - told.heardMs, voice };
  }

  #named({ habits, names }: Pick<LibraryPart, 'habits' | 'names'>): Slab[] {
    return [...habits.heard, ...names].flatMap(({ slab }) => this.#slabs.byId(slab) ?? []);
  }

  get #today(): number {
    return dayOf(this.#options.now());
  }
}

/** Landmarks sorted by the slabs they lie in. */
class Columns {
  readonly #slabs = new Map<Slab, { readonly offsets: number[]; readonly hashes: number[] }>();

  add(slab: Slab | undefined, hash: number, place: number): void {
    if (slab === undefined) return;
    const columns = this.#slabs.get(slab) ?? { offsets: [], hashes: [] };
    this.#slabs.set(slab, columns);
    columns.offsets.push(place - slab.start);
    columns.hashes.push(hash);
  }

  /** One part a slab; those also named here are told even if they have no landmarks. */
  parts(others: readonly Slab[]): SlabPart[] {
    return [...new Set([...this.#slabs.keys(), ...others])].map((slab) => {
      const { offsets = [], hashes = [] } = this.#slabs.get(slab) ?? {};
      const { id, day } = slab;
      return { id, day, offsets: Uint16Array.from(offsets), hashes: Int32Array.from(hashes) };
    });
  }
}
