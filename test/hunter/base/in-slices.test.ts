import { describe, expect, it } from 'vitest';
import { inSlices } from '../../../src/hunter/base/in-slices.js';
import { createVirtualClock } from '../../../support/virtual-clock.js';

describe('work in slices', () => {
  it('runs once for each, in order, and lets other work run after every hundred', async () => {
    const clock = createVirtualClock();
    const seen: (number | string)[] = [];
    const all = inSlices(clock, [...Array(250).keys()], async (item) => {
      if (item === 0) clock.setTimer(() => seen.push('another'), 0);
      seen.push(item);
    });
    await clock.advance(0);
    await all;
    expect(seen.filter((each) => each !== 'another')).toEqual([...Array(250).keys()]);
    expect(seen.indexOf('another')).toBe(100);
  });

  it('ends right away when there is nothing to do', async () => {
    await inSlices(createVirtualClock(), [], () => Promise.reject(new Error('nothing is to be done')));
  });
});
