import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GroupBudget, groupNamed, type Priority } from '../../../src/phone/api/budget.js';

const priorities = fc.constantFrom<Priority>('urgent', 'look', 'normal', 'background');

describe('the budget of a group', () => {
  it('never lets more than the limit be counted in any window, wherever between sending and reply the server counts', () => {
    const steps = fc.array(
      fc.record({
        waitMs: fc.nat(8_000),
        tripMs: fc.nat(4_000),
        countedAt: fc.double({ min: 0, max: 1, noNaN: true }),
        priority: priorities,
      }),
      { maxLength: 200 },
    );
    fc.assert(
      fc.property(steps, (requests) => {
        const budget = new GroupBudget('heavy');
        const counted: number[] = [];
        const underWay: { at: number; finish: (now: number) => void }[] = [];
        let now = 0;
        for (const { waitMs, tripMs, countedAt, priority } of requests) {
          now += waitMs;
          for (const one of underWay.filter((other) => other.at <= now)) one.finish(one.at);
          underWay.splice(0, underWay.length, ...underWay.filter((other) => other.at > now));
          const ticket = budget.take(now, priority);
          if (!ticket) continue;
          counted.push(now + tripMs * countedAt);
          underWay.push({ at: now + tripMs, finish: (at) => ticket.finished(at) });
        }
        for (const from of counted) {
          const inWindow = counted.filter((at) => at >= from && at < from + 60_000).length;
          expect(inWindow).toBeLessThanOrEqual(10);
        }
      }),
    );
  });

  it('never sends during a penalty, not even what is urgent, and names the moment it may', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 300_000 }),
        fc.integer({ min: 0, max: 400_000 }),
        priorities,
        (retryMs, laterMs, priority) => {
          const budget = new GroupBudget('light');
          budget.penalize(1_000, retryMs);
          const now = 1_000 + laterMs;
          const may = budget.take(now, priority) !== undefined;
          expect(may).toBe(now >= budget.penaltyUntil);
          if (!may) expect(budget.earliest(now, priority)).toBe(budget.penaltyUntil);
          expect(budget.penaltyUntil).toBeGreaterThanOrEqual(1_000 + Math.max(retryMs, 1_000));
        },
      ),
    );
  });

  it('waits 60 s after a 429 without Retry-After', () => {
    const budget = new GroupBudget('light');
    budget.penalize(0, undefined);
    expect(budget.take(59_999, 'urgent')).toBeUndefined();
    expect(budget.take(61_000, 'urgent')).toBeDefined();
  });

  it('keeps a reserve: what the background may not use, a look may; what a look may not, a transfer may', () => {
    const budget = new GroupBudget('light');
    const drain = (priority: Priority) => {
      let taken = 0;
      while (budget.take(0, priority)) taken++;
      return taken;
    };
    expect(drain('background')).toBe(30);
    expect(drain('normal')).toBe(6);
    expect(drain('look')).toBe(9);
    expect(drain('urgent')).toBe(5);
    expect(budget.take(0, 'urgent')).toBeUndefined();
  });

  it('lets the background fill nine tenths while nobody else is at work, and a dial that comes in have its turn within 12 s', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3_000), { minLength: 50, maxLength: 400 }), (pauses) => {
        const budget = new GroupBudget('light');
        const taken: number[] = [];
        let now = 0;
        for (const pause of pauses) {
          now += pause;
          const ticket = budget.take(now, 'background');
          ticket?.finished(now);
          if (ticket) taken.push(now);
          expect(budget.earliest(now, 'normal') - now).toBeLessThanOrEqual(12_000);
          expect(budget.available(now, 'urgent')).toBeGreaterThanOrEqual(5);
        }
        for (const from of taken)
          expect(taken.filter((at) => at >= from && at < from + 60_000).length).toBeLessThanOrEqual(45);
      }),
    );
  });

  it('sends 43 and more background requests a minute when they come evenly, and at most 30 once somebody else is at work', () => {
    const rate = (othersEveryMs: number): number => {
      const budget = new GroupBudget('light');
      let [background, othersAt] = [0, 0];
      for (let now = 0; now < 10 * 60_000; now += 20) {
        if (othersEveryMs > 0 && now >= othersAt) {
          budget.take(now, 'normal')?.finished(now);
          othersAt = now + othersEveryMs;
        }
        const isDue = now >= background * budget.spacingMs;
        const ticket = isDue ? budget.take(now, 'background') : undefined;
        ticket?.finished(now);
        if (ticket) background++;
      }
      return background / 10;
    };
    expect(rate(0)).toBeGreaterThanOrEqual(43);
    expect(rate(59_000)).toBeLessThanOrEqual(30);
  });

  it('says exactly when the background may go on: never sooner, and then it may', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(4_000), priorities), { maxLength: 150 }), (steps) => {
        const budget = new GroupBudget('light');
        let now = 0;
        for (const [waitMs, priority] of steps) {
          now += waitMs;
          budget.take(now, priority)?.finished(now);
          const at = budget.earliest(now, 'background');
          expect(budget.available(at, 'background')).toBeGreaterThanOrEqual(1);
        }
      }),
    );
  });

  it('learns a smaller limit, and what another process has used, from the headers; the last request may be that one’s already', () => {
    const budget = new GroupBudget('light');
    budget.learn(0, { limit: 20, remaining: 4, windowMs: 30_000 });
    expect(budget.available(0, 'urgent')).toBe(3);
    expect(budget.available(29_999, 'urgent')).toBe(3);
    expect(budget.available(30_000, 'urgent')).toBe(20);
  });

  it('lets what others have used end bit by bit when they are known to send evenly', () => {
    const budget = new GroupBudget('light');
    budget.learn(0, { limit: 50, remaining: 10, windowMs: 60_000 }, true);
    const urgent = [0, 1_499, 1_500, 30_000, 60_000].map((at) => budget.available(at, 'urgent'));
    expect(urgent).toEqual([9, 9, 10, 29, 50]);
  });

  it('reads the group whatever its case, and knows no others', () => {
    expect(groupNamed('Light')).toBe('light');
    expect(groupNamed('HEAVY')).toBe('heavy');
    expect(groupNamed('Ultra')).toBeUndefined();
    expect(groupNamed(null)).toBeUndefined();
  });
});
