import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../src/hunter/ports/store.js';
import type { StoredEvent } from '../../src/hunter/record/record.js';

/** Short, so that the suite can wait for things to expire. */
export const RETENTION_MS = 150;

const cancelled = (at: number, by = 'U0DANA'): StoredEvent => ({ v: 2, at, type: 'hunt-cancelled', by });

/** Waits until something is true, within a limit. */
async function until(fact: () => Promise<boolean>): Promise<void> {
  const limit = Date.now() + 60_000;
  while (!(await fact())) {
    if (Date.now() > limit) throw new Error('It did not become true within 60 s');
    await new Promise((resume) => setImmediate(resume));
  }
}

/** What every store must do. `open` creates another handle on the same store (for memory: the same one). */
export function storeContract(name: string, open: () => Promise<Store> | Store): void {
  describe(`the ${name} store`, () => {
    let store: Store;
    let other: Store;
    beforeAll(async () => {
      store = await open();
      other = await open();
    });
    afterAll(async () => {
      await store.close();
      await other.close();
    });

    it('gives back the events of a hunt in order, all of them or from a position on', async () => {
      expect(await store.read('h1')).toEqual([]);
      expect(await store.append('h1', 0, [cancelled(1), cancelled(2)], false)).toBe('appended');
      expect(await other.append('h1', 2, [cancelled(3, 'Zoë “ö”')], false)).toBe('appended');
      expect(await store.read('h1')).toEqual([cancelled(1), cancelled(2), cancelled(3, 'Zoë “ö”')]);
      expect(await store.read('h1', 2)).toEqual([cancelled(3, 'Zoë “ö”')]);
      expect(await store.read('h1', 3)).toEqual([]);
    });

    it('says which of many hunts have more events than are known', async () => {
      await store.append('grown-1', 0, [cancelled(1), cancelled(2)], false);
      await store.append('grown-2', 0, [cancelled(1)], false);
      const known = [
        { huntId: 'grown-1', version: 1 },
        { huntId: 'grown-2', version: 1 },
        { huntId: 'grown-none', version: 0 },
        { huntId: 'grown-1', version: 3 },
      ];
      expect(await other.longer(known)).toEqual(['grown-1']);
      expect(await other.longer([])).toEqual([]);
    });

    it('says how many events each of many hunts has', async () => {
      const ids = Array.from({ length: 1_200 }, (_, number) => `many-events-${number}`);
      await store.append('many-events-3', 0, [cancelled(1), cancelled(2)], false);
      await store.append('many-events-1100', 0, [cancelled(1)], false);
      const lengths = await other.lengths(ids);
      expect(lengths).toHaveLength(ids.length);
      expect(lengths.flatMap((length, place) => (length > 0 ? [[place, length]] : []))).toEqual([
        [3, 2],
        [1_100, 1],
      ]);
      expect(await other.lengths([])).toEqual([]);
    });

    it('renews many leases at once, and says which are not ours', async () => {
      const names = Array.from({ length: 1_200 }, (_, number) => `many-${number}`);
      await Promise.all(names.map((name) => store.acquire(name, `token of ${name}`, 60_000)));
      await store.release('many-7', 'token of many-7');
      await store.release('many-1111', 'token of many-1111');
      await other.acquire('many-1111', 'another', 60_000);
      const leases = names.map((name) => ({ name, token: `token of ${name}` }));
      expect(await other.renewAll(leases, RETENTION_MS)).toEqual(['many-7', 'many-1111']);
      expect(await store.renewAll([], RETENTION_MS)).toEqual([]);
      // Our leases have the new time; the other process's lease is unchanged.
      await until(async () => store.acquire('many-0', 'next', 60_000));
      expect(await store.renew('many-1111', 'another', 60_000)).toBe(true);
    });

    it('appends only under the version that was read, whole or not at all', async () => {
      await store.append('h2', 0, [cancelled(1)], false);
      expect(await store.append('h2', 0, [cancelled(2)], false)).toBe('conflict');
      expect(await store.append('h2', 2, [cancelled(2)], false)).toBe('conflict');
      expect(await store.read('h2')).toEqual([cancelled(1)]);
    });

    it('lets exactly one of 50 appends under one version win', async () => {
      const appends = Array.from({ length: 50 }, (_, number) =>
        (number % 2 === 0 ? store : other).append('h3', 0, [cancelled(number)], false),
      );
      const results = await Promise.all(appends);
      expect(results.filter((result) => result === 'appended')).toHaveLength(1);
      expect(await store.read('h3')).toHaveLength(1);
    });

    it('removes from its lists what has expired, and nothing else', async () => {
      await store.append('t1', 0, [cancelled(1)], true);
      await store.append('t2', 0, [cancelled(1)], false);
      await until(async () => (await store.read('t1')).length === 0);
      await store.tidy();
      expect(await other.tidy()).toBe(0);
      expect(await store.recentHunts(100)).toContain('t2');
      expect(await store.recentHunts(100)).not.toContain('t1');
      expect(await store.openHunts()).toContain('t2');
    });

    it('lists open hunts oldest first and recent ones newest first; an ended one leaves the open list', async () => {
      for (const id of ['l1', 'l2', 'l3']) await store.append(id, 0, [cancelled(1)], false);
      expect((await store.openHunts()).filter((id) => id.startsWith('l'))).toEqual(['l1', 'l2', 'l3']);
      expect(await other.recentHunts(2)).toEqual(['l3', 'l2']);
      await store.append('l2', 1, [cancelled(2)], true);
      expect((await other.openHunts()).filter((id) => id.startsWith('l'))).toEqual(['l1', 'l3']);
      expect(await store.recentHunts(2)).toEqual(['l3', 'l2']);
    });

    it('forgets a hunt once its retention has passed since it ended; an append after the end does not prolong it', async () => {
      await store.append('r1', 0, [cancelled(1)], true);
      expect(await store.append('r1', 1, [cancelled(2)], true)).toBe('appended');
      expect(await store.read('r1')).toHaveLength(2);
      await until(async () => (await store.read('r1')).length === 0);
      expect(await store.recentHunts(100)).not.toContain('r1');
    });

    it('announces appends, those of others too, with the new version', async () => {
      const told: [string, number][] = [];
      const came: (readonly StoredEvent[] | undefined)[] = [];
      const undo = store.onAppended((huntId, version, appended) => {
        told.push([huntId, version]);
        came.push(appended?.());
      });
      await until(async () => {
        // A subscription may take a moment to become active, so each round appends again.
        const version = (await other.read('n1')).length;
        await other.append('n1', version, [cancelled(version)], false);
        return told.some(([huntId, at]) => huntId === 'n1' && at > 0);
      });
      const version = (await store.read('n1')).length;
      const two = [cancelled(1, 'Zoë “ö” of two words'), cancelled(2)];
      await other.append('n1', version, two, false);
      await until(async () => told.some(([, at]) => at === version + 2));
      // A notice carries a few events, but not many.
      expect(came[told.findIndex(([, at]) => at === version + 2)]).toEqual(two);
      const many = Array.from({ length: 50 }, (_, at) => cancelled(at));
      await other.append('n1', version + 2, many, false);
      await until(async () => told.some(([, at]) => at === version + 52));
      expect(came[told.findIndex(([, at]) => at === version + 52)] ?? many).toEqual(many);
      undo();
    });

    it('gives a lease to one; only its holder renews or releases it', async () => {
      expect(await store.acquire('line:1', 'mine', 60_000)).toBe(true);
      expect(await other.acquire('line:1', 'theirs', 60_000)).toBe(false);
      expect(await other.renew('line:1', 'theirs', 60_000)).toBe(false);
      await other.release('line:1', 'theirs');
      expect(await store.renew('line:1', 'mine', 60_000)).toBe(true);
      await store.release('line:1', 'mine');
      expect(await other.acquire('line:1', 'theirs', 60_000)).toBe(true);
      expect(await store.renew('line:1', 'mine', 60_000)).toBe(false);
    });

    it('lets a lease expire, and renewing puts that off', async () => {
      expect(await store.acquire('line:2', 'mine', 20)).toBe(true);
      await until(() => other.acquire('line:2', 'theirs', 20));
      expect(await other.renew('line:2', 'theirs', 60_000)).toBe(true);
      expect(await store.acquire('line:2', 'mine', 20)).toBe(false);
    });

    it('keeps values until they are deleted or expire', async () => {
      expect(await store.get('token')).toBeUndefined();
      await store.set('token', 'a');
      expect(await other.get('token')).toBe('a');
      expect(await other.setIfAbsent('token', 'b')).toBe(false);
      await store.delete('token');
      expect(await store.setIfAbsent('token', 'b', 60_000)).toBe(true);
      expect(await other.get('token')).toBe('b');
      await store.set('brief', 'x', 20);
      await until(async () => (await store.get('brief')) === undefined);
      expect(await store.setIfAbsent('brief', 'y', 60_000)).toBe(true);
    });

    const limits = { keepMs: 60_000, maxEntries: 100 };
    const bytes = (...values: number[]) => Uint8Array.from(values);
    const contents = async (from: Store, key: string, after?: string) =>
      (await from.readLog(key, after)).map((entry) => [...entry.bytes]);

    it('keeps logs of any bytes in order, whoever adds to them, and gives them back whole or from an entry on', async () => {
      expect(await store.readLog('g1')).toEqual([]);
      const ids: string[] = [];
      for (let i = 0; i < 40; i++)
        ids.push(await (i % 2 === 0 ? store : other).appendLog('g1', bytes(i, 0, 255), limits));
      expect(ids).toEqual(ids.toSorted());
      expect((await other.readLog('g1')).map(({ id }) => id)).toEqual(ids);
      expect(await contents(store, 'g1', ids[36])).toEqual([37, 38, 39].map((i) => [i, 0, 255]));
      expect(await contents(store, 'g1', ids[39])).toEqual([]);
      await other.trimLog('g1', ids[37] ?? '');
      expect(await contents(store, 'g1')).toEqual([38, 39].map((i) => [i, 0, 255]));
      expect(await contents(store, 'g1', ids[2])).toHaveLength(2);
      expect((await store.appendLog('g1', bytes(), limits)) > (ids[39] ?? '')).toBe(true);
    });

    it('keeps no more of a log than it may, and forgets it some time after its last entry', async () => {
      for (let i = 0; i < 5; i++) await store.appendLog('g2', bytes(i), { keepMs: 60_000, maxEntries: 3 });
      expect(await contents(other, 'g2')).toEqual([[2], [3], [4]]);
      await store.appendLog('g2', bytes(5), { keepMs: 20, maxEntries: 3 });
      await until(async () => (await other.readLog('g2')).length === 0);
      await store.trimLog('g2', await store.appendLog('g2', bytes(1), limits));
    });

    it('announces new log entries, those of others too', async () => {
      const told = new Set<string>();
      const undo = store.onLog((key) => told.add(key));
      await until(async () => {
        await other.appendLog('g3', bytes(1), limits);
        return told.has('g3');
      });
      undo();
    });
  });
}
