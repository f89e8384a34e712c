import { z } from 'zod';
import type { Log } from '../base/log.js';
import { createSharedValue } from '../office/shared-value.js';
import type { Store } from '../ports/store.js';
import type { Destination } from '../terms.js';
import { type Destinations, MOST_DESTINATIONS, ownSchema } from './destinations.js';
import { whyNotDialable } from './dialable.js';

/** What an admin sets for a destination. Its menu script is taught, or comes from the list below. */
export type OwnDestination = z.infer<typeof ownSchema>;

const editsSchema = z.object({
  put: z.array(ownSchema),
  /**
   * Ids of removed destinations, including those of the list below. They are never reused, because what was taught for
   * them is still stored.
   */
  removed: z.array(z.string()),
});
type Edits = z.infer<typeof editsSchema>;

/** A change to the list was refused; the message is a sentence for the person, about one field. */
export class DestinationRefused extends Error {
  override readonly name = 'DestinationRefused';
  constructor(
    readonly field: 'name' | 'number',
    message: string,
  ) {
    super(message);
  }
}

/** The allow-list with the admins' changes, shared by all processes. */
export interface OwnDestinations extends Destinations {
  /** Adds a destination under an id made from its name. Throws a `DestinationRefused` that says why it cannot. */
  add(destination: Omit<OwnDestination, 'id'>): Promise<Destination>;
  /** Throws a `DestinationRefused` when the destination was removed, or when the change is not allowed. */
  edit(destination: OwnDestination): Promise<Destination>;
  /** Throws a `DestinationRefused` for the last one left. */
  remove(id: string): Promise<void>;
  /** Reads other processes' changes now. */
  refresh(): Promise<void>;
  start(): Promise<void>;
  stop(): void;
}

/** Applies the admins' changes on top of `base`. Whatever is stored, it returns only numbers that may be dialed. */
export function createOwnDestinations(options: {
  readonly base: Destinations;
  readonly store: Store;
  readonly log: Log;
}): OwnDestinations {
  const { base, store, log } = options;
  const edits = createSharedValue<Edits>({
    ...{ name: 'destinations', schema: editsSchema, initial: { put: [], removed: [] } },
    ...{ store, log },
  });

  const refusal = ({ id, number }: { readonly id?: string; readonly number: string }) => {
    // Practice numbers only come from a file; a destination from the file may keep its own.
    const isBases = id !== undefined && base.get(id)?.number === number;
    return whyNotDialable(number, { practice: isBases });
  };
  const overlaid = ({ hours, note, ...own }: OwnDestination): Destination => {
    const { hours: _hours, note: _note, ...below } = base.get(own.id) ?? { menu: [] };
    return { ...below, ...own, ...(hours === undefined ? {} : { hours }), ...(note === undefined ? {} : { note }) };
  };
  const listOf = ({ put, removed }: Edits): readonly Destination[] => {
    const own = new Map(put.filter((each) => refusal(each) === undefined).map((each) => [each.id, overlaid(each)]));
    const kept = base.all().map((each) => own.get(each.id) ?? each);
    const added = [...own.values()].filter(({ id }) => base.get(id) === undefined);
    return [...kept, ...added].filter(({ id }) => !removed.includes(id));
  };
  let list = new Map(base.all().map((each) => [each.id, each]));
  edits.onChange((now) => {
    list = new Map(listOf(now).map((each) => [each.id, each]));
  });

  const check = (now: Edits, { name, number, id }: Omit<OwnDestination, 'id'> & { readonly id?: string }): void => {
    const refused = refusal({ number, ...(id === undefined ? {} : { id }) });
    if (refused !== undefined) throw new DestinationRefused('number', refused);
    const same = listOf(now).find((each) => each.id !== id && each.name.toLowerCase() === name.toLowerCase());
    if (same !== undefined)
      throw new DestinationRefused('name', `There is already a destination named “${same.name}”. Choose another name.`);
  };
  const put = async (id: string): Promise<Destination> => {
    const found = list.get(id);
    if (found === undefined) throw new DestinationRefused('name', 'Someone else has already removed it.');
    return found;
  };

  return {
    all: () => [...list.values()],
    get: (id) => list.get(id),
    async add(destination) {
      let id = '';
      await edits.change((now) => {
        check(now, destination);
        if (listOf(now).length >= MOST_DESTINATIONS) {
          throw new DestinationRefused(
            'name',
            `There are already ${MOST_DESTINATIONS} destinations. Remove one first.`,
          );
        }
        const taken = [...base.all(), ...now.put].map((each) => each.id);
        id = idFor(destination.name, [...taken, ...now.removed]);
        return { ...now, put: [...now.put, { ...destination, id }] };
      });
      return put(id);
    },
    async edit(destination) {
      const { id } = destination;
      await edits.change((now) => {
        check(now, destination);
        if (!listOf(now).some((each) => each.id === id))
          throw new DestinationRefused('name', 'Someone else has already removed it.');
        return { ...now, put: [...now.put.filter((each) => each.id !== id), destination] };
      });
      return put(id);
    },
    async remove(id) {
      await edits.change((now) => {
        const left = listOf(now).filter((each) => each.id !== id);
        if (left.length === 0)
          throw new DestinationRefused('name', 'The last destination cannot be removed. Add another one first.');
        if (now.removed.includes(id)) return now;
        return { put: now.put.filter((each) => each.id !== id), removed: [...now.removed, id] };
      });
    },
    refresh: () => edits.refresh(),
    start: () => edits.start(),
    stop: () => edits.stop(),
  };
}

/** Why this destination may no longer be dialed, as a sentence; undefined when it may. Checked right before dialing. */
export function whyNotListed(listed: Destinations, { id, number }: Destination): string | undefined {
  const now = listed.get(id);
  if (now === undefined) return 'The destination was removed from the list and is no longer dialed.';
  if (now.number !== number) return 'The destination’s number has changed; the old one is no longer dialed.';
  return whyNotDialable(number, { practice: true });
}

const LONGEST_ID = 40;

/** An id of lowercase letters, digits and hyphens, made from the name; with a number added if it is taken. */
function idFor(name: string, taken: readonly string[]): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, LONGEST_ID - 4)
    .replace(/-+$/, '');
  const stem = plain === '' ? 'line' : plain;
  for (let again = 1; ; again += 1) {
    const id = again === 1 ? stem : `${stem}-${again}`;
    if (!taken.includes(id)) return id;
  }
}
