import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '../../support/virtual-clock.js';

const never = () => false;

describe('the virtual clock', () => {
  it('runs timers in the order of their times, those of one moment in the order they were set', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(50), { maxLength: 60 }), async (delays) => {
        const clock = createVirtualClock(1_000);
        const ran: { at: number; index: number }[] = [];
        delays.forEach((delay, index) => {
          clock.setTimer(() => ran.push({ at: clock.now(), index }), delay);
        });
        await clock.run(10_000, never);
        const expected = delays.map((delay, index) => ({ at: 1_000 + delay, index }));
        expect(ran).toEqual(expected.sort((one, other) => one.at - other.at || one.index - other.index));
      }),
      { numRuns: 100 },
    );
  });

  it('lets all that follows from a timer happen before the next, however many promises that takes', async () => {
    const clock = createVirtualClock(0);
    const seen: string[] = [];
    clock.setTimer(async () => {
      for (let step = 0; step < 50; step += 1) await undefined;
      seen.push(`first at ${clock.now()}`);
    }, 5);
    clock.setTimer(() => seen.push('second'), 6);
    await clock.run(10, never);
    expect(seen).toEqual(['first at 5', 'second']);
  });

  it('runs no timer that was canceled, none after its end, and rejects with what a timer throws', async () => {
    const clock = createVirtualClock(0);
    const seen: number[] = [];
    clock.setTimer(() => seen.push(1), 1)();
    clock.setTimer(() => seen.push(20), 20);
    await clock.run(10, never);
    expect(seen).toEqual([]);
    clock.setTimer(() => {
      throw new Error('broken');
    }, 1);
    await expect(clock.run(100, never)).rejects.toThrow('broken');
  });
});
