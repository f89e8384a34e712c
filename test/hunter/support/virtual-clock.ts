import type { Clock } from '../../../src/hunter/base/clock.js';
import { T0 } from './fixtures.js';

/** Time that passes only when told to; timers run in order, and what follows from each is let finish before the next. */
export interface VirtualClock extends Clock {
  advance(ms: number): Promise<void>;
  /** Lets everything that needs no time happen. */
  settle(): Promise<void>;
  /** A view of this clock whose timers never run again after `kill`: the clock of a process that crashes. */
  mortal(): Clock & { kill(): void };
}

interface Timer {
  readonly at: number;
  readonly act: () => void;
}

export function createVirtualClock(): VirtualClock {
  const timers = new Set<Timer>();
  let now = T0;

  const settle = async (): Promise<void> => {
    for (let round = 0; round < 4; round += 1) await new Promise((resume) => setImmediate(resume));
  };
  const earliest = (): Timer | undefined => [...timers].sort((one, other) => one.at - other.at)[0];
  const setTimer = (act: () => void, delayMs: number): (() => void) => {
    const timer = { at: now + delayMs, act };
    timers.add(timer);
    return () => timers.delete(timer);
  };

  return {
    now: () => now,
    setTimer,
    settle,
    async advance(ms) {
      const target = now + ms;
      await settle();
      for (let timer = earliest(); timer !== undefined && timer.at <= target; timer = earliest()) {
        timers.delete(timer);
        now = Math.max(now, timer.at);
        timer.act();
        await settle();
      }
      now = target;
    },
    mortal() {
      let dead = false;
      return {
        now: () => now,
        setTimer: (act, delayMs) => setTimer(() => (dead ? undefined : act()), delayMs),
        kill() {
          dead = true;
        },
      };
    },
  };
}
