import type { Clock } from '../../../src/hunter/base/clock.js';
import type { Log } from '../../../src/hunter/base/log.js';
import { StoreAway } from '../../../src/hunter/base/store-away.js';
import { steadyNow } from '../../../src/hunter/base/system-clock.js';
import type { Store } from '../../../src/hunter/ports/store.js';
import { createLeaseOwnership, LEASE_MS } from '../../../src/hunter/run/lease-ownership.js';
import { createMemoryStore } from '../../../src/store/memory-store.js';
import { createVirtualClock, type VirtualClock } from '../../../support/virtual-clock.js';
import { T0 } from '../support/fixtures.js';
import type { Machine, OwnershipWorld } from './ownership-promises.js';

const log: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Leases in one in-memory store, on a virtual clock. Each request and each answer takes the next of the delays. */
export function leaseWorld(delays: Iterator<number>): OwnershipWorld {
  const time = createVirtualClock(T0);
  const store = createMemoryStore({ retentionMs: 600_000, now: time.now });
  const latency = (): number => Number(delays.next().value);
  return {
    lockMs: LEASE_MS,
    store,
    start: async (name) => createMachine(name, time, store, latency),
    now: time.now,
    pass(ms) {
      let passed = false;
      time.setTimer(() => {
        passed = true;
      }, ms);
      return time.run(Number.POSITIVE_INFINITY, () => passed);
    },
  };
}

function createMachine(token: string, time: VirtualClock, behind: Store, latency: () => number): Machine {
  let weather: 'clear' | 'answers-lost' | 'cut' = 'clear';
  let still = false;
  let stepped = 0;
  let deferred: (() => void)[] = [];
  const act = (work: () => void): void => {
    if (still) deferred.push(work);
    else work();
  };
  const clock: Clock = {
    now: steadyNow(() => time.now() + stepped, time.now),
    setTimer(work, delayMs) {
      let cancelled = false;
      const cancel = time.setTimer(() => act(() => (cancelled ? undefined : work())), delayMs);
      return () => {
        cancelled = true;
        cancel();
      };
    },
  };
  const way = () => new Promise<void>((resume) => void clock.setTimer(resume, latency()));
  const store = new Proxy(behind, {
    get(_, name: keyof Store) {
      const method = behind[name];
      if (name === 'onAppended' || name === 'onLog' || name === 'close') return method;
      return async (...args: unknown[]): Promise<unknown> => {
        // What was sent before the process froze still arrives.
        await new Promise<void>((resume) => void time.setTimer(resume, latency()));
        if (weather === 'cut') {
          await way();
          throw new StoreAway();
        }
        const answer: unknown = await Reflect.apply(method, behind, args);
        await way();
        if (weather !== 'clear') throw new StoreAway();
        return answer;
      };
    },
  });
  return {
    clock,
    store,
    ownership: createLeaseOwnership({ store, clock, log, token, leaseMs: LEASE_MS }),
    standStill() {
      still = true;
    },
    goOn() {
      still = false;
      const missed = deferred;
      deferred = [];
      for (const work of missed) work();
    },
    loseAnswers() {
      weather = 'answers-lost';
    },
    cutOff() {
      weather = 'cut';
    },
    reconnect() {
      weather = 'clear';
    },
    stepClock(ms) {
      stepped += ms;
    },
    kill() {
      still = true;
      deferred = [];
    },
  };
}
