import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  isLost,
  type RefreshOutcome,
  SessionRefresher,
  type Trouble,
} from '../../../../../src/phone/softphone/sip/dialog/session-refresher.js';
import type { SipResponse } from '../../../../../src/phone/softphone/sip/message/message.js';

const REPAIR_MS = 30_000;
const says = (value?: string, name = 'Session-Expires'): SipResponse => ({
  kind: 'response',
  status: 200,
  reason: 'OK',
  headers: value === undefined ? [] : [{ name, value }],
  body: '',
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function kept(answers: (asked: number) => RefreshOutcome, state = { audible: true, held: false }) {
  const at: number[] = [];
  const ended: string[] = [];
  const start = performance.now();
  const seconds = () => Math.round((performance.now() - start) / 1_000);
  const refresher: SessionRefresher = new SessionRefresher({
    timings: { replyMs: 5_000, repairMs: REPAIR_MS, leastSessionSeconds: 90 },
    refresh: async () => {
      at.push(seconds());
      const outcome = answers(at.length);
      if (outcome === 'fine') refresher.agree(says(), true);
      return outcome;
    },
    audible: () => state.audible,
    held: () => state.held,
    onLost: (outcome) => {
      ended.push(`${outcome} at ${seconds()}`);
      refresher.stop();
    },
  });
  return { refresher, at, ended };
}

describe('keeping a session over two hours', () => {
  it('refreshes every 900 s when the server names no terms, as often as asked for when it does', async () => {
    const silent = kept(() => 'fine');
    silent.refresher.agree(says(), true);
    await vi.advanceTimersByTimeAsync(7_200_000);
    expect(silent.at).toEqual([900, 1800, 2700, 3600, 4500, 5400, 6300, 7200]);
    silent.refresher.stop();
    const stated = kept(() => 'fine');
    stated.refresher.agree(says('600;refresher=uac'), true);
    await vi.advanceTimersByTimeAsync(301_000);
    expect(stated.at).toEqual([300]);
    stated.refresher.stop();
  });

  it('leaves it to the server while the server does it, and takes over 32 s before the end when it does not', async () => {
    const { refresher, at } = kept(() => 'fine');
    refresher.agree(says('1800;refresher=uas'), true);
    await vi.advanceTimersByTimeAsync(900_000);
    refresher.agree(says('1800;refresher=uac'), false);
    await vi.advanceTimersByTimeAsync(1_767_000);
    expect(at).toEqual([]);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(at).toEqual([900 + 1768]);
    refresher.stop();
  });

  it('asks again with growing pauses, for hours if need be, while the call is heard and its server refuses', async () => {
    const { refresher, at, ended } = kept((asked) => (asked < 100 ? 'failed' : 'fine'));
    refresher.keep();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(at.length).toBeGreaterThanOrEqual(4);
    expect(at.length).toBeLessThanOrEqual(6);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(ended).toEqual([]);
    expect(at).toHaveLength(100);
    refresher.stop();
  });

  it('ends what the server does not know: at once without audio, after 30 s with it', async () => {
    const mute = kept(() => 'gone', { audible: false, held: false });
    mute.refresher.keep();
    await vi.advanceTimersByTimeAsync(10);
    expect(mute.ended).toEqual(['gone at 0']);
    const heard = kept(() => 'gone');
    heard.refresher.keep();
    await vi.advanceTimersByTimeAsync(29_000);
    expect(heard.ended).toEqual([]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(heard.ended).toHaveLength(1);
  });

  it('takes the interval the server wants at least, and no timer longer than there are', async () => {
    const { refresher, at } = kept(() => 'fine');
    refresher.lengthen(says('3600', 'Min-SE'));
    expect(refresher.wanted).toEqual({ seconds: 3600, leastSeconds: 3600 });
    refresher.lengthen(says('rubbish', 'Min-SE'));
    refresher.lengthen(says('90', 'Min-SE'));
    expect(refresher.wanted).toEqual({ seconds: 3600, leastSeconds: 3600 });
    refresher.agree(says('99999999999;refresher=uac'), true);
    await vi.advanceTimersByTimeAsync(1_000_000);
    expect(at).toEqual([]);
    refresher.stop();
  });
});

describe('whether a call is lost', () => {
  const trouble = fc.record<Trouble>({
    outcome: fc.constantFrom('gone', 'failed'),
    audible: fc.boolean(),
    held: fc.boolean(),
    sinceMs: fc.nat(2 * REPAIR_MS),
    expired: fc.boolean(),
  });

  it('never is while it is heard and the server did not say for 30 s that it does not know it', () => {
    fc.assert(
      fc.property(trouble, (one) => {
        if (one.audible && (one.outcome === 'failed' || one.sinceMs < REPAIR_MS))
          expect(isLost(one, REPAIR_MS)).toBe(false);
      }),
    );
  });

  it('always is in the end when nothing is heard', () => {
    fc.assert(
      fc.property(trouble, (one) => {
        expect(isLost({ ...one, audible: false, sinceMs: REPAIR_MS, expired: true }, REPAIR_MS)).toBe(true);
      }),
    );
  });

  it('stays lost the longer it lasts', () => {
    fc.assert(
      fc.property(trouble, fc.nat(REPAIR_MS), (one, more) => {
        if (isLost(one, REPAIR_MS)) expect(isLost({ ...one, sinceMs: one.sinceMs + more }, REPAIR_MS)).toBe(true);
      }),
    );
  });
});
