import { z } from 'zod';
import { whyNotDialable } from './dialable.js';
import { PRESETS } from './presets.js';
import type { Destination } from './words.js';

/** The allow-list: only what it holds can ever be dialled. */
export interface Destinations {
  all(): readonly Destination[];
  get(id: string): Destination | undefined;
}

/** A destinations file that cannot be used; the message names every fault and where it is. */
export class DestinationsError extends Error {
  override readonly name = 'DestinationsError';
}

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

const menuStep = z.strictObject({
  label: z.string().min(1).max(60),
  silenceMs: z.number().int().min(100).max(10_000),
  press: z.enum(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '#']),
  guardMs: z.number().int().min(1_000).max(1_800_000),
});

const fields = {
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be small letters, digits and hyphens'),
  name: z.string().min(1).max(60),
  number: z.string(),
  hours: hours.optional(),
  menu: z.array(menuStep).max(12),
  note: z.string().max(300).optional(),
  checked: z.strictObject({ sure: z.enum(['high', 'medium', 'low']), on: z.iso.date() }),
};

const whole = z.strictObject(fields);
/** `{"preset": "pps"}` keeps a preset, with whatever else is given replacing its fields. */
const changed = z.strictObject({
  preset: z.enum(PRESETS.map(({ id }) => id)),
  name: fields.name.optional(),
  number: fields.number.optional(),
  hours: fields.hours,
  menu: fields.menu.optional(),
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

function readEntry(entry: unknown, index: number): Destination {
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

/**
 * The destinations that may be dialled, the default one first. `fileText` is the text of a destinations file (a JSON array of
 * destinations, or of `{"preset": id}`): when given it is the whole list; without it the presets are. Throws a `DestinationsError`.
 */
export function loadDestinations(fileText?: string): Destinations {
  if (fileText === undefined) return listOf(PRESETS);
  let entries: unknown;
  try {
    entries = JSON.parse(fileText);
  } catch (cause) {
    throw new DestinationsError('The destinations file is not JSON.', { cause });
  }
  if (!Array.isArray(entries) || entries.length === 0) {
    throw new DestinationsError('The destinations file must be a JSON array with at least one destination.');
  }
  // A form's select holds at most 100 options.
  if (entries.length > 100) throw new DestinationsError('The destinations file holds more than 100 destinations.');
  const faults: string[] = [];
  const destinations: Destination[] = [];
  for (const [index, entry] of entries.entries()) {
    try {
      const destination = readEntry(entry, index);
      const refused = whyNotDialable(destination.number, { practice: true });
      if (refused !== undefined) faults.push(`entry ${index + 1}, number: ${refused}`);
      if (destinations.some(({ id }) => id === destination.id)) {
        faults.push(`entry ${index + 1}, id: "${destination.id}" is there twice`);
      }
      destinations.push(destination);
    } catch (error) {
      if (!(error instanceof DestinationsError)) throw error;
      faults.push(error.message);
    }
  }
  if (faults.length > 0) throw new DestinationsError(`The destinations file cannot be used: ${faults.join('; ')}`);
  return listOf(destinations);
}
