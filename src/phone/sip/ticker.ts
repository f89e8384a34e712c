import { performance } from 'node:perf_hooks';

export const TICK_MS = 20;
/** After a stall up to this many packets are sent at once; older time is skipped, as a burst would only be dropped far away. */
const MOST_AT_ONCE = 5;

export interface Tick {
  /** False when this tick only makes up for a late one: no time for the network has passed in between. */
  readonly fresh: boolean;
  /** Ticks that were skipped before this one. */
  readonly skipped: number;
}

/** Calls everyone every 20 ms by one clock that does not drift: each tick is due at start + n × 20 ms. Runs only while someone listens. */
export class Ticker {
  readonly #listeners = new Set<(tick: Tick) => void>();
  #timer: NodeJS.Timeout | undefined;
  #dueAt = 0;

  add(listener: (tick: Tick) => void): () => void {
    this.#listeners.add(listener);
    if (this.#timer === undefined) {
      this.#dueAt = performance.now() + TICK_MS;
      this.#arm();
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearTimeout(this.#timer);
      this.#timer = undefined;
    };
  }

  #arm(): void {
    this.#timer = setTimeout(() => this.#run(), Math.max(0, this.#dueAt - performance.now()));
  }

  #run(): void {
    const due = Math.floor((performance.now() - this.#dueAt) / TICK_MS) + 1;
    const skipped = Math.max(0, due - MOST_AT_ONCE);
    this.#dueAt += Math.max(0, due) * TICK_MS;
    this.#arm();
    for (let i = 0; i < due - skipped; i++) {
      const tick = { fresh: i === 0, skipped: i === 0 ? skipped : 0 };
      for (const listener of [...this.#listeners]) listener(tick);
    }
  }
}
