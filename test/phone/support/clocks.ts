import type { Clock } from '../../../src/hunter/base/clock.js';

/** A clock that stands still until it is moved. */
export interface HandClock extends Clock {
  advance(ms: number): void;
  readonly pending: number;
}

export function handClock(start = 1_800_000_000_000): HandClock {
  let now = start;
  let timers: { at: number; act: () => void }[] = [];
  return {
    now: () => now,
    setTimer(act, delayMs) {
      const timer = { at: now + delayMs, act };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    advance(ms) {
      const until = now + ms;
      for (;;) {
        const next = timers.filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        timers = timers.filter((other) => other !== next);
        now = Math.max(now, next.at);
        next.act();
      }
      now = until;
    },
    get pending() {
      return timers.length;
    },
  };
}

/** The machine's clock, running so many times faster: pauses of the phone shrink, its promises stay the same. */
export function fastClock(times = 20): Clock {
  const start = Date.now();
  return {
    now: () => start + (Date.now() - start) * times,
    setTimer(act, delayMs) {
      const timer = setTimeout(act, delayMs / times);
      timer.unref();
      return () => clearTimeout(timer);
    },
  };
}

/** A fast clock that can jump ahead; timers set before do not notice. */
export function jumpingClock(): Clock & { jump(ms: number): void } {
  const fast = fastClock();
  let aheadMs = 0;
  return {
    ...fast,
    now: () => fast.now() + aheadMs,
    jump(ms) {
      aheadMs += ms;
    },
  };
}
