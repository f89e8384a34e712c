import { describe, expect, it } from 'vitest';
import { steadyNow } from '../../../src/hunter/base/system-clock.js';

describe('the steady clock', () => {
  const clocks = () => {
    const at = { wall: 1_000_000, passed: 500 };
    const pass = (ms: number, jump = 0) => {
      at.passed += ms;
      at.wall += ms + jump;
    };
    return {
      now: steadyNow(
        () => at.wall,
        () => at.passed,
      ),
      pass,
    };
  };

  it('tells wall time', () => {
    const { now, pass } = clocks();
    expect(now()).toBe(1_000_000);
    pass(1_234);
    expect(now()).toBe(1_001_234);
  });

  it('continues at its own pace when the wall clock is set back 40 s, and never runs backward', () => {
    const { now, pass } = clocks();
    pass(10, -40_000);
    expect(now()).toBe(1_000_010);
    pass(5_000);
    expect(now()).toBe(1_005_010);
  });

  it('follows a wall clock that is set forward, and a machine that has slept an hour', () => {
    const { now, pass } = clocks();
    pass(10, 3_600_000);
    expect(now()).toBe(4_600_010);
  });
});
