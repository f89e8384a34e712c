import { describe, expect, it } from 'vitest';
import type { CallbackChoice } from '../../../src/hunter/rules/commands.js';
import { due } from '../../../src/hunter/rules/due.js';
import type { Verdict } from '../../../src/hunter/terms.js';
import {
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

const recording = { id: 'r-3', kind: 'callback-offer', seconds: 9 } as const;
const offer = verdict('announcement', { recording });
const promptEnded = verdict('prompt-ended');
const NUMBER = '+12025550143';
const doing = (story: Story, what: string) => due(story.state, story.now).filter((item) => item.do === what);
const hear = (story: Story, callId: string, what: Verdict) => story.tell({ type: 'heard', callId, verdict: what });

function choose(story: Story, callId: string, choice: CallbackChoice = 'call-me-back', number = NUMBER, by = 'U0DANA') {
  return story.tell({ type: 'choose-callback', callId, choice, number, by });
}

/** Two lines; the second is offered a callback. */
function offeredCallback(): { readonly story: Story; readonly callId: string } {
  const story = begin({ lines: [line(1), line(2)] });
  onHold(story, 1);
  story.wait(2_000);
  const callId = pastMenu(story, 2);
  story.wait(10_000);
  hear(story, callId, offer);
  return { story, callId };
}

/** The phone enters what is due. */
function enter(story: Story, callId: string): string {
  const [item] = doing(story, 'enter');
  if (item?.do !== 'enter') return 'nothing';
  story.tell({ type: 'callback-entry-began', callId, entry: item.entry });
  expect(doing(story, 'enter')).toEqual([]);
  story.wait(1_000);
  story.tell({ type: 'callback-entry-ended', callId, entry: item.entry });
  return item.keys.join('');
}

/** The line asks for the next entry and gets it. */
function asked(story: Story, callId: string, what: Verdict = promptEnded): string {
  story.wait(3_000);
  hear(story, callId, verdict('menu'));
  story.wait(4_000);
  hear(story, callId, what);
  story.wait(1_200);
  return enter(story, callId);
}

function entered(): { readonly story: Story; readonly callId: string } {
  const { story, callId } = offeredCallback();
  hear(story, callId, { ...offer, heard: 'prompt-ended' });
  choose(story, callId);
  expect([enter(story, callId), asked(story, callId), asked(story, callId)]).toEqual(['1', '2025550143', '1']);
  return { story, callId };
}

describe('a callback offer', () => {
  it('is a choice of 45 s, and nothing is pressed meanwhile', () => {
    const { story, callId } = offeredCallback();
    expect(story.events.at(-1)).toMatchObject({ type: 'callback-offered', callId, untilAt: story.now + 45_000 });
    hear(story, callId, { ...offer, heard: 'prompt-ended' });
    expect(story.events.filter(({ type }) => type === 'callback-offered')).toHaveLength(1);
    story.wait(44_999);
    expect([doing(story, 'press'), doing(story, 'enter')]).toEqual([[], []]);
    expect(story.wait(1)).toEqual(['callback-lapsed']);
    expect(phaseOf(story, callId)).toBe('waiting');
  });

  it('is asked about again five minutes after it lapsed, and not by each announcement', () => {
    const { story, callId } = offeredCallback();
    story.wait(60_000);
    hear(story, callId, verdict('music'));
    expect(hear(story, callId, offer)).toEqual(['call-heard']);
    story.wait(5 * 60_000);
    hear(story, callId, verdict('music'));
    expect(hear(story, callId, offer)).toEqual(['call-heard', 'callback-offered']);
  });

  it('is declined by choosing to keep holding: the first choice counts, and others are told whose it was', () => {
    const { story, callId } = offeredCallback();
    expect(choose(story, callId, 'keep-holding', NUMBER, 'U0SAM')).toEqual(['callback-chosen']);
    expect(choose(story, callId)).toEqual(['callback-choice-refused']);
    const answer = { why: 'taken', by: 'U0DANA', taken: { choice: 'keep-holding', by: 'U0SAM' } };
    expect(story.refusal).toMatchObject(answer);
    expect(doing(story, 'enter')).toEqual([]);
    hear(story, callId, verdict('music'));
    expect(hear(story, callId, offer)).toEqual(['call-heard']);
  });

  it('is refused to anyone too late, and for a number without ten digits', () => {
    const { story, callId } = offeredCallback();
    expect(choose(story, callId, 'call-me-back', '+442071234567')).toEqual(['callback-choice-refused']);
    expect(story.refusal).toMatchObject({ why: 'bad-number' });
    story.wait(45_000);
    choose(story, callId);
    expect(story.refusal).toMatchObject({ why: 'too-late' });
  });

  it('is taken once: while one call enters the number, another does not', () => {
    const { story, callId } = offeredCallback();
    hear(story, call(1), offer);
    choose(story, callId);
    choose(story, call(1), 'call-me-back', NUMBER, 'U0SAM');
    expect(story.refusal).toMatchObject({ why: 'taken', taken: { by: 'U0DANA' } });
  });
});

describe('being called back', () => {
  it('presses the first key once the offer has been said, at once if it already has', () => {
    const { story, callId } = offeredCallback();
    choose(story, callId);
    story.wait(5_000);
    expect(doing(story, 'enter')).toEqual([]);
    hear(story, callId, promptEnded);
    expect(doing(story, 'enter')).toEqual([{ do: 'enter', callId, entry: 0, keys: ['1'] }]);
  });

  it('enters key, number and key after their prompts, and drops the other calls only once it is confirmed', () => {
    const { story, callId } = entered();
    expect(doing(story, 'drop')).toEqual([]);
    story.wait(3_000);
    const letGo = ['call-let-go', 'call-let-go'];
    expect(hear(story, callId, promptEnded)).toEqual(['call-heard', 'callback-confirmed', 'hunt-closing', ...letGo]);
    expect(doing(story, 'drop').map((item) => item.do === 'drop' && item.callId)).toEqual([call(1), callId]);
    story.tell({ type: 'call-ended', callId: call(1), end: 'us', reason: '' });
    story.tell({ type: 'call-ended', callId, end: 'us', reason: '' });
    expect(story.events.at(-1)).toMatchObject({ type: 'hunt-ended', outcome: 'callback' });
  });

  it('is confirmed too when the line just ends after the last key', () => {
    const { story, callId } = entered();
    const told = story.tell({ type: 'call-ended', callId, end: 'far-end', reason: '' });
    expect(told).toEqual(['callback-confirmed', 'call-ended', 'hunt-closing', 'call-let-go']);
    expect(story.state.outcome).toBe('callback');
  });

  it('enters again what the line asks for again, and keeps holding when it asks a third time', () => {
    const { story, callId } = offeredCallback();
    hear(story, callId, promptEnded);
    choose(story, callId);
    enter(story, callId);
    const again = verdict('prompt-ended', { again: true });
    expect(asked(story, callId)).toBe('2025550143');
    expect(asked(story, callId, again)).toBe('2025550143');
    story.wait(3_000);
    expect(hear(story, callId, again)).toEqual(['call-heard', 'callback-failed']);
    expect(phaseOf(story, callId)).toBe('waiting');
    expect(story.state.calls.at(-1)?.stage).toBe('hold');
    expect(story.state.outcome).toBeUndefined();
  });

  it('is given up when the line does not confirm it within a minute, when the call ends first, and when keys cannot be pressed', () => {
    const silent = entered();
    expect(silent.story.wait(60_000)).toEqual(['callback-failed']);
    expect(phaseOf(silent.story, silent.callId)).toBe('waiting');
    const gone = offeredCallback();
    choose(gone.story, gone.callId);
    const end = { type: 'call-ended', callId: gone.callId, end: 'far-end', reason: '' } as const;
    expect(gone.story.tell(end).slice(0, 2)).toEqual(['callback-failed', 'call-ended']);
    const broken = offeredCallback();
    hear(broken.story, broken.callId, promptEnded);
    choose(broken.story, broken.callId);
    broken.story.tell({ type: 'callback-entry-began', callId: broken.callId, entry: 0 });
    const failure = 'The keys could not be pressed.';
    const report = { type: 'callback-entry-ended', callId: broken.callId, entry: 0, failure } as const;
    expect(broken.story.tell(report)).toEqual(['callback-failed']);
  });

  it('gives way to an agent who comes first', () => {
    const { story, callId } = offeredCallback();
    choose(story, callId);
    expect(hear(story, callId, verdict('person'))).toEqual(['call-heard', 'callback-failed', 'offer-made']);
  });

  it('does not end an offer on another line: its taker is connected', () => {
    const { story, callId } = entered();
    hear(story, call(1), verdict('person'));
    story.wait(3_000);
    expect(hear(story, callId, promptEnded)).toEqual(['call-heard', 'callback-confirmed']);
    const offerId = story.state.offers.at(-1)?.id ?? '';
    claim(story, offerId);
    story.tell({ type: 'hand-over-began', claimId: 'claim-1' });
    const result = { outcome: 'connected', way: 'bridge' } as const;
    story.tell({ type: 'hand-over-ended', claimId: 'claim-1', result });
    expect(story.state.outcome).toBe('connected');
  });

  it('is not cut off by the limit on waiting', () => {
    const { story, callId } = offeredCallback();
    const left = policy.maxWaitMs - (story.now - story.state.startedAt);
    story.wait(left - 5_000);
    hear(story, callId, verdict('music'));
    hear(story, callId, offer);
    choose(story, callId);
    expect(story.wait(10_000)).toEqual([]);
    expect(story.state.outcome).toBeUndefined();
    expect(story.wait(60_000)).toEqual(['callback-failed', 'hunt-closing', 'call-let-go', 'call-let-go']);
  });

  it('is offered on a call, and withdraws the agent offer there', () => {
    const story = begin();
    offered(story, 1);
    expect(hear(story, call(1), offer)).toEqual(['call-heard', 'offer-ended', 'callback-offered']);
  });
});
