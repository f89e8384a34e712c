/**
 * One call's audio on its way from the line's thread to the ear's, in memory that both share, so a packet needs no
 * message and no wake-up. 8 kHz mono linear samples, contiguous in time. There is one writer and one reader, and
 * neither waits for the other.
 */
export type AudioRing = SharedArrayBuffer;

/** 4 s: a thread that stalls for less loses nothing. A power of two, so that positions can wrap around at 2³². */
export const RING_SAMPLES = 1 << 15;

/**
 * Words of the header: how many samples the writer has begun to write, has written, and the reader has read (since the
 * start, mod 2³²); and 1 once no more come.
 */
const BEGUN = 0;
const WRITTEN = 1;
const READ = 2;
const CLOSED = 3;
const HEAD_WORDS = 4;

export function createAudioRing(): AudioRing {
  return new SharedArrayBuffer(HEAD_WORDS * Int32Array.BYTES_PER_ELEMENT + RING_SAMPLES * Int16Array.BYTES_PER_ELEMENT);
}

const headOf = (ring: AudioRing) => new Int32Array(ring, 0, HEAD_WORDS);
const samplesOf = (ring: AudioRing) => new Int16Array(ring, HEAD_WORDS * Int32Array.BYTES_PER_ELEMENT, RING_SAMPLES);

/** The writer's side. It never waits: what is not read in time is overwritten. */
export class RingWriter {
  readonly #head: Int32Array;
  readonly #samples: Int16Array;
  #at: number;

  constructor(ring: AudioRing) {
    this.#head = headOf(ring);
    this.#samples = samplesOf(ring);
    this.#at = Atomics.load(this.#head, WRITTEN);
  }

  write(samples: Int16Array): void {
    // Samples beyond the ring's size would overwrite each other.
    for (let from = 0; from < samples.length; from += RING_SAMPLES)
      this.#write(samples.subarray(from, from + RING_SAMPLES));
  }

  #write(samples: Int16Array): void {
    const from = this.#at;
    this.#at = (from + samples.length) | 0;
    // Announce the write first, so that a reader knows which of the oldest samples it can no longer trust.
    Atomics.store(this.#head, BEGUN, this.#at);
    const place = from & (RING_SAMPLES - 1);
    const toEnd = RING_SAMPLES - place;
    if (samples.length <= toEnd) this.#samples.set(samples, place);
    else {
      this.#samples.set(samples.subarray(0, toEnd), place);
      this.#samples.set(samples.subarray(toEnd), 0);
    }
    Atomics.store(this.#head, WRITTEN, this.#at);
  }

  /** Marks the end: no more samples come. */
  close(): void {
    Atomics.store(this.#head, CLOSED, 1);
  }
}

/** The samples read, and how many before them were overwritten unread. */
export interface Audio {
  readonly lost: number;
  readonly samples: Int16Array;
}

/** The reader's side. A new reader on the same ring continues where the previous one stopped. */
export class RingReader {
  readonly #head: Int32Array;
  readonly #samples: Int16Array;

  constructor(ring: AudioRing) {
    this.#head = headOf(ring);
    this.#samples = samplesOf(ring);
  }

  /** Samples written so far, mod 2³². */
  get written(): number {
    return Atomics.load(this.#head, WRITTEN) >>> 0;
  }

  /** Samples written but not read, including those already overwritten. */
  get waiting(): number {
    return (Atomics.load(this.#head, WRITTEN) - Atomics.load(this.#head, READ)) >>> 0;
  }

  /** True once no more samples come and all have been read. */
  get ended(): boolean {
    return Atomics.load(this.#head, CLOSED) === 1 && this.waiting === 0;
  }

  /** Reads everything that is waiting, in order. */
  read(): Audio {
    // Read the position once, because the writer continues meanwhile.
    const written = Atomics.load(this.#head, WRITTEN);
    const waiting = (written - Atomics.load(this.#head, READ)) >>> 0;
    const kept = Math.min(waiting, RING_SAMPLES);
    const from = (written - kept) & (RING_SAMPLES - 1);
    const samples = new Int16Array(kept);
    samples.set(this.#samples.subarray(from, Math.min(RING_SAMPLES, from + kept)));
    samples.set(
      this.#samples.subarray(0, Math.max(0, from + kept - RING_SAMPLES)),
      Math.min(kept, RING_SAMPLES - from),
    );
    // Samples that the writer has begun to overwrite in the meantime are no longer valid.
    const spoilt = Math.min(kept, Math.max(0, ((Atomics.load(this.#head, BEGUN) - written) | 0) + kept - RING_SAMPLES));
    Atomics.store(this.#head, READ, written);
    return { lost: waiting - kept + spoilt, samples: samples.subarray(spoilt) };
  }

  /** Skips the oldest waiting samples; returns how many. */
  skip(most: number): number {
    const skipped = Math.min(most, this.waiting);
    Atomics.store(this.#head, READ, Atomics.load(this.#head, READ) + skipped);
    return skipped;
  }
}
