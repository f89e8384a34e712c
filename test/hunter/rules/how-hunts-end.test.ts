import { describe, expect, it } from 'vitest';
import { due } from '../../../src/hunter/rules/due.js';
import type { CallEnd } from '../../../src/hunter/terms.js';
import {
  answered,
  begin,
  call,
  claim,
  line,
  offered,
  onHold,
  pastMenu,
  phaseOf,
  policy,
  type Story,
  verdict,
} from '../support/fixtures.js';

const drops = (story: Story) =>
  due(story.state, story.now).flatMap((item) => (item.do === 'drop' ? [item.callId] : []));
const dials = (story: Story) =>
  due(story.state, story.now).flatMap((item) => (item.do === 'dial' ? [item.lineId] : []));
const ends = (story: Story, callId: string, end: CallEnd) =>
  story.tell({ type: 'call-ended', callId, end, reason: 'as told' });
const one = { lines: [line(1)] };

describe('dialing', () => {
  it('staggers the lines by 2 s, also when they all fall due at once', () => {
    const story = begin();
    expect(dials(story)).toEqual(['line-1']);
    story.wait(60_000);
    expect(dials(story)).toEqual(['line-1', 'line-2', 'line-3']);
    expect(story.tell({ type: 'begin-call', callId: call(1), lineId: 'line-1' })).toEqual(['call-began']);
    expect(story.tell({ type: 'begin-call', callId: call(2), lineId: 'line-2' })).toEqual([]);
    expect(dials(story)).toEqual([]);
    story.wait(2_000);
    expect(dials(story)).toEqual(['line-2', 'line-3']);
  });

  it('says once why a line has to wait', () => {
    const story = begin();
    expect(story.tell({ type: 'line-waits', lineId: 'line-1', reason: 'in-use' })).toEqual(['line-waits']);
    expect(story.tell({ type: 'line-waits', lineId: 'line-1', reason: 'in-use' })).toEqual([]);
    expect(story.state.lineStates[0]).toMatchObject({ waits: 'in-use' });
    story.tell({ type: 'begin-call', callId: call(1), lineId: 'line-1' });
    expect(story.state.lineStates[0]).not.toHaveProperty('waits');
  });
});

