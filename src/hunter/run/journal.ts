import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { StoredEvent } from '../record/record.js';

/** Events are packed in groups of this size: about 1 ms of work, and an eighth of the memory. */
const PACK = 48;

/** The events of a hunt, packed in memory in case the store loses them. */
export interface Journal {
  add(events: readonly StoredEvent[]): void;
  all(): readonly StoredEvent[];
  last(): StoredEvent | undefined;
}

export function createJournal(events: readonly StoredEvent[]): Journal {
  const packs: Buffer[] = [];
  let loose: string[] = [];
  let last: StoredEvent | undefined;
  const add = (more: readonly StoredEvent[]): void => {
    last = more.at(-1) ?? last;
    loose.push(...more.map((event) => JSON.stringify(event)));
    while (loose.length >= PACK) packs.push(deflateRawSync(loose.splice(0, PACK).join('\n')));
    loose = [...loose];
  };
  add(events);
  return {
    add,
    last: () => last,
    all: () =>
      [...packs.flatMap((pack) => inflateRawSync(pack).toString().split('\n')), ...loose].map(
        (text): StoredEvent => JSON.parse(text),
      ),
  };
}
