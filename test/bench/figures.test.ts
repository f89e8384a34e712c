import { describe, expect, it } from 'vitest';
import { figure, quantile, table } from '../../bench/figures.js';

describe("the bench's figures", () => {
  it('take the nearest rank: the 95th of 1…100 is 95, the 99th of one value is that value', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(quantile(hundred, 0.95)).toBe(95);
    expect(quantile(hundred, 0.5)).toBe(50);
    expect(quantile([7], 0.99)).toBe(7);
    expect(quantile([], 0.5)).toBeUndefined();
  });

  it('stand beside their aim, met or not', () => {
    const shown = table([
      figure('quick', 'ms', 100.004, 20, 150),
      figure('slow', 'ms', 151, 20, 150),
      figure('none', 'MB', undefined, 0),
    ]);
    expect(shown.split('\n').map((row) => row.replaceAll(/ {2,}/g, ' | ').trim())).toEqual([
      'quick | 100 ms | ≤ 150 ms | met | of 20',
      'slow | 151 ms | ≤ 150 ms | NOT MET | of 20',
      'none | – | of 0',
    ]);
  });
});