describe('a call that ends', () => {
  const redialPause = (story: Story) => (story.state.lineStates[0]?.dialAt ?? Number.NaN) - story.now;

  it('after speech past the menu, without music, was too busy: dialed again after 30 s ± 20 %, then 60 s ± 20 %', () => {
    const story = begin(one);
    const callId = pastMenu(story, 1);
    story.tell({ type: 'heard', callId, verdict: verdict('announcement') });
    expect(ends(story, callId, 'far-end')).toEqual(['too-busy', 'call-ended', 'redial-planned']);
    expect(Math.abs(redialPause(story) - 30_000)).toBeLessThanOrEqual(6_000);
    story.wait(40_000);
    story.tell({ type: 'begin-call', callId: 'again', lineId: 'line-1' });
    ends(story, 'again', 'busy');
    expect(Math.abs(redialPause(story) - 60_000)).toBeLessThanOrEqual(12_000);
  });

  it('after music was dropped, not turned away', () => {
    const story = begin(one);
    const callId = onHold(story, 1);
    story.tell({ type: 'heard', callId, verdict: verdict('announcement') });
    expect(ends(story, callId, 'far-end')).toEqual(['call-ended', 'redial-planned']);
    expect(redialPause(story)).toBeLessThanOrEqual(6_000);
  });

  it('with a busy tone past the menu is let go and counts as too busy', () => {
    const story = begin(one);
    const callId = pastMenu(story, 1);
    story.tell({ type: 'heard', callId, verdict: verdict('announcement') });
    expect(story.tell({ type: 'heard', callId, verdict: verdict('busy') })).toEqual([
      'call-heard',
      'call-let-go',
      'too-busy',
    ]);
    expect(drops(story)).toEqual([callId]);
    expect(ends(story, callId, 'us')).toEqual(['call-ended', 'redial-planned']);
    expect(redialPause(story)).toBeGreaterThanOrEqual(24_000);
  });

  it('because the line broke is dialed again within 6 s', () => {
    const story = begin(one);
    const callId = answered(story, 1);
    expect(ends(story, callId, 'line-lost')).toEqual(['call-ended', 'redial-planned']);
    expect(redialPause(story)).toBeLessThanOrEqual(6_000);
  });

  it('refused twice in a row gives the line up with the cause and its remedy, and a hunt without lines ends', () => {
    const story = begin(one);
    story.tell({ type: 'begin-call', callId: 'a', lineId: 'line-1' });
    expect(ends(story, 'a', 'refused')).toEqual(['call-ended', 'redial-planned']);
    story.wait(policy.redialMaxMs);
    story.tell({ type: 'begin-call', callId: 'b', lineId: 'line-1' });
    const told = story.tell({
      type: 'call-ended',
      callId: 'b',
      end: 'refused',
      reason: 'It has no address. Enter one.',
    });
    expect(told).toEqual(['call-ended', 'line-given-up', 'hunt-closing', 'hunt-ended']);
    const [line] = story.state.lineStates;
    expect(line?.retired?.reason).toBe('Refused twice in a row. It has no address. Enter one.');
    expect(story.state.outcome).toBe('no-lines');
  });

  it('refused after it rang is given up like any other; a busy number between two refusals is called again', () => {
    const story = begin(one);
    const dialled = (callId: string, end: CallEnd) => {
      story.wait(policy.redialMaxMs);
      story.tell({ type: 'begin-call', callId, lineId: 'line-1' });
      const ids = { sessionId: `s-${callId}`, partyId: `p-${callId}` };
      story.tell({ type: 'call-dialled', callId, ...ids, way: 'softphone', hears: true });
      return ends(story, callId, end);
    };
    expect(dialled('a', 'refused')).toContain('redial-planned');
    expect(dialled('b', 'busy')).toContain('redial-planned');
    expect(dialled('c', 'refused')).toContain('redial-planned');
    expect(dialled('d', 'refused')).toContain('line-given-up');
  });

  it('because it could not even be sent counts neither as a refusal nor as a dial, and is tried again within a minute', () => {
    const story = begin({ ...one, policy: { ...policy, maxDials: 3 } });
    const again = (callId: string, end: CallEnd) => {
      story.wait(100_000);
      story.tell({ type: 'begin-call', callId, lineId: 'line-1' });
      return ends(story, callId, end);
    };
    again('refused-1', 'refused');
    const pauses = Array.from({ length: 8 }, (_, count) => {
      expect(again(`paused-${count}`, 'not-sent')).toEqual(['call-ended', 'redial-planned']);
      return redialPause(story);
    });
    for (const [count, pause] of pauses.entries()) {
      const full = [5_000, 10_000, 20_000, 40_000][count] ?? 60_000;
      expect(Math.abs(pause - full)).toBeLessThanOrEqual(full * policy.redialJitter);
    }
    expect(story.state).toMatchObject({ dials: 1, lineStates: [{ dials: 1 }] });
    // The refusal before it still counts.
    expect(again('refused-2', 'refused')).toContain('line-given-up');
  });

  it('uses up the dials: the lines that still waited are given up, the calls that live go on, then the hunt gives up', () => {
    const story = begin({ policy: { ...policy, maxDials: 1 } });
    expect(story.tell({ type: 'begin-call', callId: call(1), lineId: 'line-1' })).toEqual([
      'call-began',
      'line-given-up',
      'line-given-up',
    ]);
    expect(ends(story, call(1), 'no-answer')).toEqual(['call-ended', 'line-given-up', 'hunt-closing', 'hunt-ended']);
    expect(story.state.outcome).toBe('gave-up');
  });
});

