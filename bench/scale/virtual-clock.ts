import type { Clock } from '../../src/hunter/base/clock.js';

/** Time that passes as fast as the work in it is done: from timer to timer, with everything a timer leads to done in between. */
export interface VirtualClock extends Clock {
  passes(ms: number): Promise<void>;
}

interface Timer {
  readonly at: number;
  readonly act: () => void;
}

export function createVirtualClock(start = 0): VirtualClock {
  // There are a handful: one for each thing that waits, not one for each call.
  const timers = new Set<Timer>();
  let now = start;

  const first = (): Timer | undefined => {
    let found: Timer | undefined;
    for (const timer of timers) if (found === undefined || timer.at < found.at) found = timer;
    return found;
  };
  const settle = (): Promise<void> => new Promise((resume) => setImmediate(resume));

  return {
    now: () => now,
    setTimer(act, delayMs) {
      const timer = { at: now + delayMs, act };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    async passes(ms) {
      const until = now + ms;
      await settle();
      for (let next = first(); next !== undefined && next.at <= until; next = first()) {
        timers.delete(next);
        now = Math.max(now, next.at);
        next.act();
        await settle();
      }
      now = until;
    },
  };
}
