import { performance } from 'node:perf_hooks';

export const TICK_MS = 20;
/** After a stall up to this many packets are sent at once; older time is skipped, as a burst would only be dropped far away. */
const MOST_AT_ONCE = 5;
/** While nobody needs the very next tick, they are made up for by so many: each wake-up costs more than what is done in it. */
const CALM_TICKS = MOST_AT_ONCE;
/** Timers count whole milliseconds by a clock that is read once a turn, and so come early: a tick so soon is that tick. */
const EARLY_MS = 2;

export interface Tick {
  /** False when this tick only makes up for a late one: no time for the network has passed in between. */
  readonly fresh: boolean;
  /** Ticks that were skipped before this one. */
  readonly skipped: number;
}

/** True when the next tick is needed at its time, not up to 80 ms later together with others. */
export type TickListener = (tick: Tick) => boolean;

/**
 * Calls everyone for every 20 ms by one clock that does not drift: each tick is due at start + n × 20 ms, but may come late when
 * nobody needs it. Runs only while someone listens.
 */
export class Ticker {
  readonly #listeners = new Set<TickListener>();
  #timer: NodeJS.Timeout | undefined;
  /** When the first tick that was not made yet is due. */
  #dueAt = 0;
  #calm = false;

  add(listener: TickListener): () => void {
    this.#listeners.add(listener);
    if (this.#timer === undefined) {
      this.#dueAt = performance.now() + TICK_MS;
      this.#arm(false);
    } else {
      this.hurry();
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearTimeout(this.#timer);
      this.#timer = undefined;
    };
  }

  /** From now on every tick is needed at its time; those that were put off are made up for before this returns. */
  hurry(): void {
    if (this.#timer === undefined || !this.#calm) return;
    this.#calm = false;
    this.#tellAll(this.#take(0), false);
    if (this.#timer !== undefined) this.#arm(false);
  }

  #arm(calm: boolean): void {
    this.#calm = calm;
    clearTimeout(this.#timer);
    const at = this.#dueAt + (calm ? (CALM_TICKS - 1) * TICK_MS : 0);
    this.#timer = setTimeout(() => this.#run(), Math.max(0, at - performance.now()));
  }

  #run(): void {
    const due = this.#take(EARLY_MS);
    // Armed before they are called: a listener that throws stops nobody's ticks. As needed, so that nobody hurries meanwhile.
    this.#arm(false);
    if (due > 0 && !this.#tellAll(due, true) && this.#timer !== undefined) this.#arm(true);
  }

  /** How many ticks are due; they count as made. */
  #take(earlyMs: number): number {
    const due = Math.max(0, Math.floor((performance.now() + earlyMs - this.#dueAt) / TICK_MS) + 1);
    this.#dueAt += due * TICK_MS;
    return due;
  }

  /** Whether somebody needs the next tick at its time. */
  #tellAll(due: number, fresh: boolean): boolean {
    const skipped = Math.max(0, due - MOST_AT_ONCE);
    let needed = false;
    for (let i = 0; i < due - skipped; i++) {
      const tick = { fresh: fresh && i === 0, skipped: i === 0 ? skipped : 0 };
      needed = false;
      for (const listener of [...this.#listeners]) needed = listener(tick) || needed;
    }
    return needed;
  }
}
