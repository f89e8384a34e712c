import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { CallQueue, Directory, Extension, Store } from '../hunter/ports.js';
import type { Clock } from './clock.js';
import { DeviceBook } from './device-book.js';
import { type ExtensionRow, extensionRow, type NumberRow, numberRow, queueRow, readRows } from './directory-rows.js';
import { readPages } from './paging.js';
import { PhoneError, sentenceOf } from './phone-error.js';
import { countOf, idOf, isE164, listOf, objectOf, textOf } from './readers.js';
import { type Rest, segment } from './rest.js';
import { directNumberOf, judge, mightCall } from './who-can-call.js';

export interface DirectoryOptions {
  readonly rest: Rest;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly scope: string;
  /** False when calls are only placed by call-out from a number: a line then needs no device. */
  readonly needsDevice: boolean;
  /** A device list is looked up again when it is older than this. */
  readonly devicesKeptMs?: number;
}

/** A directory that keeps itself fresh. */
export interface LiveDirectory extends Directory {
  /** Loads what a former process knew, then reads it anew, and from then on takes over what other processes read. Resolves once the former knowledge is loaded. */
  start(): Promise<void>;
  stop(): void;
}

/** One process reads the directory (hourly, by the upkeep); the others take over what it has read within this. */
const TAKE_OVER_EVERY_MS = 5 * 60_000;
/** Another process reads it for the first time: its result is looked for this often. */
const AWAIT_FIRST_MS = 1_000;
/** Nobody has read it for so long: the upkeep does not run, and whoever notices reads. */
const TOO_OLD_MS = 90 * 60_000;
/** After a failed refresh the next one comes sooner. */
const RETRY_MS = 60_000;
const DEVICES_KEPT_MS = 6 * 3_600_000;
const SNAPSHOT_KEPT_MS = 7 * 24 * 3_600_000;
const LEASE_MS = 5 * 60_000;
/** Numbers of these uses ring a phone or a queue of the firm. */
const FIRM_USES = /^(MainCompanyNumber|AdditionalCompanyNumber|CompanyNumber|DirectNumber)$/;

interface Published {
  readonly extensions: readonly Extension[];
  readonly queues: readonly CallQueue[];
  readonly numbers: readonly { readonly number: string; readonly name: string }[];
  readonly refreshedAt?: number;
}

/** The account's directory: read in the background within the budget, one process at a time, kept in the store for the next start. */
export function createDirectory(options: DirectoryOptions): LiveDirectory {
  return new AccountDirectory(options);
}

class AccountDirectory implements LiveDirectory {
  readonly #devices: DeviceBook;
  #published: Published = { extensions: [], queues: [], numbers: [] };
  #problem: string | undefined;
  #refreshing: Promise<void> | undefined;
  #takeBack: (() => void) | undefined;
  #stopped = true;

  constructor(private readonly options: DirectoryOptions) {
    const { rest, clock, devicesKeptMs = DEVICES_KEPT_MS } = options;
    this.#devices = new DeviceBook(rest, clock, devicesKeptMs);
  }

  extensions(): readonly Extension[] {
    return this.#published.extensions;
  }

  callQueues(): readonly CallQueue[] {
    return this.#published.queues;
  }

  numbers(): readonly { readonly number: string; readonly name: string }[] {
    return this.#published.numbers;
  }

  refreshedAt(): number | undefined {
    return this.#published.refreshedAt;
  }

  problem(): string | undefined {
    return this.#problem;
  }

  async start(): Promise<void> {
    if (!this.#stopped) return;
    this.#stopped = false;
    await this.#loadSnapshot().catch((error: unknown) => {
      this.options.log.warn({ err: error }, 'the stored directory could not be read');
    });
    void this.refresh().then(() => this.#wait());
  }

  stop(): void {
    this.#stopped = true;
    this.#takeBack?.();
  }

