import { z } from 'zod';
import { EVENT_SHAPES, FIRST_SHAPES } from './event-shapes.js';
import type { StoredEvent } from './record.js';
import { UnreadableHunt } from './unreadable-hunt.js';

/** Where an event stands, and which versions the reading process understands. */
export interface Place {
  readonly huntId: string;
  /** Its index in the hunt's record. */
  readonly index: number;
  /** The newest version of events this process understands. */
  readonly understands: number;
}

/** Reads a stored event. Throws an `UnreadableHunt` if a newer version wrote it or it is damaged. */
export function readEvent(stored: string, place: Place): StoredEvent {
  return checkEvent(parse(stored, place), place);
}

/** Reads the events carried by the notice of an append, which made the record `length` long. Throws like `readEvent`. */
export function readEvents(stored: string, { length, ...place }: Omit<Place, 'index'> & { readonly length: number }) {
  const events = parse(stored, { ...place, index: length });
  if (!Array.isArray(events)) throw damaged({ ...place, index: length }, 'the notice carries no list of events');
  return events.map((event: unknown, position) =>
    checkEvent(event, { ...place, index: length - events.length + position }),
  );
}

const compile = (shapes: Readonly<Record<string, Readonly<Record<string, z.ZodType>>>>) =>
  new Map(Object.entries(shapes).map(([type, fields]) => [type, z.object(fields)]));
const TODAY = compile(EVENT_SHAPES);
const FIRST = compile(FIRST_SHAPES);

const head = z.object({ type: z.string(), at: z.number(), v: z.number().int().min(2).optional() });

function parse(stored: string, place: Place): unknown {
  try {
    return JSON.parse(stored);
  } catch {
    throw damaged(place, 'it is not JSON');
  }
}

/** Kept exactly as read, because it is compared with what is stored and written back. */
function checkEvent(event: unknown, place: Place): StoredEvent {
  const { v = 1, type } = checked(event, head, place);
  if (v > place.understands) {
    const message = `Event ${place.index} of hunt ${place.huntId} is of version ${v}; this process reads up to ${place.understands}`;
    throw new UnreadableHunt(place.huntId, 'newer', message);
  }
  const shape = (v === 1 ? FIRST : TODAY).get(type);
  if (shape === undefined) throw damaged(place, `its type “${type}” is unknown`);
  checked(event, shape, place);
  return event as StoredEvent;
}

function checked<T>(value: unknown, shape: z.ZodType<T>, place: Place): T {
  const read = shape.safeParse(value);
  if (read.success) return read.data;
  const faults = read.error.issues.map(
    ({ path, message }) => `${path.map(String).join('.') || 'the whole'}: ${message}`,
  );
  throw damaged(place, faults.slice(0, 3).join('; '));
}

function damaged({ huntId, index }: Place, what: string): UnreadableHunt {
  return new UnreadableHunt(huntId, 'damaged', `Event ${index} of hunt ${huntId} cannot be read: ${what}`);
}
