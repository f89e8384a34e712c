import { randomUUID } from 'node:crypto';
import type { Clock } from '../../hunter/base/clock.js';
import type { Log } from '../../hunter/base/log.js';
import type {
  CallQueue,
  Directory,
  Extension,
  FirmNumber,
  SyncProgress,
  SyncResult,
} from '../../hunter/ports/directory.js';
import type { Store } from '../../hunter/ports/store.js';
import type { Rest } from '../account/rest.js';
import type { Pacer } from '../api/pacer.js';
import { sentenceOf } from '../api/phone-error.js';
import { DeviceBook, markOf } from './device-book.js';
import { candidatesOf, readLists, readOne } from './lists.js';
import type { DeviceRow } from './rows.js';
import { type Published, SnapshotShelf } from './snapshot.js';
import { followProgress, tellProgress } from './sync-progress.js';
import { type Devices, type Evidence, judge, mightCall } from './who-can-call.js';

export interface DirectoryOptions {
  readonly rest: Rest;
  readonly pacer: Pick<Pacer, 'spacingMs' | 'othersSync'>;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly scope: string;
  /** False when calls are only placed by call-out from a number: a line then needs no device. */
  readonly needsDevice: boolean;
  /** How often everything that may have changed is read again. */
  readonly refreshEveryMs?: number;
  /** At about this age a device list is looked up again, even without any sign of a change. */
  readonly devicesKeptMs?: number;
}

/** A directory that keeps itself up to date. */
export interface LiveDirectory extends Directory {
  /**
   * Loads what a former process stored, then syncs in the background at regular intervals. Resolves once the stored directory is loaded.
   */
  start(): Promise<void>;
  stop(): void;
}

const REFRESH_EVERY_MS = 60 * 60_000;
/** After a failed refresh, the next one comes sooner. */
const RETRY_MS = 60_000;
const DEVICES_KEPT_MS = 24 * 3_600_000;
const LEASE_MS = 5 * 60_000;
const AWAIT_FIRST_MS = 1_000;
/** What another process has learned is taken over within this time. */
const FOLLOW_EVERY_MS = 5 * 60_000;
/** Asking again about the same extension within this time returns the first answer. */
const SAME_LOOK_MS = 10_000;

/** The account's directory: read in the background within the budget, by one process at a time, and stored for the next start. */
export function createDirectory(options: DirectoryOptions): LiveDirectory {
  return new AccountDirectory(options);
}

class AccountDirectory implements LiveDirectory {
  readonly #devices: DeviceBook;
  readonly #shelf: SnapshotShelf;
  readonly #looks = new Map<string, Promise<Extension | undefined>>();
  #published: Published = { extensions: [], queues: [], numbers: [], spare: [] };
  #problem: string | undefined;
  #progress: SyncProgress | undefined;
  #need: (extension: Extension) => number = () => 0;
  #refreshing: Promise<void> | undefined;
  #takeBack: (() => void) | undefined;
  #stopped = true;
  #stop = new AbortController();

  constructor(private readonly options: DirectoryOptions) {
    const { rest, store, clock, devicesKeptMs = DEVICES_KEPT_MS } = options;
    this.#shelf = new SnapshotShelf(store, clock, this.#key('directory'));
    this.#devices = new DeviceBook(rest, clock, devicesKeptMs);
  }

  extensions(): readonly Extension[] {
    return this.#published.extensions;
  }

  callQueues(): readonly CallQueue[] {
    return this.#published.queues;
  }

  numbers(): readonly FirmNumber[] {
    return this.#published.numbers;
  }

  refreshedAt(): number | undefined {
    return this.#published.refreshedAt;
  }

  lastSync(): SyncResult | undefined {
    return this.#published.lastSync;
  }

  problem(): string | undefined {
    return this.#problem;
  }

  progress(): SyncProgress | undefined {
    return this.#progress;
  }

  lookFirst(need: (extension: Extension) => number): void {
    this.#need = need;
  }

