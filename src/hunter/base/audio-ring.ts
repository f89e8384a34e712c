/**
 * One call's audio on its way from the line's thread to the ear's: memory both share, so that no message and no wake-up
 * is needed for a packet. 8 kHz mono linear samples, contiguous in time. One writes, one reads, neither waits for the other.
 */
export type AudioRing = SharedArrayBuffer;

/** 4 s: a thread that stalls for less loses nothing. A power of two, so that positions may wrap round at 2³². */
export const RING_SAMPLES = 1 << 15;

/** Words of the head: samples whose writing has begun, that were written, that were read (since the start, mod 2³²); 1 when no more come. */
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

/** The side that has the audio. Never waits: what nobody read in time is written over. */
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
    // More than the ring holds would be written over by itself.
    for (let from = 0; from < samples.length; from += RING_SAMPLES)
      this.#write(samples.subarray(from, from + RING_SAMPLES));
  }

  #write(samples: Int16Array): void {
    const from = this.#at;
    this.#at = (from + samples.length) | 0;
    // Said before it is done, so that a reader knows which of the oldest samples it can no longer trust.
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

  /** No more samples come. */
  close(): void {
    Atomics.store(this.#head, CLOSED, 1);
  }
}

/** What was read, and how many samples before it were written over unread. */
export interface Audio {
  readonly lost: number;
  readonly samples: Int16Array;
}

/** The side that hears. Another reader on the same ring goes on where the one before stopped. */
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

  /** Samples written and not read, those among them that are written over already. */
  get waiting(): number {
    return (Atomics.load(this.#head, WRITTEN) - Atomics.load(this.#head, READ)) >>> 0;
  }

  /** True once no more samples come and all have been read. */
  get ended(): boolean {
    return Atomics.load(this.#head, CLOSED) === 1 && this.waiting === 0;
  }

  /** All that waits, in order. */
  read(): Audio {
    // Looked at once: the writer goes on meanwhile.
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
    // What the writer has begun to write over meanwhile is no longer what it was.
    const spoilt = Math.min(kept, Math.max(0, ((Atomics.load(this.#head, BEGUN) - written) | 0) + kept - RING_SAMPLES));
    Atomics.store(this.#head, READ, written);
    return { lost: waiting - kept + spoilt, samples: samples.subarray(spoilt) };
  }

  /** Passes over the oldest that wait; returns how many there were. */
  skip(most: number): number {
    const skipped = Math.min(most, this.waiting);
    Atomics.store(this.#head, READ, Atomics.load(this.#head, READ) + skipped);
    return skipped;
  }
}
