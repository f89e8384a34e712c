import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SHED_LEVELS, toShed, type WaitingCall } from '../../../src/ear/worker/shedding.js';

const calls = (count: number, waitingMs: number, more: Partial<WaitingCall> = {}): WaitingCall[] =>
  Array.from({ length: count }, (_, i) => ({
    callId: `call-${i}`,
    waitingMs,
    person: false,
    inMusic: false,
    ...more,
  }));

const anyCalls = fc.array(fc.record({ waitingMs: fc.nat(4_096), person: fc.boolean(), inMusic: fc.boolean() }), {
  maxLength: 40,
});
const numbered = (all: readonly Omit<WaitingCall, 'callId'>[]): WaitingCall[] =>
  all.map((call, i) => ({ ...call, callId: `call-${i}` }));

describe('what a worker of the ear skips', () => {
  it('is nothing while it keeps up with a hundred lines', () => {
    expect(toShed(calls(100, 64), 0.008, 'nothing')).toEqual({
      level: 'nothing',
      spared: new Set(),
      passedMs: new Map(),
    });
  });

  it('is nothing when a single call arrives in a burst, or when a turn took long but little is waiting', () => {
    expect(toShed(calls(1, 4_000), 0.01, 'nothing').level).toBe('nothing');
    expect(toShed(calls(20, 70), 3, 'nothing').level).toBe('nothing');
  });

  it('is words first, then landmarks of calls in music, then audio', () => {
    const at = (behindMs: number) => toShed(calls(4, behindMs, { inMusic: true }), 1 / 4, 'nothing');
    expect([299, 300, 599, 600, 1199, 1200].map((behindMs) => at(behindMs).level)).toEqual([
      'nothing',
      'words',
      'words',
      'landmarks',
      'landmarks',
      'audio',
    ]);
    expect(at(599).spared.size).toBe(0);
    expect(at(600).spared.size).toBe(4);
    expect(at(1199).passedMs.size).toBe(0);
    expect(at(1200).passedMs.size).toBeGreaterThan(0);
  });

  it('is resumed only when the backlog is down to half of the bound', () => {
    expect(toShed(calls(1, 301), 1, 'landmarks').level).toBe('landmarks');
    expect(toShed(calls(1, 299), 1, 'landmarks').level).toBe('words');
    expect(toShed(calls(1, 149), 1, 'words').level).toBe('nothing');
  });

  it('is audio of the calls furthest behind first, and no more than necessary', () => {
    const waiting = [1300, 1900, 1500].flatMap((waitingMs, i) => calls(1, waitingMs, { callId: `${i}` }));
    const { passedMs } = toShed(waiting, 0.3, 'nothing');
    expect([...passedMs]).toEqual([
      ['1', 1772],
      ['2', 1372],
    ]);
  });

  it('is never audio of a call with a person, nor the newest audio of any call', () => {
    fc.assert(
      fc.property(
        anyCalls,
        fc.double({ min: 0, max: 2, noNaN: true }),
        fc.constantFrom(...SHED_LEVELS),
        (all, share, before) => {
          const waiting = numbered(all);
          const { level, spared, passedMs } = toShed(waiting, share, before);
          for (const call of waiting) {
            const passed = passedMs.get(call.callId) ?? 0;
            expect(passed).toBeLessThanOrEqual(Math.max(0, call.waitingMs - 128));
            if (call.person) expect([passed, spared.has(call.callId)]).toEqual([0, false]);
            if (!call.inMusic) expect(spared.has(call.callId)).toBe(false);
          }
          if (level !== 'audio') expect(passedMs.size).toBe(0);
          if (level === 'nothing' || level === 'words') expect(spared.size).toBe(0);
        },
      ),
    );
  });

  it('leaves at most half the bound once audio is skipped, unless the rest must not be skipped', () => {
    fc.assert(
      fc.property(anyCalls, fc.double({ min: 0.001, max: 2, noNaN: true }), (all, share) => {
        const waiting = numbered(all);
        const { level, passedMs } = toShed(waiting, share, 'nothing');
        const left = waiting.map((call) => ({ ...call, waitingMs: call.waitingMs - (passedMs.get(call.callId) ?? 0) }));
        const work = share * left.reduce((sum, { waitingMs }) => sum + waitingMs, 0);
        const givable = left.some(({ person, waitingMs }) => !person && waitingMs > 128);
        expect(level !== 'audio' || work < 600 || !givable).toBe(true);
      }),
    );
  });
});
