import type { Clock } from '../src/hunter/base/clock.js';
import { steadyNow } from '../src/hunter/base/system-clock.js';
import type { Boundary } from './scenario.js';
import type { World } from './world.js';

/**
 * What a process lives in. Everything it asks of the outside, everything that reaches it, and its time go through here, so that it can
 * crash between any two steps, freeze, or have a wrong clock. After its death nothing reaches it and it does nothing.
 */
export interface Machine {
  readonly name: string;
  readonly clock: Clock;
  readonly isAlive: boolean;
  readonly isPaused: boolean;
  /** Asks something of the outside. It is done even if the process dies meanwhile, but then the answer reaches nobody. */
  ask<T>(boundary: Boundary, effect: () => T | Promise<T>, delays?: Delays): Promise<T>;
  /** Delivers something to the process. */
  hear(act: () => void, delayMs?: number): void;
  crash(): void;
  /** Ends quietly: the process has stopped cleanly. */
  end(): void;
  /** Sleeps for this many milliseconds, and continues as if nothing had happened. */
  stall(forMs: number): void;
  jump(ms: number): void;
  /** Calls back once the process is gone; at once if it already is. */
  onGone(act: () => void): void;
}

/** Round trip in milliseconds. */
export interface Delays {
  readonly thereMs?: number;
  readonly backMs?: number;
}

/** A new one each time: a shared one would keep every run that ever waited on it in memory. */
const never = (): Promise<never> => new Promise<never>(() => {});

export function createMachine(world: World, name: string): Machine {
  const { clock, observe } = world;
  const gone: (() => void)[] = [];
  let backlog: (() => void)[] = [];
  let isAlive = true;
  let isPaused = false;
  let skewMs = 0;

  const deliver = (act: () => void): void => {
    if (!isAlive) return;
    if (isPaused) backlog.push(act);
    else act();
  };
  const after = (delayMs: number, act: () => void): void => {
    if (delayMs > 0) clock.setTimer(act, delayMs);
    else act();
  };
  const end = (): void => {
    if (!isAlive) return;
    isAlive = false;
    backlog = [];
    for (const act of gone) act();
  };
  const crash = (): void => {
    if (!isAlive) return;
    observe({ what: 'process-crashed', process: name });
    end();
  };
  const pause = (): void => {
    if (!isAlive || isPaused) return;
    isPaused = true;
    observe({ what: 'process-paused', process: name });
  };
  const resume = (): void => {
    if (!isAlive || !isPaused) return;
    isPaused = false;
    observe({ what: 'process-resumed', process: name });
    const held = backlog;
    backlog = [];
    for (const act of held) deliver(act);
  };
  const stall = (forMs: number): void => {
    pause();
    clock.setTimer(resume, forMs);
  };

  return {
    name,
    clock: {
      now: steadyNow(() => clock.now() + skewMs, clock.now),
      setTimer(act, delayMs) {
        let cancelled = false;
        const cancel = clock.setTimer(() => deliver(() => (cancelled ? undefined : act())), delayMs);
        return () => {
          cancelled = true;
          cancel();
        };
      },
    },
    get isAlive() {
      return isAlive;
    },
    get isPaused() {
      return isPaused;
    },
    ask(boundary, effect, { thereMs = 0, backMs = 0 } = {}) {
      if (!isAlive) return never();
      if (world.crashesAt(boundary, 'before')) {
        crash();
        return never();
      }
      return new Promise((resolve, reject) => {
        const settle = (act: () => void): void => {
          if (isAlive && world.crashesAt(boundary, 'after')) crash();
          const stallMs = isAlive ? world.stallsAt(boundary) : undefined;
          if (stallMs !== undefined) stall(stallMs);
          after(backMs, () => deliver(act));
        };
        after(thereMs, () => {
          (async () => effect())().then(
            (result) => settle(() => resolve(result)),
            (error: unknown) => settle(() => reject(error)),
          );
        });
      });
    },
    hear: (act, delayMs = 0) => after(delayMs, () => deliver(act)),
    crash,
    end,
    stall,
    jump(ms) {
      if (!isAlive) return;
      skewMs += ms;
      observe({ what: 'clock-jumped', process: name, ms });
    },
    onGone(act) {
      if (isAlive) gone.push(act);
      else act();
    },
  };
}
