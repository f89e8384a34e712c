import { performance } from 'node:perf_hooks';

export const TICK_MS = 20;
/** After a stall, up to this many packets are sent at once. Older ones are skipped, since the far side would only drop a longer burst. */
const MOST_AT_ONCE = 5;
/**
 * While nobody needs the very next tick, this many are made together, since a wake-up costs more than the work done in it. The timer is an
 * interval: setting a timer each time would cost as much again.
 */
const CALM_MS = MOST_AT_ONCE * TICK_MS;
/** Timers count whole milliseconds on a clock read once per turn, and so fire early: a tick this early counts as on time. */
const EARLY_MS = 2;

export interface Tick {
  /** False when this tick only makes up for a late one: the network had no time to deliver anything in between. */
  readonly fresh: boolean;
  /** Ticks skipped before this one. */
  readonly skipped: number;
}

/** Returns true when the next tick is needed on time, not up to 80 ms later together with others. */
export type TickListener = (tick: Tick) => boolean;

/**
 * Calls every listener for every 20 ms by one clock that does not drift. Each tick is due at start + n × 20 ms, but may come late when
 * nobody needs it. Runs only while somebody listens.
 */
export class Ticker {
  readonly #listeners = new Set<TickListener>();
  #calm: NodeJS.Timeout | undefined;
  /** Set while the next tick is needed on time. */
  #next: NodeJS.Timeout | undefined;
  /** When the first tick not made yet is due. */
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

  /** From now on every tick is needed on time; postponed ticks are made before this returns. */
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

  /** How many ticks are due; they then count as made. */
  #take(earlyMs: number): number {
    const due = Math.max(0, Math.floor((this.#now() + earlyMs - this.#dueAt) / TICK_MS) + 1);
    this.#dueAt += due * TICK_MS;
    return due;
  }

  /** Whether somebody needs the next tick on time. */
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
