import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Tick, Ticker } from '../../../../../src/phone/softphone/sip/media/ticker.js';

/** A listener that notes its ticks, and needs the next at its time while `busy`. */
function listener() {
  const noted = { ticks: [] as (Tick & { at: number })[], busy: false };
  const listen = (tick: Tick): boolean => {
    noted.ticks.push({ ...tick, at: Date.now() });
    return noted.busy;
  };
  return { noted, listen };
}

/** How long the thread stood still: time went on, timers did not. */
let stalledMs = 0;
const now = () => Date.now() + stalledMs;

beforeEach(() => {
  stalledMs = 0;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
});
afterEach(() => vi.useRealTimers());

const wakesOf = (ticks: readonly { at: number }[]) => new Set(ticks.map(({ at }) => at)).size;

describe('the ticker', () => {
  it('makes fifty ticks a second in ten turns when nobody needs them at their time', () => {
    const { noted, listen } = listener();
    const stop = new Ticker(now).add(listen);
    vi.advanceTimersByTime(10_000);
    expect(noted.ticks.length).toBeGreaterThanOrEqual(495);
    expect(noted.ticks.length).toBeLessThanOrEqual(500);
    expect(wakesOf(noted.ticks)).toBeLessThanOrEqual(102);
    expect(noted.ticks.filter(({ fresh }) => fresh)).toHaveLength(wakesOf(noted.ticks));
    stop();
    vi.advanceTimersByTime(1_000);
    expect(noted.ticks.length).toBeLessThanOrEqual(500);
  });

  it('makes each tick at its time while somebody needs it', () => {
    const { noted, listen } = listener();
    noted.busy = true;
    const stop = new Ticker(now).add(listen);
    vi.advanceTimersByTime(1_000);
    expect(noted.ticks.length).toBeGreaterThanOrEqual(49);
    expect(noted.ticks.every(({ fresh, skipped }) => fresh && skipped === 0)).toBe(true);
    for (const [i, { at }] of noted.ticks.entries()) expect(at - (noted.ticks[0]?.at ?? 0)).toBeCloseTo(20 * i, -1);
    stop();
  });

  it('makes up for ticks that were put off before somebody hurries, and then keeps time', () => {
    const { noted, listen } = listener();
    const ticker = new Ticker(now);
    const stop = ticker.add(listen);
    vi.advanceTimersByTime(1_000);
    const before = noted.ticks.length;
    vi.advanceTimersByTime(70);
    expect(noted.ticks).toHaveLength(before);
    ticker.hurry();
    const madeUp = noted.ticks.slice(before);
    expect(madeUp.length).toBeGreaterThanOrEqual(3);
    expect(madeUp.every(({ fresh }) => !fresh)).toBe(true);
    noted.busy = true;
    vi.advanceTimersByTime(100);
    expect(noted.ticks.length - before - madeUp.length).toBeGreaterThanOrEqual(4);
    stop();
  });

  it('skips what a stalled thread missed but for the last five', () => {
    const { noted, listen } = listener();
    const ticker = new Ticker(now);
    const stop = ticker.add(listen);
    vi.advanceTimersByTime(1_000);
    const before = noted.ticks.length;
    stalledMs = 1_000;
    ticker.hurry();
    const late = noted.ticks.slice(before);
    expect(late).toHaveLength(5);
    expect(late[0]?.skipped).toBe(45);
    stop();
  });
});