  async start(): Promise<void> {
    if (!this.#stopped) return;
    this.#stopped = false;
    this.#stop = new AbortController();
    await this.#followSnapshot();
    void this.#turn(true);
  }

  stop(): void {
    this.#stopped = true;
    this.#stop.abort();
    this.#takeBack?.();
  }

  refresh({ everything = false }: { readonly everything?: boolean } = {}): Promise<void> {
    this.#refreshing ??= this.#refreshOnce(everything).finally(() => {
      this.#refreshing = undefined;
      this.#progress = undefined;
    });
    return this.#refreshing;
  }

  lookAgain(extensionId: string): Promise<Extension | undefined> {
    const { clock } = this.options;
    const known = this.#looks.get(extensionId);
    if (known !== undefined) return known;
    const look = this.#lookAgain(extensionId);
    this.#looks.set(extensionId, look);
    clock.setTimer(() => this.#looks.delete(extensionId), SAME_LOOK_MS);
    return look;
  }

  async #turn(first = false): Promise<void> {
    const { clock, refreshEveryMs = REFRESH_EVERY_MS } = this.options;
    if (!first) await this.#followSnapshot();
    const dueAt = (this.#published.refreshedAt ?? Number.NEGATIVE_INFINITY) + refreshEveryMs;
    if (first || this.#problem !== undefined || clock.now() >= dueAt) await this.refresh();
    if (this.#stopped) return;
    const next = (this.#published.refreshedAt ?? clock.now()) + refreshEveryMs - clock.now();
    // Another process is reading it for the first time, and until it is done nobody can hunt from here.
    const followMs = this.#published.refreshedAt === undefined ? AWAIT_FIRST_MS : FOLLOW_EVERY_MS;
    const pauseMs = this.#problem ? RETRY_MS : Math.max(1_000, Math.min(followMs, next));
    this.#takeBack = clock.setTimer(() => void this.#turn(), Math.min(pauseMs, refreshEveryMs));
  }

  async #refreshOnce(everything: boolean): Promise<void> {
    const { store, log, clock, scope } = this.options;
    const token = randomUUID();
    const lease = `rc:${scope}:directory-refresh`;
    try {
      if (!(await store.acquire(lease, token, LEASE_MS))) {
        // Another process is syncing. The budget is shared, so take its result instead.
        await this.#followSync();
        return;
      }
      try {
        // Do not read again what another process has read meanwhile.
        await this.#followSnapshot();
        await this.#sync(everything, () => store.renew(lease, token, LEASE_MS));
        this.#problem = undefined;
      } finally {
        await store.delete(this.#key('directory-progress')).catch(() => undefined);
        await store.release(lease, token).catch(() => undefined);
      }
    } catch (error) {
      this.#problem = sentenceOf(error);
      log.warn({ err: error, tookUpAgainAt: clock.now() + RETRY_MS }, 'the directory could not be refreshed');
    }
  }

  async #sync(everything: boolean, renew: () => Promise<unknown>): Promise<void> {
    const { rest, clock, log, needsDevice } = this.options;
    const began = clock.now();
    this.#progress = { began, looked: 0, of: 0, endsAt: began + 10_000 };
    const lists = await readLists(rest, log);
    const evidence = (row: Evidence['row']): Evidence => ({
      row,
      own: lists.numbersOf(row.id),
      devices: this.#devices.of(row.id),
      needsDevice,
      spare: lists.spare,
    });
    const rows = new Map(lists.rows.map((row) => [row.id, row]));
    const inOrder = new Intl.Collator('en', { numeric: true });
    this.#published = {
      ...this.#published,
      extensions: lists.rows.map((row) => judge(evidence(row))).sort((a, b) => inOrder.compare(a.number, b.number)),
      queues: lists.queues,
      numbers: lists.firmNumbers,
      spare: lists.spare,
    };
    const candidates = needsDevice ? candidatesOf(lists, this.#published.extensions, this.#need) : [];
    const due = this.#devices.due(candidates, everything);
    const spacingMs = this.options.pacer.spacingMs('light');
    const key = this.#key('directory-progress');
    const save = () => this.#shelf.save(this.#published, this.#devices.snapshot());
    const tell = tellProgress({ ...this.options, key, began, of: due.length, spacingMs, renew, save });
    let looked = 0;
    this.#progress = tell(looked);
    log.info({ extensions: lists.rows.length, toLookAt: due.length }, 'the lists of the directory were read');
    try {
      // Lines appear one by one while their devices are looked up, since a large account takes minutes within the budget.
      await this.#devices.lookUp(due, {
        spacingMs: () => this.options.pacer.spacingMs('light'),
        signal: this.#stop.signal,
        onEach: (id) => {
          const row = rows.get(id);
          if (row !== undefined) this.#replace(judge(evidence(row)));
          looked++;
          this.#progress = tell(looked);
        },
      });
    } finally {
      // Save what an interrupted sync has learned, so that it is not requested again.
      if (looked < due.length) await save().catch(() => undefined);
    }
    if (this.#stop.signal.aborted) return;
    const { extensions } = this.#published;
    const lines = extensions.filter((extension) => extension.line).length;
    const ended = clock.now();
    const lastSync = { began, ended, extensions: extensions.length, lines, looked: due.length };
    this.#published = { ...this.#published, refreshedAt: ended, lastSync };
    await save();
    log.info(
      { extensions: extensions.length, lines, queues: lists.queues.length, looked: due.length, tookMs: ended - began },
      'the directory was refreshed',
    );
  }

  async #lookAgain(extensionId: string): Promise<Extension | undefined> {
    const { rest, needsDevice, log } = this.options;
    const known = () => this.#published.extensions.find(({ id }) => id === extensionId);
    if (known() === undefined) return undefined;
    try {
      const found = await readOne(rest, extensionId);
      if (found === undefined) return known();
      const { row, own } = found;
      if (needsDevice && mightCall(row, own))
        await this.#devices.lookUpOne({ id: row.id, mark: markOf(row, own) }, 'normal');
      const devices = this.#devices.of(row.id);
      log.info({ extensionId, devices: toldOf(devices) }, 'an extension was looked at again');
      this.#replace(judge({ row, own, devices, needsDevice, spare: this.#published.spare }));
      await this.#shelf.save(this.#published, this.#devices.snapshot());
    } catch (error) {
      log.warn({ err: error, extensionId }, 'an extension could not be looked at again');
    }
    return known();
  }

  #replace(extension: Extension): void {
    const extensions = this.#published.extensions.map((each) => (each.id === extension.id ? extension : each));
    this.#published = { ...this.#published, extensions };
  }

  /** Waits for another process's sync, showing its progress, and takes its result. */
  async #followSync(): Promise<void> {
    const key = this.#key('directory-progress');
    const { pacer } = this.options;
    await followProgress({ ...this.options, key }, this.#stop.signal, (progress) => {
      this.#progress = progress;
      pacer.othersSync(true);
    }).finally(() => pacer.othersSync(false));
    await this.#loadSnapshot();
  }

  async #followSnapshot(): Promise<void> {
    await this.#loadSnapshot().catch((error: unknown) => {
      this.options.log.warn({ err: error }, 'the stored directory could not be read');
    });
  }

  async #loadSnapshot(): Promise<void> {
    const newer = await this.#shelf.newer();
    if (newer === undefined) return;
    this.#devices.load(newer.devices);
    this.#published = newer.published;
    // A directory was read, by whichever process.
    if (newer.published.refreshedAt !== undefined) this.#problem = undefined;
  }

  #key(name: string): string {
    return `rc:${this.options.scope}:${name}:${this.options.needsDevice ? 'devices' : 'numbers'}`;
  }
}

/** What a log may say about devices: no names and no numbers. */
function toldOf(devices: Devices): readonly object[] | string {
  return Array.isArray(devices)
    ? (devices as readonly DeviceRow[]).map(({ id, type, emergency, online }) => ({ id, type, emergency, online }))
    : 'unknown';
}
