import { performance } from 'node:perf_hooks';

export const TICK_MS = 20;
/** After a stall up to this many packets are sent at once; older time is skipped, as a burst would only be dropped far away. */
const MOST_AT_ONCE = 5;
/**
 * While nobody needs the very next tick, so many are made together: a wake-up costs more than what is done in it. By a timer that is
 * set once, since to set one costs as much again.
 */
const CALM_MS = MOST_AT_ONCE * TICK_MS;
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
  #calm: NodeJS.Timeout | undefined;
  /** Set while the next tick is needed at its time. */
  #next: NodeJS.Timeout | undefined;
  /** When the first tick that was not made yet is due. */
  #dueAt = 0;
  readonly #now: () => number;

  /** @param now milliseconds of a clock that only runs forward */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  add(listener: TickListener): () => void {
    this.#listeners.add(listener);
    if (this.#calm === undefined) {
      this.#dueAt = this.#now() + TICK_MS;
      this.#calm = setInterval(() => this.#run(), CALM_MS);
    }
    this.hurry();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearInterval(this.#calm);
      clearTimeout(this.#next);
      this.#calm = undefined;
      this.#next = undefined;
    };
  }

  /** From now on every tick is needed at its time; those that were put off are made up for before this returns. */
  hurry(): void {
    if (this.#calm === undefined || this.#next !== undefined) return;
    this.#tellAll(this.#take(0), false);
    this.#arm();
  }

  #arm(): void {
    if (this.#calm === undefined) return;
    this.#next ??= setTimeout(
      () => {
        this.#next = undefined;
        this.#run();
      },
      Math.max(0, this.#dueAt - this.#now()),
    );
  }

  #run(): void {
    const due = this.#take(EARLY_MS);
    if (this.#tellAll(due, true) || due === 0) this.#arm();
  }

  /** How many ticks are due; they count as made. */
  #take(earlyMs: number): number {
    const due = Math.max(0, Math.floor((this.#now() + earlyMs - this.#dueAt) / TICK_MS) + 1);
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
