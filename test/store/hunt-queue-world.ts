import { TcpProxy } from '../../sandbox/chaos/tcp-proxy.js';
import type { Clock } from '../../src/hunter/base/clock.js';
import type { Log } from '../../src/hunter/base/log.js';
import { steadyNow, systemClock } from '../../src/hunter/base/system-clock.js';
import { createHuntQueue } from '../../src/store/hunt-queue.js';
import { createRedisStore } from '../../src/store/redis-store.js';
import type { Machine, OwnershipWorld } from '../hunter/run/ownership-promises.js';

const log: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

export interface HuntQueueWorld extends OwnershipWorld {
  end(): Promise<void>;
}

/** BullMQ on a real Redis and in real time. Each process reaches it over its own network. */
export function huntQueueWorld(port: number, name: string, lockMs: number): HuntQueueWorld {
  const prefix = `{${name}}`;
  const ends: (() => Promise<void>)[] = [];
  const store = storeAt(port, prefix);
  ends.push(() => store.close());
  return {
    lockMs,
    store,
    async start() {
      const proxy = await TcpProxy.before(port);
      const machine = createMachine(proxy, prefix, lockMs);
      ends.push(async () => {
        await machine.ownership.stop();
        await machine.store.close();
        await proxy.stop();
      });
      return machine;
    },
    now: systemClock.now,
    pass: (ms) => new Promise((resume) => void systemClock.setTimer(resume, ms)),
    async end() {
      await Promise.all(ends.map((each) => each()));
    },
  };
}

function storeAt(port: number, prefix: string) {
  return createRedisStore({ url: `redis://127.0.0.1:${port}`, retentionMs: 60_000, prefix: `${prefix}:` });
}

function createMachine(proxy: TcpProxy, prefix: string, lockMs: number): Machine {
  let still = false;
  let stepped = 0;
  const deferred: (() => void)[] = [];
  const clock: Clock = {
    now: steadyNow(
      () => Date.now() + stepped,
      () => performance.now(),
    ),
    setTimer(work, delayMs) {
      let cancelled = false;
      const act = (): void => {
        if (cancelled) return;
        if (still) deferred.push(act);
        else work();
      };
      const cancel = systemClock.setTimer(act, delayMs);
      return () => {
        cancelled = true;
        cancel();
      };
    },
  };
  const store = storeAt(proxy.port, prefix);
  const url = `redis://127.0.0.1:${proxy.port}`;
  return {
    clock,
    store,
    ownership: createHuntQueue({ url, store, clock, log, maxHunts: 100, lockMs, prefix }),
    standStill() {
      still = true;
      proxy.weather = { kind: 'black-hole' };
    },
    goOn() {
      still = false;
      for (const act of deferred.splice(0)) act();
      proxy.weather = { kind: 'clear' };
    },
    loseAnswers() {
      proxy.weather = { kind: 'unanswered' };
    },
    cutOff() {
      proxy.weather = { kind: 'cut' };
    },
    reconnect() {
      // Answers sent in the meantime never arrive.
      proxy.weather = { kind: 'cut' };
      proxy.weather = { kind: 'clear' };
    },
    stepClock(ms) {
      stepped += ms;
    },
    kill() {
      proxy.weather = { kind: 'cut' };
    },
  };
}
