import { randomUUID } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { Clock } from '../../hunter/base/clock.js';
import type { Log } from '../../hunter/base/log.js';
import type { Store } from '../../hunter/ports/store.js';
import { GENERATION } from './library.js';
import type { CompactorTask } from './library-compactor-worker.js';
import { appendPart, logKeyOf, readParts, toTakeIn } from './library-log.js';
import { allWithoutAged, dayOf, isEmpty, type LibraryPart } from './library-part.js';

/** What is learnt elsewhere is told at once; this finds what was not told, and tries again what failed. */
const LOOK_EVERY_MS = 30_000;
/** Parts before they are put together: a morning of hunts, and little to read at a start. */
const COMPACT_AT = 64;
const COMPACT_LEASE_MS = 120_000;
/** Landmarks kept of a destination, two generations of the library. */
const MOST_LANDMARKS = 2 * GENERATION;
/** Parts that wait for a store which is away; each holds some seconds of one destination. */
const MOST_WAITING = 500;

/** A part for a library in a worker. */
export interface PartToTakeIn {
  readonly part: LibraryPart;
  /** It may hold what is known already: only what is new counts. */
  readonly compare: boolean;
}

export interface LibrarySync {
  /**
   * A library was made, with nothing in it: it gets all that is kept, then what others learn. `writer` tells its own parts.
   * What an earlier library of the destination was given is forgotten.
   */
  follow(destinationId: string, writer: string, send: (given: PartToTakeIn) => void): void;
  /** Keeps what a library learnt. */
  keep(destinationId: string, writer: string, part: LibraryPart): void;
  /** All that was to be kept is, or cannot be; nothing is followed any more. */
  stop(): Promise<void>;
}

export interface KeeperOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** What was not heard for so many days is forgotten. */
  readonly keepDays: number;
  /** Puts a log's entries together, beside this thread; another way only in tests. */
  readonly compact?: (task: CompactorTask) => Promise<Uint8Array | undefined>;
}

interface Followed {
  readonly writer: string;
  readonly send: (given: PartToTakeIn) => void;
  position: string | undefined;
  entries: number;
}

interface Waiting {
  readonly destinationId: string;
  readonly writer: string;
  readonly part: LibraryPart;
}

/**
 * Between the libraries, which live in workers, and the store, which all processes share. A store that is away costs
 * nothing but what others learn meanwhile: libraries go on with what they have.
 */
export function createLibrarySync(options: KeeperOptions): LibrarySync {
  const { store, clock, log, keepDays, compact = compactInWorker } = options;
  const followed = new Map<string, Followed>();
  const waiting: Waiting[] = [];
  let away = false;
  let stopped = false;
  let cancelLook = (): void => {};

  /** What is to be done one after the other. */
  let lane: Promise<void> = Promise.resolve();
  function soon(act: () => Promise<void>): Promise<void> {
    lane = lane.then(act).catch((error: unknown) => {
      if (!away && !stopped)
        log.warn({ err: error }, 'Libraries cannot be kept or read: hunts go on with what is known');
      away = true;
    });
    return lane;
  }

  function came(): void {
    if (away) log.info({}, 'Libraries are kept and read again');
    away = false;
  }

  async function write(): Promise<void> {
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      const { destinationId, writer, part } = next;
      await appendPart(store, destinationId, { writer, part }, keepDays);
      waiting.shift();
      came();
    }
  }

  async function read(destinationId: string): Promise<void> {
    const one = followed.get(destinationId);
    if (one === undefined) return;
    const { entries, unreadable, lastId } = await readParts(store, destinationId, one.position);
    came();
    // Another library may have been made meanwhile: it reads for itself.
    if (followed.get(destinationId) !== one) return;
    for (const { id, error } of unreadable) {
      log.warn({ destinationId, entry: id, reason: error.message }, 'A part of a library is skipped');
    }
    const given = toTakeIn(entries, one.position).filter(({ entry }) => entry.writer !== one.writer);
    const parts = given.map(({ entry }) => entry.part);
    // What is followed later is news; only what was kept before may have grown old.
    const fresh = one.position === undefined ? allWithoutAged(parts, dayOf(clock.now()) - keepDays) : parts;
    given.forEach(({ compare }, i) => {
      const part = fresh[i];
      if (part !== undefined && !isEmpty(part)) one.send({ part, compare });
    });
    one.position = lastId ?? one.position;
    one.entries += entries.length + unreadable.length;
    if (one.entries >= COMPACT_AT) {
      one.entries = 0;
      await putTogether(destinationId);
    }
  }

  async function putTogether(destinationId: string): Promise<void> {
    const [lease, token] = [`${logKeyOf(destinationId)}:compaction`, randomUUID()];
    if (!(await store.acquire(lease, token, COMPACT_LEASE_MS))) return;
    const key = logKeyOf(destinationId);
    const entries = await store.readLog(key);
    const lastId = entries.at(-1)?.id;
    if (entries.length >= COMPACT_AT && lastId !== undefined) {
      const sinceDay = dayOf(clock.now()) - keepDays;
      const snapshot = await compact({ entries, destination: destinationId, sinceDay, most: MOST_LANDMARKS });
      if (snapshot !== undefined && (await store.renew(lease, token, COMPACT_LEASE_MS))) {
        await store.appendLog(key, snapshot, {
          keepMs: keepDays * 24 * 3_600_000,
          maxEntries: entries.length + COMPACT_AT,
        });
        await store.trimLog(key, lastId);
        log.info({ destinationId, parts: entries.length, bytes: snapshot.length }, 'A library was put together');
      }
    }
    await store.release(lease, token);
  }

  function look(): void {
    cancelLook = clock.setTimer(() => {
      for (const destinationId of followed.keys()) void soon(() => read(destinationId));
      void soon(write).then(() => stopped || look());
    }, LOOK_EVERY_MS);
  }

  const unlisten = store.onLog((key) => {
    for (const destinationId of followed.keys()) {
      if (logKeyOf(destinationId) === key) void soon(() => read(destinationId));
    }
  });
  look();

  return {
    follow(destinationId, writer, send) {
      followed.set(destinationId, { writer, send, position: undefined, entries: 0 });
      void soon(() => read(destinationId));
    },
    keep(destinationId, writer, part) {
      if (stopped || isEmpty(part)) return;
      waiting.push({ destinationId, writer, part });
      if (waiting.length > MOST_WAITING) waiting.shift();
      void soon(write);
    },
    async stop() {
      cancelLook();
      unlisten();
      followed.clear();
      await lane;
      stopped = true;
    },
  };
}

/** A worker of its own, since a whole library is a second of work. */
function compactInWorker(task: CompactorTask): Promise<Uint8Array | undefined> {
  const worker = new Worker(new URL('./library-compactor-worker.js', import.meta.url), {
    name: 'library-compactor',
    workerData: task,
  });
  worker.unref();
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the compactor ended with ${code}`)));
  });
}
