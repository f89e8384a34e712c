import type { Clock } from './clock.js';

/**
 * Wall time, in epoch milliseconds, that never goes back: when the machine's clock is set back it goes on from where it was, at
 * its own pace, or whoever waits for a moment (an agent for the next phrase, say) would wait for so much longer. A clock set
 * forward, or a machine that has slept, is followed at once. (On Linux both clocks are slewed alike: only steps tell them apart.)
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
