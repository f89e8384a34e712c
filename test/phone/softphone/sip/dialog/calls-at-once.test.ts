import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasRoomFor, MOST_CALLS } from '../../../../../src/phone/softphone/sip/dialog/calls-at-once.js';

describe('the room of a line', () => {
  it.each([
    ['hunted', 0, 0, true],
    ['hunted', 1, 0, true],
    ['hunted', 1, 1, true],
    ['hunted', 1, 2, false],
    ['hunted', 2, 0, false],
    ['toPersons', 2, 2, true],
    ['toPersons', 1, 4, false],
    ['toPersons', 0, 4, true],
    ['toPersons', 0, 5, false],
  ] as const)(
    'for a call of the kind %s beside %i hunted ones and %i to persons: %s',
    (kind, hunted, toPersons, room) => {
      expect(hasRoomFor(kind, { hunted, toPersons })).toBe(room);
    },
  );

  it('is never taken up by hunts so that one of their agents could not be handed over', () => {
    const calls = fc.record({ hunted: fc.nat({ max: 5 }), toPersons: fc.nat({ max: 5 }) });
    fc.assert(
      fc.property(calls, ({ hunted, toPersons }) => {
        if (!hasRoomFor('hunted', { hunted, toPersons })) return;
        // One taker for each, itself too, on top of all there is.
        expect(hunted + 1 + toPersons + (hunted + 1)).toBeLessThanOrEqual(MOST_CALLS);
        for (let taker = 0; taker <= hunted; taker++)
          expect(hasRoomFor('toPersons', { hunted: hunted + 1, toPersons: toPersons + taker })).toBe(true);
      }),
    );
  });
});
