import type { Store } from '../src/hunter/ports/store.js';
import type { StoredEvent } from '../src/hunter/record/record.js';
import type { HuntEvent } from '../src/hunter/rules/events.js';
import { createMemoryStore } from '../src/store/memory-store.js';
import type { Delays, Machine } from './machine.js';
import type { World } from './world.js';

/** A run's single store, and how each process reaches it. */
export interface Redis {
  /** What is really there, for an outside observer. */
  readonly truth: Store;
  clientOf(machine: Machine): Store;
  goDown(): void;
  comeBack(): void;
  /** Restarts without its leases. */
  loseLeases(): void;
}

/** How long the server takes to answer, in milliseconds; mostly next to nothing. */
const QUICK: Delays = {};
const DOWN_ANSWERS_MS = 250;
const RETENTION_MS = 24 * 60 * 60_000;

export function createRedis(world: World): Redis {
  const { clock, observe, scenario } = world;
  const chance = world.chance.fork();
  const truth = createMemoryStore({ retentionMs: RETENTION_MS, now: clock.now });
  let isDown = false;
  let epoch = 0;

  const clientOf = (machine: Machine): Store => {
    const delays = (): Delays => {
      if (isDown || world.isCalm || !chance.happens(scenario.storeSlow)) return QUICK;
      return { thereMs: chance.between(1, 60), backMs: chance.between(0, 60) };
    };
    const failed = (request: string, lost: boolean): Error => {
      observe({ what: 'store-failed', process: machine.name, request, lost });
      return new Error(lost ? 'The answer of Redis was lost' : 'Redis cannot be reached');
    };
    /** One request: refused while the store is away, or done with the answer lost. */
    const ask = <T>(boundary: 'append' | 'read' | 'lease', request: string, effect: () => Promise<T>): Promise<T> => {
      const fails = !world.isCalm && chance.happens(scenario.storeFails);
      const lost = fails && chance.happens(0.5);
      const work = async (): Promise<T> => {
        if (isDown || (fails && !lost)) throw failed(request, false);
        const result = await effect();
        if (lost) throw failed(request, true);
        return result;
      };
      return machine.ask(boundary, work, isDown ? { backMs: DOWN_ANSWERS_MS } : delays());
    };
    const held = (name: string) => `${epoch}:${name}`;
    const own = (name: string, ttlMs: number, kept: boolean): boolean => {
      const huntId = name.startsWith('hunt:') ? name.slice(5) : undefined;
      if (kept && huntId !== undefined)
        observe({ what: 'owned', process: machine.name, huntId, until: clock.now() + ttlMs });
      return kept;
    };
    /** Notices may be late, doubled, reordered or lost. */
    const notice = (act: () => void): void => {
      if (isDown || (!world.isCalm && chance.happens(scenario.noticesLost))) return;
      machine.hear(act, chance.pick([0, 0, 1, 5, 80]));
      if (chance.happens(scenario.factsDoubled)) machine.hear(act, chance.between(0, 2_000));
    };

    return {
      append: (huntId, version, events, ended) =>
        ask('append', 'append', async () => {
          const done = await truth.append(huntId, version, events, ended);
          if (done === 'appended')
            observe({ what: 'recorded', process: machine.name, huntId, events: ofToday(events) });
          return done;
        }),
      read: (huntId, from) => ask('read', 'read', () => truth.read(huntId, from)),
      longer: (known) => ask('read', 'read', () => truth.longer(known)),
      lengths: (huntIds) => ask('read', 'read', () => truth.lengths(huntIds)),
      onAppended: (listener) => truth.onAppended((...told) => notice(() => listener(...told))),
      openHunts: () => ask('read', 'read', () => truth.openHunts()),
      recentHunts: (limit) => ask('read', 'read', () => truth.recentHunts(limit)),
      acquire: (name, token, ttlMs) =>
        ask('lease', 'lease', async () => own(name, ttlMs, await truth.acquire(held(name), token, ttlMs))),
      renew: (name, token, ttlMs) =>
        ask('lease', 'lease', async () => own(name, ttlMs, await truth.renew(held(name), token, ttlMs))),
      renewAll: (leases, ttlMs) =>
        ask('lease', 'lease', async () => {
          const lost = await truth.renewAll(
            leases.map(({ name, token }) => ({ name: held(name), token })),
            ttlMs,
          );
          return leases.map(({ name }) => name).filter((name) => lost.includes(held(name)));
        }),
      release: (name, token) =>
        ask('lease', 'lease', async () => {
          await truth.release(held(name), token);
          if (name.startsWith('hunt:')) observe({ what: 'disowned', process: machine.name, huntId: name.slice(5) });
        }),
      get: (key) => ask('read', 'read', () => truth.get(key)),
      set: (key, value, ttlMs) => ask('append', 'write', () => truth.set(key, value, ttlMs)),
      setIfAbsent: (key, value, ttlMs) => ask('append', 'write', () => truth.setIfAbsent(key, value, ttlMs)),
      delete: (key) => ask('append', 'write', () => truth.delete(key)),
      appendLog: (key, bytes, limits) => ask('append', 'write', () => truth.appendLog(key, bytes, limits)),
      readLog: (key, after) => ask('read', 'read', () => truth.readLog(key, after)),
      trimLog: (key, through) => ask('append', 'write', () => truth.trimLog(key, through)),
      onLog: (listener) => truth.onLog((key) => notice(() => listener(key))),
      tidy: () => ask('read', 'read', () => truth.tidy()),
      close: async () => {},
    };
  };

  return {
    truth,
    clientOf,
    goDown() {
      isDown = true;
      observe({ what: 'store-down' });
    },
    comeBack() {
      if (isDown) observe({ what: 'store-back' });
      isDown = false;
    },
    loseLeases() {
      epoch += 1;
      observe({ what: 'leases-lost' });
    },
  };
}

/** Everything written here is in today's version of events. */
function ofToday(stored: readonly StoredEvent[]): readonly HuntEvent[] {
  return stored.flatMap((each) => {
    if (each.v === undefined) return [];
    const { v: _v, ...event } = each;
    return [event];
  });
}
