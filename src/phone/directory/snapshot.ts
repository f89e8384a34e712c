import type { Clock } from '../../hunter/base/clock.js';
import type { CallQueue, Extension, FirmNumber, SyncResult } from '../../hunter/ports/directory.js';
import type { Store } from '../../hunter/ports/store.js';
import { countOf, idOf, listOf, objectOf } from '../api/readers.js';

/** What a directory knows; stored for other processes and the next start. */
export interface Published {
  readonly extensions: readonly Extension[];
  readonly queues: readonly CallQueue[];
  readonly numbers: readonly FirmNumber[];
  readonly spare: readonly string[];
  readonly refreshedAt?: number;
  readonly lastSync?: SyncResult;
}

interface Snapshot {
  readonly savedAt: number;
  readonly published: Published;
  readonly devices: unknown;
}

const KEPT_MS = 7 * 24 * 3_600_000;

/** Where a directory is stored, so that new and other processes need not read it all themselves. */
export class SnapshotShelf {
  #savedAt = 0;

  constructor(
    private readonly store: Pick<Store, 'get' | 'set'>,
    private readonly clock: Clock,
    private readonly key: string,
  ) {}

  async save(published: Published, devices: unknown): Promise<void> {
    this.#savedAt = this.clock.now();
    await this.store.set(this.key, JSON.stringify({ ...published, devices, savedAt: this.#savedAt }), KEPT_MS);
  }

  /** The stored directory, if it is newer than what was last saved or read here. */
  async newer(): Promise<Snapshot | undefined> {
    const text = await this.store.get(this.key);
    const snapshot = text === undefined ? undefined : readSnapshot(text);
    if (snapshot === undefined || snapshot.savedAt <= this.#savedAt) return undefined;
    this.#savedAt = snapshot.savedAt;
    return snapshot;
  }
}

/** Our own code wrote it, perhaps an older version, so only its outline is checked. */
function readSnapshot(text: string): Snapshot {
  const snapshot = objectOf(JSON.parse(text));
  const rows = <Row>(value: unknown, key: string) =>
    listOf(value).filter((row) => idOf(objectOf(row)[key]) !== undefined) as Row[];
  const refreshedAt = countOf(snapshot.refreshedAt);
  const lastSync = objectOf(snapshot.lastSync);
  return {
    savedAt: countOf(snapshot.savedAt) ?? refreshedAt ?? 0,
    devices: snapshot.devices,
    published: {
      extensions: rows<Extension>(snapshot.extensions, 'id'),
      queues: rows<CallQueue>(snapshot.queues, 'extensionId'),
      numbers: rows<FirmNumber>(snapshot.numbers, 'number'),
      spare: listOf(snapshot.spare).filter((number) => typeof number === 'string'),
      ...(refreshedAt === undefined ? {} : { refreshedAt }),
      ...(countOf(lastSync.ended) === undefined ? {} : { lastSync: lastSync as unknown as SyncResult }),
    },
  };
}
