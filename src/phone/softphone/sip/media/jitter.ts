/** Samples per millisecond at 8 kHz. */
const PER_MS = 8;
/** How long audio is held back for a missing packet, and how late a packet may be before silence is inserted. */
const HOLD_MS = 60;
const FRAME = 160;
/**
 * The most silence inserted by the clock alone. A far side that sends nothing for longer may be gone, and more silence would sound like a
 * person waiting for an answer. If it comes back, its timestamps show how long it was quiet.
 */
const MOST_FILLED = 400 * PER_MS;
/** A timestamp that jumps further than this means a new clock, not a pause. */
const LONGEST_PAUSE = 10_000 * PER_MS;
/**
 * Audio that arrives after silence was inserted for it is kept. Nothing here has to keep up with the clock; the output only becomes longer
 * than the time that passed, by at most this much.
 */
const MOST_AHEAD = 2_000 * PER_MS;

interface Held {
  readonly index: number;
  readonly timestamp: number;
  /** Absent for a packet without audio (a telephone event, comfort noise). */
  readonly samples: Int16Array | undefined;
  heldMs: number;
}

/**
 * Makes one unbroken run of samples from packets that may be lost, late, repeated or out of order. Time that no packet covers becomes
 * silence: at once when the timestamps show it, after `HOLD_MS` by the clock when nothing arrives at all.
 */
export class JitterBuffer {
  readonly #emit: (samples: Int16Array) => void;
  #source: number | undefined;
  #nextIndex = 0;
  #nextTimestamp = 0;
  #held: Held[] = [];
  #waitedMs = 0;
  /** Silence inserted by the clock since the last packet of audio. */
  #filled = 0;
  /** How much of it was inserted before the last packet without audio; such a packet shows that the far side is there and quiet. */
  #filledAtSign = 0;
  /** Samples emitted beyond what the timestamps account for; made up for at the next pause. */
  #ahead = 0;
  lost = 0;
  dropped = 0;

  constructor(emit: (samples: Int16Array) => void) {
    this.#emit = emit;
  }

  /** Whether packets are being held back for a missing one. */
  get waiting(): boolean {
    return this.#held.length > 0;
  }

  /**
   * `index` is the unwrapped sequence number, `source` the SSRC; a different source starts over. The samples are used or copied at once.
   */
  push(source: number, index: number, timestamp: number, samples: Int16Array | undefined): void {
    if (this.#source !== source || Math.abs(index - this.#nextIndex) > 0x8000) {
      this.#releaseAll();
      this.#source = source;
      this.#nextIndex = index;
      this.#nextTimestamp = timestamp;
      this.#filled = 0;
      this.#filledAtSign = 0;
    }
    if (index === this.#nextIndex && this.#held.length === 0) {
      this.#nextIndex += 1;
      this.#play(timestamp, samples);
      return;
    }
    if (index < this.#nextIndex || this.#held.some((one) => one.index === index)) {
      this.dropped += 1;
      return;
    }
    const place = this.#held.findIndex((one) => one.index > index);
    // It is held longer than the caller's buffer stays valid.
    const held = { index, timestamp, samples: samples?.slice(), heldMs: 0 };
    this.#held.splice(place < 0 ? this.#held.length : place, 0, held);
    this.#releaseReady();
    while (this.#heldSamples() >= HOLD_MS * PER_MS || this.#held.length > 16) this.#releaseOverGap();
  }

  /** Time that passed without blocking this thread, so at most one packet's worth per turn of the loop. */
  tick(ms: number): void {
    if (this.#source === undefined) return;
    if (this.#held.length > 0) {
      for (const one of this.#held) one.heldMs += ms;
      while ((this.#held[0]?.heldMs ?? 0) >= HOLD_MS) this.#releaseOverGap();
      return;
    }
    this.#waitedMs += ms;
    const due = (this.#waitedMs - HOLD_MS) * PER_MS - this.#ahead - this.#filled;
    if (due < FRAME || this.#filled - this.#filledAtSign >= MOST_FILLED) return;
    this.#filled += FRAME;
    this.#emit(new Int16Array(FRAME));
  }

  #heldSamples(): number {
    return this.#held.reduce((sum, one) => sum + (one.samples?.length ?? 0), 0);
  }

  #releaseReady(): void {
    for (let first = this.#held[0]; first !== undefined && first.index === this.#nextIndex; first = this.#held[0]) {
      this.#held.shift();
      this.#nextIndex += 1;
      this.#play(first.timestamp, first.samples);
    }
  }

  #releaseOverGap(): void {
    const first = this.#held[0];
    if (first === undefined) return;
    this.lost += first.index - this.#nextIndex;
    this.#nextIndex = first.index;
    this.#releaseReady();
  }

  #releaseAll(): void {
    while (this.#held.length > 0) this.#releaseOverGap();
  }

  #play(timestamp: number, samples: Int16Array | undefined): void {
    if (samples === undefined) {
      this.#filledAtSign = this.#filled;
      return;
    }
    this.#waitedMs = 0;
    let pause = (timestamp - this.#nextTimestamp) | 0;
    // A clock that jumped says nothing about the pause, and our clock has already filled it.
    if (pause < 0 || pause > LONGEST_PAUSE) pause = this.#filled;
    this.#nextTimestamp = (timestamp + samples.length) >>> 0;
    const missing = pause - this.#filled;
    this.#filled = 0;
    this.#filledAtSign = 0;
    if (missing >= 0) {
      const back = Math.min(missing, this.#ahead);
      this.#ahead -= back;
      if (missing > back) this.#emit(new Int16Array(missing - back));
    } else {
      this.#ahead -= missing;
    }
    // Too far ahead: drop this packet, since silence was already inserted in its place.
    if (this.#ahead > MOST_AHEAD) {
      this.#ahead -= samples.length;
      this.dropped += 1;
      return;
    }
    this.#emit(samples);
  }
}
