import type { Landmark } from './landmarks.js';

/** Landmarks of one generation; about 25 minutes of audio that was not known before. */
const GENERATION = 786_432;
const BUCKETS = 1 << 18;
/** A hum or a drum machine fills one bucket with thousands of equal landmarks; only the newest so many are looked at. */
const WALK = 40;

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
  /** Recordings learnt here, in ms of sound. */
  heardMs = 0;
  /** The newest finished stretches of speech while waiting: was it a known recording? Newest last. */
  readonly #stretches: boolean[] = [];
  #knownSpeechMs = 0;

  /** Reserves a piece of the time line, so that what two lines hear at once is kept apart. */
  reserve(hops: number): number {
    const start = this.#lastHop;
    this.#lastHop += hops;
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

  /** A stretch of speech has ended: was most of it a known recording? */
  noteStretch(known: boolean, speechMs: number): void {
    this.#stretches.push(known);
    if (this.#stretches.length > RECENT_STRETCHES) this.#stretches.shift();
    if (known) this.#knownSpeechMs += speechMs;
  }

  /** Speech that was recognised here, in ms. */
  get knownSpeechMs(): number {
    return this.#knownSpeechMs;
  }

  /**
   * Whether an unknown voice means something here: recordings came back, and most of what spoke lately was one.
   * Until then every announcement is unknown.
   */
  get warm(): boolean {
    const known = this.#stretches.filter(Boolean).length;
    return this.#knownSpeechMs >= WARM_SPEECH_MS && known * 2 >= this.#stretches.length;
  }
}

const RECENT_STRETCHES = 4;
const WARM_SPEECH_MS = 3000;
