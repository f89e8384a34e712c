import { randomUUID } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { Clock } from '../../hunter/base/clock.js';
import type { Log } from '../../hunter/base/log.js';
import type { Store } from '../../hunter/ports/store.js';
import { GENERATION } from './library.js';
import type { CompactorTask } from './library-compactor-worker.js';
import { appendPart, logKeyOf, readParts, toTakeIn } from './library-log.js';
import { allWithoutAged, dayOf, isEmpty, type LibraryPart } from './library-part.js';

/**
 * Other processes announce what they learn. This look catches announcements that were lost, and retries what failed.
 */
const LOOK_EVERY_MS = 30_000;
/** Compact at this many parts: a morning of hunts, and still quick to read at startup. */
const COMPACT_AT = 64;
const COMPACT_LEASE_MS = 120_000;
/** Landmarks stored per destination: two generations of the library. */
const MOST_LANDMARKS = 2 * GENERATION;
/** Parts held while the store is unreachable; each covers a few seconds of one destination. */
const MOST_WAITING = 500;

/** A part for a library in a worker. */
export interface PartToTakeIn {
  readonly part: LibraryPart;
  /** The part may contain what is known already; only the rest counts. */
  readonly compare: boolean;
}

export interface LibrarySync {
  /**
   * Feeds a new, empty library: first with everything stored, then with what others learn. `writer` identifies its own
   * parts. Replaces an earlier library of the same destination.
   */
  follow(destinationId: string, writer: string, send: (given: PartToTakeIn) => void): void;
  /** Stores what a library learned. */
  keep(destinationId: string, writer: string, part: LibraryPart): void;
  /** Resolves when everything given to `keep` is stored or has failed; follows nothing afterwards. */
  stop(): Promise<void>;
}

export interface LibrarySyncOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** Sound not heard for this many days is forgotten. */
  readonly keepDays: number;
  /** Merges a log's entries off this thread; only tests set it. */
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
 * Connects the libraries, which live in workers, to the store, which all processes share. While the store is
 * unreachable, libraries continue with what they have and miss only what others learn.
 */
export function createLibrarySync(options: LibrarySyncOptions): LibrarySync {
  const { store, clock, log, keepDays, compact = compactInWorker } = options;
  const followed = new Map<string, Followed>();
  const waiting: Waiting[] = [];
  let away = false;
  let stopped = false;
  let cancelLook = (): void => {};

  /** Reads and writes run one at a time. */
  let lane: Promise<void> = Promise.resolve();
  function soon(act: () => Promise<void>): Promise<void> {
    lane = lane.then(act).catch((error: unknown) => {
      if (!away && !stopped) log.warn({ err: error }, 'Cannot read or store libraries: hunts go on with what is known');
      away = true;
    });
    return lane;
  }

  function came(): void {
    if (away) log.info({}, 'Libraries are read and stored again');
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
    // A new library may have replaced this one meanwhile; it reads for itself.
    if (followed.get(destinationId) !== one) return;
    for (const { id, error } of unreadable) {
      log.warn({ destinationId, entry: id, reason: error.message }, 'Skipped an unreadable part of a library');
    }
    const given = toTakeIn(entries, one.position).filter(({ entry }) => entry.writer !== one.writer);
    const parts = given.map(({ entry }) => entry.part);
    // Later reads are new; only the first can contain what has aged out.
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
        log.info({ destinationId, parts: entries.length, bytes: snapshot.length }, 'Compacted a library');
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

/** Runs in a worker of its own, since merging a whole library takes about a second. */
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
