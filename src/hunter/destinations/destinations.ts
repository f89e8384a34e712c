import { z } from 'zod';
import type { Destination } from '../terms.js';
import { whyNotDialable } from './dialable.js';
import { callbackSchema, menuSchema } from './menu-schema.js';
import { PRESETS } from './presets.js';

/** The allow-list: the bot dials nothing else. */
export interface Destinations {
  all(): readonly Destination[];
  get(id: string): Destination | undefined;
}

/** The destinations file cannot be used; the message lists every fault and where it is. */
export class DestinationsError extends Error {
  override readonly name = 'DestinationsError';
}

/** The most options a Slack select can hold. */
export const MOST_DESTINATIONS = 100;

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 07:00');

function isZone(zone: string): boolean {
  if (zone === 'line') return true;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

const hours = z
  .strictObject({
    days: z.array(z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])).min(1),
    from: time,
    to: time,
    zone: z.string().refine(isZone, 'must be an IANA zone such as America/New_York, or "line"'),
    closedOnFederalHolidays: z.boolean(),
  })
  .refine(({ from, to }) => from < to, 'must close later than it opens, on the same day');

const fields = {
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be lowercase letters, digits and hyphens'),
  name: z.string().min(1).max(60),
  number: z.string(),
  hours: hours.optional(),
  menu: menuSchema,
  callback: callbackSchema.optional(),
  note: z.string().max(300).optional(),
  checked: z.strictObject({ sure: z.enum(['high', 'medium', 'low']), on: z.iso.date() }),
};

const whole = z.strictObject(fields);
/** What admins can set for a destination while the bot runs. */
export const ownSchema = whole.omit({ menu: true, callback: true });
/** `{"preset": "pps", …}` changes a preset: the given fields replace its own, and `"off": true` removes it. */
const changed = z.strictObject({
  preset: z.enum(PRESETS.map(({ id }) => id)),
  off: z.boolean().optional(),
  name: fields.name.optional(),
  number: fields.number.optional(),
  hours: fields.hours,
  menu: fields.menu.optional(),
  callback: fields.callback,
  note: fields.note,
  checked: fields.checked.optional(),
});

function fault(index: number, issue: { readonly path: readonly PropertyKey[]; readonly message: string }): string {
  return `entry ${index + 1}, ${issue.path.map(String).join('.') || 'as a whole'}: ${issue.message}`;
}

function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

function readEntry(entry: unknown, index: number): Destination & { readonly off?: boolean } {
  if (typeof entry === 'object' && entry !== null && 'preset' in entry) {
    const parsed = changed.safeParse(entry);
    if (!parsed.success) throw new DestinationsError(parsed.error.issues.map((i) => fault(index, i)).join('; '));
    const { preset, ...changes } = parsed.data;
    const base = PRESETS.find(({ id }) => id === preset);
    if (base === undefined) throw new DestinationsError(`entry ${index + 1}: there is no preset ${preset}`);
    return { ...base, ...withoutUndefined(changes) } as Destination;
  }
  const parsed = whole.safeParse(entry);
  if (!parsed.success) throw new DestinationsError(parsed.error.issues.map((i) => fault(index, i)).join('; '));
  return withoutUndefined(parsed.data) as Destination;
}

function listOf(destinations: readonly Destination[]): Destinations {
  const byId = new Map(destinations.map((destination) => [destination.id, destination]));
  return { all: () => destinations, get: (id) => byId.get(id) };
}

function readFile(text: string): readonly unknown[] {
  let entries: unknown;
  try {
    entries = JSON.parse(text);
  } catch (cause) {
    throw new DestinationsError('The destinations file is not JSON.', { cause });
  }
  if (!Array.isArray(entries)) throw new DestinationsError('The destinations file must be a JSON array.');
  return entries;
}

/** Reads every usable entry; faults in the others go to `faults`. */
function readEntries(entries: readonly unknown[], faults: string[]): ReturnType<typeof readEntry>[] {
  const read: ReturnType<typeof readEntry>[] = [];
  for (const [index, entry] of entries.entries()) {
    try {
      const destination = readEntry(entry, index);
      const refused = whyNotDialable(destination.number, { practice: true });
      if (refused !== undefined) faults.push(`entry ${index + 1}, number: ${refused}`);
      if (read.some(({ id }) => id === destination.id)) {
        faults.push(`entry ${index + 1}, id: "${destination.id}" appears twice`);
      }
      read.push(destination);
    } catch (error) {
      if (!(error instanceof DestinationsError)) throw error;
      faults.push(error.message);
    }
  }
  return read;
}

/**
 * Loads the destinations that may be dialed; the first is the default. `fileText` is the text of a destinations file, a
 * JSON array. Its destinations come first and replace presets with the same id; `{"preset": id, …}` changes or removes
 * a preset. Throws a `DestinationsError`.
 */
export function loadDestinations(fileText?: string): Destinations {
  if (fileText === undefined) return listOf(PRESETS);
  const faults: string[] = [];
  const own = readEntries(readFile(fileText), faults);
  const named = new Set(own.map(({ id }) => id));
  const kept = own.filter(({ off }) => off !== true).map(({ off: _, ...destination }) => destination);
  const destinations = [...kept, ...PRESETS.filter(({ id }) => !named.has(id))];
  if (destinations.length === 0) faults.push('no destination is left');
  if (destinations.length > MOST_DESTINATIONS) faults.push(`there are more than ${MOST_DESTINATIONS} destinations`);
  if (faults.length > 0) throw new DestinationsError(`The destinations file cannot be used: ${faults.join('; ')}`);
  return listOf(destinations);
}