  /** Reads everything anew. Never rejects: `problem()` tells what went wrong, and what was known stays. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#refreshOnce().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  #wait(): void {
    if (this.#stopped) return;
    const { refreshedAt } = this.#published;
    // Before the first reading is there, here or in another process, nobody can hunt.
    const settledMs = refreshedAt === undefined ? AWAIT_FIRST_MS : TAKE_OVER_EVERY_MS;
    const pauseMs = this.#problem ? RETRY_MS : settledMs;
    this.#takeBack = this.options.clock.setTimer(() => void this.#turn().then(() => this.#wait()), pauseMs);
  }

  async #turn(): Promise<void> {
    const { clock, log } = this.options;
    await this.#loadSnapshot().catch((error: unknown) => {
      log.warn({ err: error }, 'the stored directory could not be read');
    });
    if (this.#problem || clock.now() - (this.#published.refreshedAt ?? 0) > TOO_OLD_MS) await this.refresh();
  }

  async #refreshOnce(): Promise<void> {
    const { store, log, clock, scope } = this.options;
    const token = randomUUID();
    const lease = `rc:${scope}:directory-refresh`;
    try {
      if (!(await store.acquire(lease, token, LEASE_MS))) {
        // Another process is at it; the Heavy budget is shared, so its result is taken instead.
        await this.#loadSnapshot();
        return;
      }
      try {
        await this.#readAll();
        this.#problem = undefined;
        log.info(
          {
            extensions: this.#published.extensions.length,
            lines: this.#published.extensions.filter((extension) => extension.line).length,
            queues: this.#published.queues.length,
          },
          'the directory was refreshed',
        );
      } finally {
        await store.release(lease, token).catch(() => undefined);
      }
    } catch (error) {
      this.#problem = sentenceOf(error);
      log.warn({ err: error, tookUpAgainAt: clock.now() + RETRY_MS }, 'the directory could not be refreshed');
    }
  }

  async #readAll(): Promise<void> {
    const { rest, clock, log, needsDevice } = this.options;
    const pages = { priority: 'background' } as const;
    const account = '/restapi/v1.0/account/~';
    const extensions = readRows(
      await readPages(rest, {
        ...pages,
        path: `${account}/extension`,
        group: 'medium',
        doing: 'to read the extensions',
      }),
      extensionRow,
    );
    const numbers = await this.#readNumbers(extensions.rows);
    const queues = readRows(await this.#readQueues(), queueRow);
    const skipped = extensions.skipped + numbers.skipped + queues.skipped;
    if (skipped > 0) log.warn({ skipped }, 'some rows of the directory could not be read and were left out');

    const show = (refreshedAt?: number) => {
      this.#published = {
        extensions: extensions.rows
          .map((row) => judge(row, numbers.rows, this.#devices.of(row.id), needsDevice))
          .sort((a, b) => a.number.localeCompare(b.number, 'en', { numeric: true })),
        queues: queues.rows,
        numbers: firmNumbers(numbers.rows, extensions.rows),
        ...(refreshedAt === undefined ? {} : { refreshedAt }),
      };
    };
    const before = this.#published.refreshedAt;
    show(before);
    if (needsDevice) {
      const candidates = extensions.rows.filter((row) => mightCall(row, directNumberOf(row.id, numbers.rows)));
      // Lines appear one by one while their devices are looked up: a large account takes minutes within the budget.
      await this.#devices.lookUp(
        candidates.map((row) => row.id),
        () => show(before),
      );
    }
    show(clock.now());
    await this.#saveSnapshot();
  }

  /** One account-level list (Heavy); where the user may not read it, the lists of the extensions (Light, many). */
  async #readNumbers(extensions: readonly ExtensionRow[]) {
    const { rest, log } = this.options;
    const [path, doing] = ['/restapi/v1.0/account/~/phone-number', 'to read the phone numbers'];
    try {
      return readRows(await readPages(rest, { path, doing, group: 'heavy', priority: 'background' }), numberRow);
    } catch (error) {
      if (!(error instanceof PhoneError) || error.status !== 403) throw error;
      log.info({ err: error }, 'the numbers of the account may not be read; reading those of each extension');
    }
    const all: NumberRow[] = [];
    for (const row of extensions.filter((extension) => extension.type === 'User' && extension.status === 'Enabled')) {
      const own = `/restapi/v1.0/account/~/extension/${segment(row.id)}/phone-number`;
      const records = await readPages(rest, { path: own, doing, group: 'light', priority: 'background' });
      all.push(...readRows(records, numberRow).rows.map((number) => ({ ...number, extensionId: row.id })));
    }
    return { rows: all, skipped: 0 };
  }

  /** Queues are a convenience: without the right to read them the directory still stands. */
  async #readQueues(): Promise<readonly unknown[]> {
    const doing = 'to read the call queues';
    const path = '/restapi/v1.0/account/~/call-queues';
    try {
      return await readPages(this.options.rest, { path, group: 'medium', priority: 'background', doing });
    } catch (error) {
      if (!(error instanceof PhoneError) || error.status !== 403) throw error;
      this.options.log.info({ err: error }, 'the call queues may not be read; none are offered');
      return [];
    }
  }

  async #saveSnapshot(): Promise<void> {
    const snapshot = { ...this.#published, devices: this.#devices.snapshot() };
    await this.options.store.set(this.#snapshotKey(), JSON.stringify(snapshot), SNAPSHOT_KEPT_MS);
  }

  async #loadSnapshot(): Promise<void> {
    const text = await this.options.store.get(this.#snapshotKey());
    if (text === undefined) return;
    const snapshot = objectOf(JSON.parse(text));
    const refreshedAt = countOf(snapshot.refreshedAt);
    if (refreshedAt === undefined || refreshedAt <= (this.#published.refreshedAt ?? 0)) return;
    this.#devices.load(snapshot.devices);
    // We wrote it ourselves: only its outline is checked.
    const rows = <Row>(value: unknown, key: string) =>
      listOf(value).filter((row) => idOf(objectOf(row)[key]) !== undefined) as Row[];
    this.#published = {
      extensions: rows<Extension>(snapshot.extensions, 'id'),
      queues: rows<CallQueue>(snapshot.queues, 'extensionId'),
      numbers: rows<{ number: string; name: string }>(snapshot.numbers, 'number'),
      refreshedAt,
    };
  }

  #snapshotKey(): string {
    return `rc:${this.options.scope}:directory:${this.options.needsDevice ? 'devices' : 'numbers'}`;
  }
}

function firmNumbers(numbers: readonly NumberRow[], extensions: readonly ExtensionRow[]) {
  const names = new Map(extensions.map((row) => [row.id, row.name]));
  return numbers
    .filter((row) => row.voice && isE164(row.phoneNumber) && FIRM_USES.test(row.usage))
    .map((row) => {
      const owner = row.extensionId === undefined ? undefined : names.get(row.extensionId);
      return { number: row.phoneNumber, name: textOf(row.label) ?? owner ?? 'Company number' };
    });
}
