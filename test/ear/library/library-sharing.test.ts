import { afterEach, describe, expect, it } from 'vitest';
import { Libraries } from '../../../src/ear/library/libraries.js';
import type { Library } from '../../../src/ear/library/library.js';
import { appendPart, compacted, logKeyOf, readParts } from '../../../src/ear/library/library-log.js';
import { EMPTY_PART } from '../../../src/ear/library/library-part.js';
import { createLibrarySync, type LibrarySync } from '../../../src/ear/library/library-sync.js';
import type { Clock } from '../../../src/hunter/base/clock.js';
import type { Store } from '../../../src/hunter/ports/store.js';
import { createMemoryStore } from '../../../src/store/memory-store.js';
import { createRedisStore } from '../../../src/store/redis-store.js';
import { redisServer } from '../../store/redis-server.js';

const DAY_MS = 24 * 3_600_000;
const KEEP_DAYS = 10;
const PPS = 'irs-pps';

/** A clock whose timers run when the test says so. */
function handClock() {
  const timers = new Set<() => void>();
  let at = 1000 * DAY_MS;
  const clock: Clock = {
    now: () => at,
    setTimer(act) {
      timers.add(act);
      return () => timers.delete(act);
    },
  };
  const ring = () => {
    const due = [...timers];
    timers.clear();
    for (const act of due) act();
  };
  return {
    clock,
    ring,
    days: (days: number) => {
      at += days * DAY_MS;
    },
  };
}

/** One process: libraries and their sync, without the thread between them. */
function processOn(store: Store, hands = handClock()) {
  const lines: string[] = [];
  const log = (level: string) => (_: object, sentence: string) => lines.push(`${level} ${sentence}`);
  const librarySync: LibrarySync = createLibrarySync({
    store,
    clock: hands.clock,
    log: { info: log('info'), warn: log('warn'), error: log('error') },
    keepDays: KEEP_DAYS,
    compact: ({ entries, destination, sinceDay, most }) => compacted(entries, destination, sinceDay, most),
  });
  const libraries: Libraries = new Libraries({
    onMade: (destinationId, writer) =>
      librarySync.follow(destinationId, writer, (given) => void libraries.takeIn({ destinationId, writer, ...given })),
    onLearned: (destinationId, writer, part) => librarySync.keep(destinationId, writer, part),
    now: hands.clock.now,
  });
  running.push(librarySync);
  return { libraries, librarySync, lines, ring: hands.ring };
}
const running: LibrarySync[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((librarySync) => librarySync.stop()));
});

/** A recording with landmarks of its own, as one call hears it. */
function learn(library: Library, number: number): { readonly from: number; readonly through: number } {
  const from = library.reserve();
  for (let i = 0; i < 50; i++) library.add({ hash: number * 1000 + i, hop: from + i });
  library.heardMs += 800;
  return { from, through: from + 50 };
}

function knows(library: Library, number: number): number {
  let found = 0;
  for (let i = 0; i < 50; i++) library.find(number * 1000 + i, () => found++);
  return found;
}

async function until(fact: () => boolean | Promise<boolean>): Promise<void> {
  const limit = Date.now() + 60_000;
  while (!(await fact())) {
    if (Date.now() > limit) throw new Error('It did not become true within 60 s');
    await new Promise((resume) => setImmediate(resume));
  }
}

const server = await redisServer('libraries shared through Redis');
const stores: readonly (readonly [string, () => Store])[] = [
  ['memory', () => createMemoryStore({ retentionMs: 1000 })],
  ...(server === undefined
    ? []
    : [['Redis', () => createRedisStore({ url: server.url, retentionMs: 1000, prefix: `${Math.random()}` })] as const]),
];

describe.each(stores)('libraries of two processes on one %s store', (_, makeStore) => {
  it('share what either learns while both hunt, each landmark once', async () => {
    const store = makeStore();
    const [a, b] = [processOn(store), processOn(store)];
    const [here, there] = [a.libraries.of(PPS), b.libraries.of(PPS)];
    learn(here, 1);
    a.libraries.tellNews();
    await until(() => knows(there, 1) === 50);
    learn(there, 2);
    b.libraries.tellNews();
    await until(() => knows(here, 2) === 50);
    expect([knows(here, 1), knows(there, 2)]).toEqual([50, 50]);
    await Promise.all(running.splice(0).map((librarySync) => librarySync.stop()));
    await store.close();
  });

  it('outlive them: a later process has everything including names, and a new name given in one shows in the other', async () => {
    const store = makeStore();
    const a = processOn(store);
    const here = a.libraries.of(PPS);
    const { from, through } = learn(here, 1);
    const taught = here.name(from, through, 'announcement');
    here.calls = 2;
    here.habits.note({ place: through, hops: 50, leadHops: 400 }, {}, 0);
    here.voice.learn(new Float64Array(15).fill(0.5));
    a.libraries.tellNews();
    await a.librarySync.stop();

    const b = processOn(store);
    const there = b.libraries.of(PPS);
    await until(() => there.calls === 2);
    expect(knows(there, 1)).toBe(50);
    expect(there.knowledge).toEqual(here.knowledge);
    expect(there.knowledge.recordings).toEqual([taught]);
    expect(there.habits.likelyNew).toBe(here.habits.likelyNew);
    expect(there.voice.statistics).toEqual(here.voice.statistics);
    expect(there.namedAt(placeOf(there, 1))?.recording).toEqual(taught);

    const c = processOn(store);
    const third = c.libraries.of(PPS);
    await until(() => third.calls === 2);
    expect(third.relabel(taught?.id ?? '', 'too-busy', 'All circuits are busy')).toBe(true);
    c.libraries.tellNews();
    await until(() => there.knowledge.recordings[0]?.kind === 'too-busy');
    await Promise.all(running.splice(0).map((librarySync) => librarySync.stop()));
    await store.close();
  });
});

