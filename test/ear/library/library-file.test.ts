import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Library } from '../../../src/ear/library/library.js';
import {
  decodePart,
  decodePartAside,
  encodePart,
  encodePartAside,
  LibraryFileError,
} from '../../../src/ear/library/library-file.js';
import { addUp, EMPTY_PART, isEmpty, newIn, withoutAged } from '../../../src/ear/library/library-part.js';
import { anyKeptPart, anyPart } from './library-parts.js';

function foundIn(bytes: Uint8Array): string {
  try {
    decodePart(bytes);
    return 'nothing wrong';
  } catch (error) {
    if (error instanceof LibraryFileError) return error.found;
    throw error;
  }
}

describe('a library as bytes', () => {
  it('decodes to what was encoded, and encodes to the same bytes again', () => {
    fc.assert(
      fc.property(anyKeptPart, (kept) => {
        const bytes = encodePart(kept);
        const read = decodePart(bytes);
        expect(read).toEqual(kept);
        expect(encodePart(read)).toEqual(bytes);
      }),
    );
  });

  it('is the same when encoded and decoded off the thread', async () => {
    await fc.assert(
      fc.asyncProperty(anyKeptPart, async (kept) => {
        expect(await decodePartAside(await encodePartAside(kept))).toEqual(kept);
      }),
      { numRuns: 20 },
    );
  });

  it('is refused when any byte was changed', () => {
    fc.assert(
      fc.property(anyKeptPart, fc.nat(), fc.integer({ min: 1, max: 255 }), (kept, at, change) => {
        const bytes = encodePart(kept);
        const where = at % bytes.length;
        bytes[where] = (bytes[where] ?? 0) ^ change;
        expect(foundIn(bytes)).not.toBe('nothing wrong');
      }),
      { numRuns: 500 },
    );
  });

  it('is refused when cut off anywhere, or followed by more', () => {
    fc.assert(
      fc.property(anyKeptPart, fc.nat(), (kept, at) => {
        const bytes = encodePart(kept);
        expect(foundIn(bytes.subarray(0, at % bytes.length))).not.toBe('nothing wrong');
        expect(foundIn(Buffer.concat([bytes, Buffer.from([at % 256])]))).toBe('damaged');
      }),
    );
  });

  it('is refused with the reason when it has another version or is not a library', () => {
    const bytes = encodePart({ part: EMPTY_PART });
    bytes.writeUInt16LE(2, 4);
    expect(() => decodePart(bytes)).toThrow('it is of version 2, and this Hold Hunter reads version 1');
    fc.assert(
      fc.property(fc.uint8Array(), (any) => {
        expect(foundIn(any)).not.toBe('nothing wrong');
      }),
    );
  });
});

describe('parts of a library', () => {
  it('add up to the same in one step or two', () => {
    fc.assert(
      fc.property(anyPart, anyPart, anyPart, (a, b, c) => {
        const [once, twice] = [addUp([a, b, c]), addUp([addUp([a, b]), c])];
        expect(twice.slabs).toEqual(once.slabs);
        expect(twice.calls).toBe(once.calls);
        expect(twice.habits.leads).toEqual(once.habits.leads);
      }),
    );
  });

  it('add nothing when added a second time', () => {
    fc.assert(
      fc.property(anyPart, anyPart, (a, b) => {
        const whole = addUp([a, b]);
        fc.pre(whole.slabs.length > 0);
        const news = newIn(whole, whole);
        expect(isEmpty(news)).toBe(true);
        expect(newIn(whole, EMPTY_PART)).toEqual(whole);
      }),
    );
  });

  it('lose what was not heard for a long time, then what has gone unheard longest, with its names', () => {
    const slab = (id: string, day: number) => ({ id, day, offsets: Uint16Array.of(1, 2), hashes: Int32Array.of(1, 2) });
    const name = (id: string) =>
      ({ slab: id, from: 0, through: 9, id, kind: 'menu', seconds: 1, taughtAt: 1 }) as const;
    const part = { ...EMPTY_PART, slabs: [slab('a', 10), slab('b', 20), slab('c', 30)], names: [name('a'), name('c')] };
    const ids = (given: typeof part | ReturnType<typeof withoutAged>) => given.slabs.map(({ id }) => id);
    expect(ids(withoutAged(part, 20))).toEqual(['b', 'c']);
    expect(withoutAged(part, 20).names.map(({ id }) => id)).toEqual(['c']);
    expect(ids(withoutAged(part, 0, 5))).toEqual(['b', 'c']);
    expect(withoutAged(part, 0)).toBe(part);
  });

  it('taken in by a library come out again, whole or as news of what came later', () => {
    fc.assert(
      fc.property(anyPart, (part) => {
        const library = new Library();
        for (const _ of library.takeIn(addUp([part])));
        expect(isEmpty(library.news())).toBe(true);
        const whole = addUp([library.whole()]);
        expect(whole.slabs.filter(({ hashes }) => hashes.length > 0)).toEqual(
          addUp([part]).slabs.filter(({ hashes }) => hashes.length > 0),
        );
        expect(whole.names).toEqual(addUp([part]).names);
        expect([whole.calls, whole.heardMs]).toEqual([part.calls, part.heardMs]);
      }),
    );
  });
});
