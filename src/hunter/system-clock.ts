import type { Clock } from './ports.js';

/** The machine's clock and Node's timers. */
export const systemClock: Clock = {
  now: Date.now,
  setTimer(act, delayMs) {
    const timer = setTimeout(act, delayMs);
    return () => clearTimeout(timer);
  },
};
