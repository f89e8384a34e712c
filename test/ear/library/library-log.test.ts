import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ReadEntry, toTakeIn, wholeOf } from '../../../src/ear/library/library-log.js';
import { addUp, EMPTY_PART, type LibraryPart, newIn } from '../../../src/ear/library/library-part.js';
import { SLAB_HOPS } from '../../../src/ear/signal/slabs.js';

/** Each part has some landmarks of a slab, one call, and a name for a recording already heard. */
const part = fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: SLAB_HOPS - 1 })).map(
  ([slab, offset]): LibraryPart => ({
    ...EMPTY_PART,
    slabs: [
      { id: `0${slab}`.padStart(16, '0'), day: 1, offsets: Uint16Array.of(offset), hashes: Int32Array.of(offset) },
    ],
    calls: 1,
    heardMs: 128,
  }),
);

type Step = { readonly append: LibraryPart } | 'compact' | { readonly read: 0 | 1 };
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: part.map((append) => ({ append })) },
  { weight: 1, arbitrary: fc.constant('compact' as const) },
  { weight: 2, arbitrary: fc.constantFrom(0, 1).map((read) => ({ read: read as 0 | 1 })) },
);

describe('a log of parts', () => {
  it('gives every reader everything once, however often it is compacted and whatever a reader missed', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const all: LibraryPart[] = [];
        let log: ReadEntry[] = [];
        let ids = 0;
        const readers = [
          { known: EMPTY_PART, position: undefined as string | undefined },
          { known: EMPTY_PART, position: undefined as string | undefined },
        ];
        const nextId = () => String(++ids).padStart(4, '0');
        const read = (reader: (typeof readers)[number] | undefined) => {
          if (reader === undefined) return;
          const entries = log.filter(({ id }) => reader.position === undefined || id > reader.position);
          for (const { entry, compare } of toTakeIn(entries, reader.position)) {
            const news = compare ? newIn(entry.part, reader.known) : entry.part;
            reader.known = addUp([reader.known, news]);
          }
          reader.position = entries.at(-1)?.id ?? reader.position;
        };
        for (const each of steps) {
          if (each === 'compact') {
            const covers = log.at(-1)?.id;
            if (covers === undefined) continue;
            const whole = wholeOf({ entries: log, unreadable: [], lastId: covers }, 0);
            log = [{ id: nextId(), covers, part: whole }];
          } else if ('append' in each) {
            log.push({ id: nextId(), part: each.append });
            all.push(each.append);
          } else read(readers[each.read]);
        }
        for (const reader of readers) {
          read(reader);
          expect(reader.known).toEqual(addUp(all));
        }
      }),
      { numRuns: 300 },
    );
  });
});
