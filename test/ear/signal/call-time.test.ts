import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CallTime } from '../../../src/ear/signal/call-time.js';

describe('the time of a call', () => {
  it('follows its hops while everything is heard', () => {
    const time = new CallTime();
    expect(time.msOf(100)).toBe(1600);
    expect(time.hopAt(1600)).toBe(100);
  });

  it('jumps ahead where audio was skipped', () => {
    const time = new CallTime();
    time.pass(100, 8000);
    expect([99, 100, 101].map((hop) => time.msOf(hop))).toEqual([1584, 2600, 2616]);
    expect([1590, 2000, 2600].map((ms) => time.hopAt(ms))).toEqual([99, 100, 100]);
  });

  it('never runs backward, and maps each hop to a time and back', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(200), fc.integer({ min: 1, max: 40_000 })), { maxLength: 8 }), (gaps) => {
        const time = new CallTime();
        let hop = 0;
        for (const [after, samples] of gaps) {
          hop += after;
          time.pass(hop, samples);
        }
        for (let at = 0; at < hop + 50; at += 7) {
          expect(time.msOf(at + 1)).toBeGreaterThan(time.msOf(at));
          expect(Math.abs(time.hopAt(time.msOf(at)) - at)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});
