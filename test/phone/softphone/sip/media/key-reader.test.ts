import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyReader } from '../../../../../src/phone/softphone/sip/media/key-reader.js';

describe('keys of the far side', () => {
  it('are told once whichever packets of a press are lost, doubled or late, as long as one gets here', () => {
    const press = fc.record({
      event: fc.integer({ min: 0, max: 11 }),
      packets: fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 9 }),
    });
    fc.assert(
      fc.property(
        fc.array(press, { maxLength: 20 }),
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        fc.boolean(),
        (presses, start, late) => {
          const reader = new KeyReader();
          const told = presses.map(({ event, packets }, i) => {
            const at = (n: number) => (start + n * 1600) >>> 0;
            const keys: string[] = packets.flatMap((n) => reader.take(1, at(i), Buffer.from([event, n, 1, n])) ?? []);
            // A packet of the press before comes late.
            if (late && i > 0) keys.push(...(reader.take(1, at(i - 1), Buffer.from([9, 0x80, 3, 32])) ?? []));
            return keys;
          });
          expect(told).toEqual(presses.map(({ event }) => ['0123456789*#'[event]]));
        },
      ),
    );
  });

  it('of whatever bytes are a key or nothing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), fc.nat(), (payload, timestamp) => {
        const key = new KeyReader().take(1, timestamp, payload);
        if (key !== undefined) expect([...'0123456789*#']).toContain(key);
      }),
    );
  });
});
