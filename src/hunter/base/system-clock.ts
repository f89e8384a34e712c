import type { Clock } from './clock.js';

/**
 * Wall time in epoch ms that never runs backward. When the machine's clock is set back, this clock continues at its own
 * pace from where it was; otherwise anything waiting for a moment (say, an agent for the next phrase) would wait that
 * much longer. When the clock is set forward or the machine has slept, it follows right away. (On Linux both clocks are
 * slewed alike, so only steps make them differ.)
 */
export function steadyNow(wall: () => number, monotonic: () => number): () => number {
  let ahead = wall() - monotonic();
  return () => {
    const passed = monotonic();
    ahead = Math.max(ahead, wall() - passed);
    return Math.round(ahead + passed);
  };
}

/** The machine's clock, made steady, and Node's timers. */
export const systemClock: Clock = {
  now: steadyNow(Date.now, () => performance.now()),
  setTimer(act, delayMs) {
    const timer = setTimeout(act, delayMs);
    return () => clearTimeout(timer);
  },
};
