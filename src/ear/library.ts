import type { Knowledge, Recording, RecordingKind } from '../hunter/words.js';
import { Habits } from './habits.js';
import type { Landmark } from './landmarks.js';
import { LiveSound } from './live.js';
import { HOP_MS, hopsOf } from './units.js';
import { RecordedVoice } from './voice.js';

/** Landmarks of one generation; about 25 minutes of audio that was not known before. */
const GENERATION = 786_432;
/** A call writes to the library's time line in slabs of its own, so that lines heard at once do not mix. */
export const SLAB_HOPS = hopsOf(300_000);
const BUCKETS = 1 << 18;
/** A hum or a drum machine fills one bucket with thousands of equal landmarks; only the newest so many are looked at. */
const WALK = 40;

/** With one or two earlier calls a destination is warm (measured). */
const CALLS_NEEDED = 2;

/** The last words of so many calls that somebody hung up on are kept in mind, to be forgotten unless they come again. */
const UNSURE_CALLS = 4;

export const NOTHING_KNOWN: Knowledge = { calls: 0, callsNeeded: CALLS_NEEDED, seconds: 0, recordings: [] };

/** A named stretch of the time line. */
export interface Named {
  readonly fromPlace: number;
  readonly throughPlace: number;
  readonly recording: Recording;
}

/** Landmarks under their hashes, in flat arrays: a quarter of a million objects would cost ten times the memory. */
class Shelf {
  readonly #heads = new Int32Array(BUCKETS).fill(-1);
  #hashes = new Int32Array(4096);
  #hops = new Int32Array(4096);
  #next = new Int32Array(4096);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(hash: number, hop: number): void {
    if (this.#size === this.#hashes.length) this.#grow();
    const bucket = Math.imul(hash, 0x9e3779b1) >>> 14;
    this.#hashes[this.#size] = hash;
    this.#hops[this.#size] = hop;
    this.#next[this.#size] = this.#heads[bucket] ?? -1;
    this.#heads[bucket] = this.#size++;
  }

  find(hash: number, each: (hop: number) => void): void {
    let at = this.#heads[Math.imul(hash, 0x9e3779b1) >>> 14] ?? -1;
    for (let walked = 0; at >= 0 && walked < WALK; walked++) {
      if (this.#hashes[at] === hash) each(this.#hops[at] ?? 0);
      at = this.#next[at] ?? -1;
    }
  }

  #grow(): void {
    const larger = (from: Int32Array) => {
      const to = new Int32Array(from.length * 2);
      to.set(from);
      return to;
    };
    this.#hashes = larger(this.#hashes);
    this.#hops = larger(this.#hops);
    this.#next = larger(this.#next);
  }
}

/**
 * Recordings known at one destination, shared by all its calls of this process; features only, no audio.
 * Two generations: what is heard again in the older counts as new and so moves to the younger; what is not, goes.
 */
export class Library {
  #young = new Shelf();
  #old: Shelf | undefined;
  /** Recordings before this hop are in the older generation. */
  #youngFromHop = 0;
  #lastHop = 0;
  #named: Named[] = [];
  readonly #unsure: { forget(): void }[] = [];
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
    const start = this.#lastHop;
    this.#lastHop += SLAB_HOPS;
    return start;
  }

  add(landmark: Landmark): void {
    if (this.#young.size >= GENERATION) {
      this.#old = this.#young;
      this.#young = new Shelf();
      this.#youngFromHop = landmark.hop;
    }
    this.#young.add(landmark.hash, landmark.hop);
  }

  find(hash: number, each: (hop: number) => void): void {
    this.#young.find(hash, each);
    this.#old?.find(hash, each);
  }

  /** Whether what lies there will go with the older generation unless it is learnt again. */
  fades(hop: number): boolean {
    return hop < this.#youngFromHop;
  }

  /** Names a stretch of the time line; a stretch that overlaps it by more than half gives way. */
  name(fromPlace: number, throughPlace: number, kind: RecordingKind, title?: string): Recording {
    const overlap = (each: Named) =>
      Math.min(each.throughPlace, throughPlace) - Math.max(each.fromPlace, fromPlace) >
      (each.throughPlace - each.fromPlace) / 2;
    this.#named = this.#named.filter((each) => !overlap(each));
    const seconds = Math.round(((throughPlace - fromPlace) * HOP_MS) / 100) / 10;
    const recording = { id: `r${fromPlace}`, kind, seconds, ...(title === undefined ? {} : { title }) };
    this.#named.push({ fromPlace, throughPlace, recording });
    return recording;
  }

  /** The named recording that lies there. */
  namedAt(place: number): Named | undefined {
    return this.#named.find(({ fromPlace, throughPlace }) => place >= fromPlace && place <= throughPlace);
  }

  /** Says what a recording is; false when it is not known. */
  relabel(id: string, kind: RecordingKind, title?: string): boolean {
    const at = this.#named.findIndex(({ recording }) => recording.id === id);
    const named = this.#named[at];
    if (named === undefined) return false;
    this.#named[at] = { ...named, recording: { ...named.recording, kind, ...(title === undefined ? {} : { title }) } };
    return true;
  }

  get knowledge(): Knowledge {
    const { calls, heardMs } = this;
    const recordings = this.#named.map(({ recording }) => recording);
    return { calls, callsNeeded: CALLS_NEEDED, seconds: Math.round(heardMs / 1000), recordings };
  }
}
