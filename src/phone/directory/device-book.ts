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
  /** Of the extension as it was then. */
  readonly mark: string;
}

/** An extension whose devices matter, and the mark of what the lists say of it. */
export interface Candidate {
  readonly id: string;
  readonly mark: string;
}

/** So many device lists are asked for at once: each that is under way when a penalty begins would make it longer. */
const AT_ONCE = 3;
/**
 * A few are asked for as fast as the budget lets them, and so are the first of many, so that there are lines soon; the rest
 * evenly, so that who comes finds room.
 */
const FEW = 20;
const FIRST_OF_MANY = 8;
/** Of the lists that are merely old so many are read again in one sync: a twelfth, or this. */
const OLD_AT_MOST = 20;
const OLD_SHARE = 1 / 12;
/** So many refusals for want of a permission in a row: the others would be refused as well. */
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

/** What the lists say of an extension that can bear on its devices, in short. */
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
    /** A list is looked up again when it is about so old: between half of it and half as much again, different for each. */
    private readonly keptMs: number,
  ) {}

  of(extensionId: string): Devices {
    return this.#entries.get(extensionId)?.devices ?? 'unknown';
  }

  /** Those that have to be looked at, in the same order: unknown, failed or changed ones, and some of the old. Forgets all others. */
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

  /** Looks them up in their order. A failure of one extension is noted there; one that all would meet ends it. */
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

  /** Answers the sentence when a permission for it is missing. */
  async lookUpOne(one: Candidate, priority: 'normal' | 'background'): Promise<string | undefined> {
    // Without the filter by type: its default in the schema would show desk phones only.
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
      // An older version did not ask for all of it: without a mark it is looked up again.
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

/** Between 0 and 1, the same for the same id: lists that were read together do not get old together. */
function spread(id: string): number {
  return createHash('sha256').update(id).digest().readUInt16BE(0) / 0xffff;
}
