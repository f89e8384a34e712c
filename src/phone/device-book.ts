import type { Clock } from './clock.js';
import { type DeviceRow, deviceRow, readRows } from './directory-rows.js';
import { readPages } from './paging.js';
import { PhoneError, type PhoneErrorCode } from './phone-error.js';
import { countOf, listOf, objectOf } from './readers.js';
import { type Rest, segment } from './rest.js';
import type { Devices } from './who-can-call.js';

interface Entry {
  readonly devices: readonly DeviceRow[] | { readonly problem: string };
  readonly at: number;
}

/** So many device lists are asked for at once: each that is under way when a penalty begins would make it longer. */
const AT_ONCE = 3;

const OF_ONE_EXTENSION: ReadonlySet<PhoneErrorCode> = new Set([
  'app-permission',
  'user-permission',
  'forbidden',
  'rejected',
  'not-found',
  'wrong-state',
  'server',
  'nonsense',
]);

/** What is known of the extensions' devices. Looked up only for extensions that might call, and only when the knowledge is old. */
export class DeviceBook {
  readonly #entries = new Map<string, Entry>();

  constructor(
    private readonly rest: Rest,
    private readonly clock: Clock,
    private readonly keptMs: number,
  ) {}

  of(extensionId: string): Devices {
    return this.#entries.get(extensionId)?.devices ?? 'unknown';
  }

  /** Looks up what is unknown, failed or old. A failure of one extension is noted there; one that all would meet ends it. */
  async lookUp(extensionIds: readonly string[], onEach: () => void): Promise<void> {
    const known = new Set(extensionIds);
    for (const id of this.#entries.keys()) if (!known.has(id)) this.#entries.delete(id);
    const todo = extensionIds.filter((id) => this.#isOld(id));
    const next = async (): Promise<void> => {
      for (let id = todo.shift(); id !== undefined; id = todo.shift()) {
        try {
          await this.#lookUpOne(id);
        } catch (error) {
          todo.length = 0;
          throw error;
        }
        onEach();
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, next));
  }

  snapshot(): unknown {
    return [...this.#entries].flatMap(([id, { devices, at }]) => (Array.isArray(devices) ? [{ id, at, devices }] : []));
  }

  load(snapshot: unknown): void {
    for (const row of listOf(snapshot).map(objectOf)) {
      const at = countOf(row.at);
      if (typeof row.id !== 'string' || at === undefined) continue;
      this.#entries.set(row.id, { at, devices: listOf(row.devices) as DeviceRow[] });
    }
  }

  #isOld(id: string): boolean {
    const entry = this.#entries.get(id);
    return !entry || !Array.isArray(entry.devices) || this.clock.now() - entry.at > this.keptMs;
  }

  async #lookUpOne(id: string): Promise<void> {
    // Without the filter by type: its default in the schema would show desk phones only.
    const path = `/restapi/v1.0/account/~/extension/${segment(id)}/device`;
    const doing = 'to read the devices of an extension';
    try {
      const records = await readPages(this.rest, { path, group: 'light', priority: 'background', doing });
      this.#entries.set(id, { devices: readRows(records, deviceRow).rows, at: this.clock.now() });
    } catch (error) {
      if (!(error instanceof PhoneError) || !OF_ONE_EXTENSION.has(error.code)) throw error;
      this.#entries.set(id, { devices: { problem: error.message }, at: this.clock.now() });
    }
  }
}
