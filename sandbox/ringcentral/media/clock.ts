import { type AudioEnd, FRAME_MS, SILENT_FRAME } from './frame.js';

/** A stall longer than this is not caught up: real gateways drop such audio too. */
const MOST_TICKS_AT_ONCE = 15;

/**
 * One clock for the audio of all calls. It counts ticks from its start, so that delays of single timers never add up.
 */
export class MediaClock {
  readonly #joints = new Set<readonly [AudioEnd, AudioEnd]>();
  #startedAt = performance.now();
  #ticks = 0;
  #timer: NodeJS.Timeout | undefined;

  /** Lets two ends speak to each other until the returned function is called. */
  join(a: AudioEnd, b: AudioEnd): () => void {
    const joint = [a, b] as const;
    this.#joints.add(joint);
    this.#wind();
    return () => this.#joints.delete(joint);
  }

  stop(): void {
    this.#joints.clear();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #wind(): void {
    if (this.#timer !== undefined) return;
    this.#startedAt = performance.now();
    this.#ticks = 0;
    this.#next();
  }

  #next(): void {
    const due = this.#startedAt + (this.#ticks + 1) * FRAME_MS;
    this.#timer = setTimeout(() => this.#catchUp(), Math.max(0, due - performance.now()));
  }

  #catchUp(): void {
    this.#timer = undefined;
    if (this.#joints.size === 0) return;
    const owed = Math.floor((performance.now() - this.#startedAt) / FRAME_MS) - this.#ticks;
    const skipped = Math.max(0, owed - MOST_TICKS_AT_ONCE);
    this.#ticks += skipped;
    for (let i = 0; i < owed - skipped; i++) this.#tick();
    if (this.#joints.size > 0) this.#next();
  }

  #tick(): void {
    this.#ticks++;
    for (const [a, b] of this.#joints) {
      const fromA = a.speak();
      const fromB = b.speak();
      b.hear(fromA ?? SILENT_FRAME);
      a.hear(fromB ?? SILENT_FRAME);
    }
  }
}
