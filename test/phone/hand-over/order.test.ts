import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ControlRight } from '../../../src/phone/account/control-rights.js';
import { type HandOverWayName, orderOfWays } from '../../../src/phone/hand-over/order.js';

const ALL: readonly HandOverWayName[] = ['bridge', 'replaces', 'transfer', 'refer'];
const rights = fc.constantFrom<ControlRight>('owner', 'allowed', 'refused', 'unknown');

describe('the order of the ways to hand over', () => {
  it.each(['owner', 'allowed'] as const)('begins with REST for a line whose right is “%s”', (right) => {
    expect(orderOfWays(ALL, right)).toEqual({ warm: ['bridge', 'replaces'], blind: ['transfer', 'refer'] });
  });

  it.each(['refused', 'unknown'] as const)('begins with SIP for a line whose right is “%s”', (right) => {
    expect(orderOfWays(ALL, right)).toEqual({ warm: ['replaces', 'bridge'], blind: ['refer', 'transfer'] });
  });

  it('names every allowed way once and no other, however the setting lists them', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...ALL]), rights, (allowed, right) => {
        const { warm, blind } = orderOfWays(allowed, right);
        expect([...warm, ...blind].sort()).toEqual([...allowed].sort());
        expect(
          orderOfWays(
            ALL.filter((way) => allowed.includes(way)),
            right,
          ),
        ).toEqual({ warm, blind });
      }),
    );
  });
});
