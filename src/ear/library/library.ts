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

/** Landmarks per generation: about 45 minutes of new sound. */
export const GENERATION = 786_432;

/** A destination is well known after one or two calls (measured). */
const CALLS_NEEDED = 2;

/** Landmarks taken in per step: a few ms of work. */
const STEP = 4096;

/**
 * When the far end hangs up and the last speaker may have been a person, the last words of this many calls are held,
 * and forgotten unless they come again.
 */
const UNSURE_CALLS = 4;

export const NOTHING_KNOWN: Knowledge = { calls: 0, callsNeeded: CALLS_NEEDED, seconds: 0, recordings: [] };

export interface LibraryOptions {
  readonly generation?: number;
  readonly now?: () => number;
  /** 16 hex digits (64 bits), so that no two processes ever choose the same id. */
  readonly newId?: () => string;
}

/** What had been sent to the other processes at some point. */
interface Told {
  calls: number;
  heardMs: number;
  voice: Float64Array;
}

/**
 * The recordings known at one destination, shared by all its calls; features only, no audio. There are two generations:
 * sound of the older one that is heard again counts as new and moves to the younger, and the rest is dropped with it.
 * What is learned here goes out to other processes and files in parts, and their parts are taken in.
 */
export class Library {
  readonly #options: Required<LibraryOptions>;
  readonly #slabs = new Slabs();
  readonly #names = new Names();
  #young = new Shelf();
  #old: Shelf | undefined;
  #generation = 0;
  readonly #unsure: { forget(): void }[] = [];
  /** Slabs heard again, which other processes do not know yet. */
  readonly #refreshed = new Set<Slab>();
  /** How many landmarks of each shelf were already checked for news. */
  readonly #lookedThrough = new WeakMap<Shelf, number>();
  #told: Told;
  /** Duration of the recordings learned, in ms. */
  heardMs = 0;
  /** How many calls taught how the destination sounds on hold. */
  calls = 0;
  /** What its calls hear now that has not proved to be a recording yet. */
  readonly live = new LiveSound(SLAB_HOPS);
  /** Which recordings callers on hold hear, and how often. */
  readonly habits = new Habits();

  /** The voice of its recordings. */
  readonly voice = new RecordedVoice();

  constructor(options: LibraryOptions = {}) {
    const newId = () => randomBytes(8).toString('hex');
    this.#options = { generation: GENERATION, now: Date.now, newId, ...options };
    this.#told = { calls: 0, heardMs: 0, voice: this.voice.statistics };
  }

  /** Whether a voice that matches nothing is more likely a person than a new recording. */
  get warm(): boolean {
    return this.calls > 0 || this.habits.warm;
  }

  /**
   * Holds what a call heard last before the far end left, newest last. If a later call hears it too, it was a
   * recording.
   */
  keepUnsure(memory: { forget(): void }): void {
    this.#unsure.push(memory);
    if (this.#unsure.length > UNSURE_CALLS) this.#unsure.shift()?.forget();
  }

  /** Reserves a slab of the timeline, so that what two lines hear at once stays separate. */
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

  /** Whether the sound at this place is dropped with the older generation unless it is learned again. */
  fades(place: number): boolean {
    const generation = this.#slabs.at(place)?.generation;
    return generation !== undefined && generation < this.#generation;
  }

  /** The sound at `place` was heard again, at `atPlace`: it stays longer, and so does its name. */
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

  /** Names a stretch of the timeline; replaces a name it covers by more than half. */
  name(fromPlace: number, throughPlace: number, kind: RecordingKind, title?: string): Recording | undefined {
    const slab = this.#slabs.at(fromPlace);
    return slab && this.#names.name(slab, fromPlace, throughPlace, this.#options.now(), kind, title);
  }

  /** Extends a recording to a later end. */
  extend(id: string, throughPlace: number): void {
    this.#names.extend(id, this.#options.now(), throughPlace);
  }

  /** The named recording at a place. */
  namedAt(place: number): Named | undefined {
    return this.#names.at(place);
  }

  /** Changes a recording's kind or title; false when it is not known. */
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
   * Adds what another process, an earlier one, or a file knows. It yields every `STEP` landmarks so that the caller can
   * do other work in between.
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

  /** Everything known. */
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

  /** What was learned here since the last call of `news`. */
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

/** Collects landmarks by slab. */
class Columns {
  readonly #slabs = new Map<Slab, { readonly offsets: number[]; readonly hashes: number[] }>();

  add(slab: Slab | undefined, hash: number, place: number): void {
    if (slab === undefined) return;
    const columns = this.#slabs.get(slab) ?? { offsets: [], hashes: [] };
    this.#slabs.set(slab, columns);
    columns.offsets.push(place - slab.start);
    columns.hashes.push(hash);
  }

  /** One part per slab; `others` are included even without landmarks. */
  parts(others: readonly Slab[]): SlabPart[] {
    return [...new Set([...this.#slabs.keys(), ...others])].map((slab) => {
      const { offsets = [], hashes = [] } = this.#slabs.get(slab) ?? {};
      const { id, day } = slab;
      return { id, day, offsets: Uint16Array.from(offsets), hashes: Int32Array.from(hashes) };
    });
  }
}
