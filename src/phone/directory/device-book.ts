import { createHash } from 'node:crypto';
import { type Clock, pause } from '../../hunter/base/clock.js';
import { readPages } from '../account/paging.js';
import { type Rest, segment } from '../account/rest.js';
import { PhoneError, type PhoneErrorCode } from '../api/phone-error.js';
import { countOf, listOf, objectOf, textOf } from '../api/readers.js';
import { type DeviceRow, deviceRow, type ExtensionRow, type NumberRow, readRows } from './rows.js';
import type { Devices } from './who-can-call.js';

interface Entry {
  readonly devices: readonly DeviceRow[] | { readonly problem: string };
  readonly at: number;
  /** Of the extension at that time. */
  readonly mark: string;
}

/** An extension whose devices matter, and the mark of what the lists say about it. */
export interface Candidate {
  readonly id: string;
  readonly mark: string;
}

/** How many device lists are requested at once: every request in flight when a penalty begins would prolong it. */
const AT_ONCE = 3;
/**
 * A few lists are requested as fast as the budget allows, and so are the first of many, so that some lines appear soon. The rest are spaced
 * evenly to leave room for others.
 */
const FEW = 20;
const FIRST_OF_MANY = 8;
/** How many lists that are merely old are read again in one sync: this many or a twelfth, whichever is more. */
const OLD_AT_MOST = 20;
const OLD_SHARE = 1 / 12;
/** After this many refusals in a row for lack of a permission, the others would be refused as well. */
const REFUSED_FOR_ALL = 3;

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
const PERMISSION: ReadonlySet<PhoneErrorCode> = new Set(['app-permission', 'user-permission']);

/** A short hash of what the lists say about an extension that can affect its devices. */
export function markOf(row: ExtensionRow, own: readonly NumberRow[]): string {
  const numbers = own.filter(({ usage }) => usage === 'DirectNumber').map(({ phoneNumber }) => phoneNumber);
  const told = JSON.stringify([row.status, row.type, row.number, row.name, row.email ?? '', numbers.sort()]);
  return createHash('sha256').update(told).digest('base64url').slice(0, 12);
}

/** What is known of the extensions' devices. Looked up only for extensions that might call, and only for a reason. */
export class DeviceBook {
  readonly #entries = new Map<string, Entry>();

  constructor(
    private readonly rest: Rest,
    private readonly clock: Clock,
    /** A list is looked up again at about this age: between half and one and a half times, different for each extension. */
    private readonly keptMs: number,
  ) {}

  of(extensionId: string): Devices {
    return this.#entries.get(extensionId)?.devices ?? 'unknown';
  }

  /**
   * The ones to look up, in the same order: unknown, failed and changed
   * ones, and some of the old. Forgets extensions that are not candidates.
   */
  due(candidates: readonly Candidate[], everything: boolean): readonly Candidate[] {
    const known = new Set(candidates.map(({ id }) => id));
    for (const id of this.#entries.keys()) if (!known.has(id)) this.#entries.delete(id);
    if (everything) return candidates;
    const oldest = candidates
      .filter(({ id }) => this.#isOld(id))
      .sort((a, b) => (this.#entries.get(a.id)?.at ?? 0) - (this.#entries.get(b.id)?.at ?? 0))
      .slice(0, Math.max(OLD_AT_MOST, Math.ceil(candidates.length * OLD_SHARE)));
    const old = new Set(oldest);
    return candidates.filter((each) => {
      const entry = this.#entries.get(each.id);
      return !entry || !Array.isArray(entry.devices) || entry.mark !== each.mark || old.has(each);
    });
  }

  /** Looks them up in order. A failure that concerns one extension is recorded there; one that all would meet ends the look-up. */
  async lookUp(
    due: readonly Candidate[],
    how: { readonly spacingMs: () => number; readonly signal: AbortSignal; readonly onEach: (id: string) => void },
  ): Promise<void> {
    const todo = [...due];
    let unspaced = todo.length <= FEW ? FEW : FIRST_OF_MANY;
    let nextAt = this.clock.now();
    let refusedInARow = 0;
    const next = async (): Promise<void> => {
      for (let one = todo.shift(); one !== undefined; one = todo.shift()) {
        const waitMs = nextAt - this.clock.now();
        unspaced--;
        nextAt = Math.max(nextAt, this.clock.now()) + (unspaced > 0 ? 0 : how.spacingMs());
        if (waitMs > 0) await pause(this.clock, waitMs, how.signal);
        if (how.signal.aborted) return;
        try {
          const refused = await this.lookUpOne(one, 'background');
          refusedInARow = refused === undefined ? 0 : refusedInARow + 1;
          if (refused !== undefined && refusedInARow >= REFUSED_FOR_ALL)
            for (const other of todo.splice(0)) {
              this.#note(other, { problem: refused });
              how.onEach(other.id);
            }
        } catch (error) {
          todo.length = 0;
          throw error;
        }
        how.onEach(one.id);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, next));
  }

  /** Returns the reason if a permission for it is missing. */
  async lookUpOne(one: Candidate, priority: 'normal' | 'background'): Promise<string | undefined> {
    // No filter by type: the default in the schema would show desk phones only.
    const path = `/restapi/v1.0/account/~/extension/${segment(one.id)}/device`;
    const doing = 'to read the devices of an extension';
    try {
      const records = await readPages(this.rest, { path, group: 'light', priority, doing });
      this.#note(one, readRows(records, deviceRow).rows);
      return undefined;
    } catch (error) {
      if (!(error instanceof PhoneError) || !OF_ONE_EXTENSION.has(error.code)) throw error;
      this.#note(one, { problem: error.message });
      return PERMISSION.has(error.code) ? error.message : undefined;
    }
  }

  snapshot(): unknown {
    return [...this.#entries].flatMap(([id, { devices, at, mark }]) =>
      Array.isArray(devices) ? [{ id, at, mark, devices }] : [],
    );
  }

  load(snapshot: unknown): void {
    for (const row of listOf(snapshot).map(objectOf)) {
      const at = countOf(row.at);
      if (typeof row.id !== 'string' || at === undefined) continue;
      const kept = listOf(row.devices) as Partial<DeviceRow>[];
      const devices = kept.map((device) => ({ emergency: 'unknown', ...device }) as DeviceRow);
      // An older version did not read all of these fields; without a mark it is looked up again.
      const isWhole = kept.every(({ emergency }) => emergency !== undefined);
      this.#entries.set(row.id, { at, mark: isWhole ? (textOf(row.mark) ?? '') : '', devices });
    }
  }

  #note({ id, mark }: Candidate, devices: Entry['devices']): void {
    this.#entries.set(id, { devices, mark, at: this.clock.now() });
  }

  #isOld(id: string): boolean {
    const entry = this.#entries.get(id);
    return entry !== undefined && this.clock.now() - entry.at > this.keptMs * (0.5 + spread(id));
  }
}

/** Between 0 and 1, always the same for an id: lists that were read together do not get old together. */
function spread(id: string): number {
  return createHash('sha256').update(id).digest().readUInt16BE(0) / 0xffff;
}