function placeOf(library: Library, number: number): number {
  let place = -1;
  library.find(number * 1000, (at) => {
    place = at;
  });
  return place;
}

describe('the library sync', () => {
  it('compacts many parts; current readers count nothing twice, later ones miss nothing', async () => {
    const store = createMemoryStore({ retentionMs: 1000 });
    const [a, b] = [processOn(store), processOn(store)];
    const [here, there] = [a.libraries.of(PPS), b.libraries.of(PPS)];
    for (let i = 0; i < 150; i++) {
      learn(here, i);
      here.calls++;
      a.libraries.tellNews();
      await until(() => there.calls === i + 1);
    }
    await until(async () => (await store.readLog(logKeyOf(PPS))).length < 90);
    const c = processOn(store);
    const late = c.libraries.of(PPS);
    await until(() => late.calls === 150);
    for (const library of [here, there, late]) {
      expect([0, 70, 149].map((number) => knows(library, number))).toEqual([50, 50, 50]);
      expect(library.knowledge.seconds).toBe(120);
    }
    expect(
      [...a.lines, ...b.lines].filter((line) => line.startsWith('info Compacted a library')).length,
    ).toBeGreaterThan(0);
  });

  it('forgets what was not heard for a long time, but not what was heard again', async () => {
    const store = createMemoryStore({ retentionMs: 1000 });
    const hands = handClock();
    const a = processOn(store, hands);
    const here = a.libraries.of(PPS);
    const heardAgain = learn(here, 1);
    learn(here, 2);
    a.libraries.tellNews();
    hands.days(8);
    here.heardAgain(heardAgain.from + 10, here.reserve());
    a.libraries.tellNews();
    hands.days(8);
    await until(async () => (await readParts(store, PPS)).entries.length === 2);
    await a.librarySync.stop();
    const b = processOn(store, hands);
    const later = b.libraries.of(PPS);
    learn(later, 3);
    b.libraries.tellNews();
    await until(() => knows(later, 1) === 50);
    expect(knows(later, 2)).toBe(0);
  });

  it('continues without the store, says so once, and stores everything once it is back', async () => {
    const store = createMemoryStore({ retentionMs: 1000 });
    let away = true;
    const fails = async (): Promise<never> => {
      throw new Error('Connection is closed.');
    };
    const flaky: Store = {
      ...store,
      appendLog: (...args) => (away ? fails() : store.appendLog(...args)),
      readLog: (...args) => (away ? fails() : store.readLog(...args)),
    };
    const a = processOn(flaky);
    const here = a.libraries.of(PPS);
    for (let i = 0; i < 3; i++) {
      learn(here, i);
      a.libraries.tellNews();
    }
    await until(() => a.lines.length > 0);
    expect(knows(here, 2)).toBe(50);
    a.ring();
    away = false;
    a.ring();
    await until(async () => {
      a.ring();
      return (await store.readLog(logKeyOf(PPS))).length === 3;
    });
    expect(a.lines).toEqual([
      'warn Cannot read or store libraries: hunts go on with what is known',
      'info Libraries are read and stored again',
    ]);
  });

  it('skips a part that is damaged or of a newer version, with a warning, and never compacts a newer one', async () => {
    const store = createMemoryStore({ retentionMs: 1000 });
    const limits = { keepMs: DAY_MS, maxEntries: 1000 };
    const kept = { part: { ...EMPTY_PART, calls: 1 } };
    await appendPart(store, PPS, kept, KEEP_DAYS);
    const [first] = await store.readLog(logKeyOf(PPS));
    const bytes = Buffer.from(first?.bytes ?? []);
    const newer = Buffer.from(bytes);
    newer.writeUInt16LE(2, 4);
    await store.appendLog(logKeyOf(PPS), bytes.subarray(0, bytes.length - 3), limits);
    await store.appendLog(logKeyOf(PPS), newer, limits);
    for (let i = 0; i < 70; i++) await appendPart(store, PPS, kept, KEEP_DAYS);
    const a = processOn(store);
    const here = a.libraries.of(PPS);
    await until(() => here.calls === 71);
    expect(a.lines).toEqual([
      'warn Skipped an unreadable part of a library',
      'warn Skipped an unreadable part of a library',
    ]);
    await a.librarySync.stop();
    expect(await store.readLog(logKeyOf(PPS))).toHaveLength(73);
  });
});
