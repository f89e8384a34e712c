import type { Clock } from '../../../src/hunter/base/clock.js';

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
