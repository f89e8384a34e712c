import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Weather } from '../../../sandbox/ringcentral/media/weather.js';
import { chance } from '../../../sandbox/ringcentral/random.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('loses 2 % of 10,000 packets, delivers all others once and within 45 ms, some before those that were sent earlier', () => {
  const weather = new Weather({ loss: 0.02, jitterMs: 45 }, chance(1, 'network'));
  const arrived: { packet: number; afterMs: number }[] = [];
  for (let packet = 0; packet < 10_000; packet++) {
    const sentAt = Date.now();
    weather.pass(() => arrived.push({ packet, afterMs: Date.now() - sentAt }));
    vi.advanceTimersByTime(20);
  }
  vi.advanceTimersByTime(45);
  expect(arrived).toHaveLength(weather.passed);
  expect(new Set(arrived.map(({ packet }) => packet)).size).toBe(weather.passed);
  expect(weather.lost + weather.passed).toBe(10_000);
  expect(weather.lost).toBeGreaterThan(150);
  expect(weather.lost).toBeLessThan(250);
  expect(Math.max(...arrived.map(({ afterMs }) => afterMs))).toBeLessThanOrEqual(45);
  expect(arrived.some(({ packet }, i) => packet < (arrived[i - 1]?.packet ?? 0))).toBe(true);
});