describe('a hunt', () => {
  it('is canceled: agents hear a goodbye, other calls are dropped, and it ends once none is alive', () => {
    const story = begin();
    onHold(story, 1);
    story.wait(2_000);
    offered(story, 2);
    const told = story.tell({ type: 'cancel', by: 'U0SAM' });
    expect(told).toEqual(['hunt-cancelled', 'offer-ended', 'call-let-go', 'hunt-closing', 'call-let-go']);
    expect(drops(story)).toEqual([call(1)]);
    expect(due(story.state, story.now)).toContainEqual({ do: 'say', callId: call(2), phrase: 'goodbye' });
    ends(story, call(1), 'us');
    expect(story.tell({ type: 'phrase-said', callId: call(2), phrase: 'goodbye' })).toEqual(['phrase-said']);
    expect(ends(story, call(2), 'us')).toEqual(['call-ended', 'hunt-ended']);
    expect(story.state).toMatchObject({ outcome: 'cancelled', cancelledBy: 'U0SAM' });
    expect(story.tell({ type: 'cancel', by: 'U0SAM' })).toEqual([]);
  });

  it('lets a claim in flight finish when it is canceled', () => {
    const story = begin();
    const offerId = offered(story, 1);
    claim(story, offerId);
    expect(story.tell({ type: 'cancel', by: 'U0SAM' })).toEqual(['hunt-cancelled', 'hunt-closing']);
    expect(drops(story)).toEqual([]);
    const result = { outcome: 'connected', way: 'bridge' } as const;
    expect(story.tell({ type: 'hand-over-ended', claimId: 'claim-1', result })).toEqual(['connected', 'hunt-ended']);
    expect(story.state.outcome).toBe('connected');
  });

  it('says goodbye to the agent when that claim fails after the cancel', () => {
    const story = begin();
    const offerId = offered(story, 1);
    claim(story, offerId);
    story.tell({ type: 'cancel', by: 'U0SAM' });
    const result = { outcome: 'unanswered', reason: '' } as const;
    const told = story.tell({ type: 'hand-over-ended', claimId: 'claim-1', result });
    expect(told).toEqual(['hand-over-failed', 'offer-ended', 'call-let-go']);
    expect(due(story.state, story.now)).toContainEqual({ do: 'say', callId: call(1), phrase: 'goodbye' });
  });

  it('has waited too long after 90 min, but never while an offer is active', () => {
    const story = begin();
    onHold(story, 1);
    story.wait(policy.maxWaitMs - 10_000);
    story.tell({ type: 'heard', callId: call(1), verdict: verdict('person') });
    expect(story.wait(20_000)).not.toContain('hunt-closing');
    expect(story.wait(40_000)).toEqual(['offer-ended', 'call-let-go', 'hunt-closing']);
    expect(story.state.outcome).toBe('waited-too-long');
  });

  it('goes on without a line that is dropped, and ends when the last one is', () => {
    const story = begin({ lines: [line(1), line(2)] });
    onHold(story, 1);
    expect(story.tell({ type: 'drop-line', lineId: 'line-1', by: 'U0SAM' })).toEqual(['line-dropped', 'call-let-go']);
    expect(story.tell({ type: 'drop-line', lineId: 'line-1', by: 'U0SAM' })).toEqual([]);
    expect(drops(story)).toEqual([call(1)]);
    expect(ends(story, call(1), 'us')).toEqual(['call-ended']);
    const last = story.tell({ type: 'drop-line', lineId: 'line-2', by: 'U0SAM' });
    expect(last).toEqual(['line-dropped', 'hunt-closing', 'hunt-ended']);
    expect(story.state.outcome).toBe('no-lines');
  });

  it('that can no longer hear a call keeps its place in the queue, and one with an agent', () => {
    const story = begin();
    onHold(story, 1);
    story.wait(2_000);
    const offerId = offered(story, 2);
    story.tell({ type: 'hearing-lost', callId: call(1) });
    story.tell({ type: 'hearing-lost', callId: call(2) });
    expect(drops(story)).toEqual([]);
    expect(phaseOf(story, call(1))).toBe('on-hold');
    expect(phaseOf(story, call(2))).toBe('offered');
    expect(claim(story, offerId)).toEqual(['offer-claimed']);
    expect(story.tell({ type: 'vouch', callId: call(1), by: 'U0SAM' })).toEqual(['offer-made']);
  });

  it('that can no longer hear a call in the menu drops it and redials: a menu is never walked without hearing', () => {
    const story = begin(one);
    answered(story, 1);
    story.tell({ type: 'hearing-lost', callId: call(1) });
    expect(drops(story)).toEqual([call(1)]);
    ends(story, call(1), 'us');
    expect(story.state.lineStates[0]?.dialAt).toBeDefined();
  });

  it('ignores unknown ids', () => {
    const story = begin();
    expect(claim(story, 'nobody')).toEqual([]);
    expect(story.tell({ type: 'vouch', callId: 'nobody', by: 'U0SAM' })).toEqual([]);
    expect(story.tell({ type: 'drop-line', lineId: 'nobody', by: 'U0SAM' })).toEqual([]);
    expect(
      story.tell({ type: 'hand-over-ended', claimId: 'nobody', result: { outcome: 'connected', way: 'x' } }),
    ).toEqual([]);
    expect(ends(story, 'nobody', 'far-end')).toEqual([]);
  });
});
