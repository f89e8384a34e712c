import { describe, expect, it } from 'vitest';
import { measureHolding } from '../../../bench/scale/holding.js';
import { simulateRingCentral } from '../../../bench/scale/ring-central.js';
import { createStopwatch } from '../../../bench/scale/stopwatch.js';
import { createVirtualClock } from '../../../support/virtual-clock.js';

describe('the account of the bench', () => {
  it('lets 50 requests a minute through, and a refused one begins the penalty anew', async () => {
    const clock = createVirtualClock(0);
    const account = simulateRingCentral(clock);
    const first = Array.from({ length: 51 }, () => account.count());
    expect([first.filter(Boolean).length, first.at(-1)]).toEqual([50, false]);
    await clock.advance(59_000);
    expect(account.count()).toBe(false);
    await clock.advance(59_000);
    expect(account.count()).toBe(false);
    await clock.advance(60_000);
    expect([account.count(), account.requests(), account.tooMany()]).toEqual([true, 54, 3]);
  });
});

describe('the stopwatch of the bench', () => {
  it('takes the time from what happened, here or elsewhere, to what it led to, once', () => {
    let now = 100;
    const watch = createStopwatch(() => now);
    let led = 0;
    watch.start('heard call-1');
    watch.start('heard call-2', 90, () => led++);
    expect(watch.waits('heard call-2')).toBe(true);
    now = 130;
    watch.stop('heard call-2');
    watch.stop('heard call-2');
    watch.stop('heard call-1');
    watch.stop('heard call-3');
    expect([watch.times('heard'), watch.times('claim'), led, watch.waits('heard call-2')]).toEqual([
      [40, 30],
      [],
      1,
      false,
    ]);
    watch.clear();
    expect(watch.times('heard')).toEqual([]);
  });
});

describe('an hour of holding', () => {
  it('costs 40 hunts under a twentieth of the plain way, with events and without, in one process and in four, without a 429', async () => {
    const figures = await measureHolding(() => undefined, [1, 40]);
    const value = (name: string) => figures.find((each) => each.name === name)?.value;
    expect(value('requests an hour and hunt, 1 hunt, the plain way')).toBe(7200);
    expect(value('requests an hour and hunt, 1 hunt, events')).toBe(240);
    const missed = figures.filter((each) => each.aim !== undefined && (each.value ?? Infinity) > each.aim);
    expect(missed).toEqual([]);
  });
});
