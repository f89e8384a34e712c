import { describe, expect, it } from 'vitest';
import { readOptions } from '../../simulate/options.js';

describe('the options of the simulation', () => {
  it('are 1,000 runs from seed 1 on all cores when nothing is said, one run for a story', () => {
    expect(readOptions([], 2)).toEqual({ runs: 1_000, seed: 1, workers: 2, story: false, mutants: false });
    expect(readOptions(['--story', '--seed', '9'], 2)).toMatchObject({ runs: 1, seed: 9, story: true });
  });

  it.each([
    [['--runs', '0'], /--runs must be a whole number from 1 up, not “0”/],
    [['--seed', 'x'], /--seed must be a whole number from 0 up, not “x”/],
    [['--unknown'], /--unknown/],
  ])('%j is refused in words', (args, words) => {
    expect(() => readOptions(args, 2)).toThrow(words);
  });
});
