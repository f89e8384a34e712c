import fc from 'fast-check';
import type { KeptPart } from '../../../src/ear/library/library-file.js';
import type { LibraryPart, SlabPart } from '../../../src/ear/library/library-part.js';
import { SLAB_HOPS } from '../../../src/ear/signal/slabs.js';

const KINDS = ['announcement', 'too-busy', 'callback-offer', 'menu', 'voice-challenge', 'closed'] as const;

/** Only two dozen ids, so that parts often share a slab. */
const slabId = fc.integer({ min: 0, max: 23 }).map((number) => number.toString(16).padStart(16, '0'));
const offset = fc.integer({ min: 0, max: SLAB_HOPS - 1 });
const count = fc.nat({ max: 1000 });

const slab: fc.Arbitrary<SlabPart> = fc
  .tuple(slabId, count, fc.array(fc.tuple(offset, fc.nat({ max: 2 ** 21 - 1 })), { maxLength: 20 }))
  .map(([id, day, landmarks]) => ({
    ...{ id, day },
    offsets: Uint16Array.from(landmarks, ([at]) => at),
    hashes: Int32Array.from(landmarks, ([, hash]) => hash),
  }));

const name = fc
  .record({
    slab: slabId,
    from: offset,
    length: fc.nat({ max: 500 }),
    kind: fc.constantFrom(...KINDS),
    taughtAt: count,
  })
  .chain(({ length, ...rest }) =>
    fc
      .record({ title: fc.option(fc.string(), { nil: undefined }), seconds: fc.float({ min: 0, noNaN: true }) })
      .map((more) => ({
        ...rest,
        ...(more.title === undefined ? {} : { title: more.title }),
        seconds: Number.isFinite(more.seconds) ? more.seconds : 1,
        through: Math.min(SLAB_HOPS, rest.from + length),
        id: `r${rest.slab}-${rest.from}`,
      })),
  );

export const anyPart: fc.Arbitrary<LibraryPart> = fc.record({
  slabs: fc.uniqueArray(slab, { selector: ({ id }) => id, maxLength: 6 }),
  names: fc.uniqueArray(name, { selector: ({ id }) => id, maxLength: 4 }),
  habits: fc.record({
    heard: fc.array(fc.record({ slab: slabId, from: fc.integer(), through: offset, hearings: count }), {
      maxLength: 4,
    }),
    leads: fc.array(count, { maxLength: 12 }),
  }),
  calls: count,
  heardMs: count,
  voice: fc.oneof(
    fc.constant([]),
    fc.array(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0),
      { minLength: 17, maxLength: 17 },
    ),
  ),
});

export const anyKeptPart: fc.Arbitrary<KeptPart> = fc.record({
  destination: fc.option(fc.string(), { nil: undefined }),
  writer: fc.option(fc.string(), { nil: undefined }),
  covers: fc.option(fc.string(), { nil: undefined }),
  part: anyPart,
});
