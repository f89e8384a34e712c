import { describe, expect, it } from 'vitest';
import { due } from '../../../src/hunter/rules/due.js';
import type { Recording, RecordingKind } from '../../../src/hunter/terms.js';
import {
  answered,
  begin,
  call,
  claim,
  line,
  offered,
  onHold,
  phaseOf,
  type Story,
  verdict,
} from '../support/fixtures.js';

const doing = (story: Story, what: string) => due(story.state, story.now).filter((item) => item.do === what);
const recording: Recording = { id: 'r-1', kind: 'announcement', seconds: 6 };

function disowned(kind?: RecordingKind): {
  readonly story: Story;
  readonly offerId: string;
  readonly told: readonly string[];
} {
  const story = begin({ lines: [line(1)] });
  const offerId = offered(story, 1);
  const told = story.tell({ type: 'not-a-person', offerId, by: 'U0DANA', ...(kind === undefined ? {} : { kind }) });
  return { story, offerId, told };
}

describe('an offer that is not a person', () => {
  it('ends, its call holds on in silence, and what was heard is learned from where the voice began', () => {
    const { story, offerId, told } = disowned();
    expect(told).toEqual(['offer-ended', 'teaching-begun']);
    expect(phaseOf(story, call(1))).toBe('on-hold');
    expect(doing(story, 'say')).toEqual([]);
    expect(doing(story, 'drop')).toEqual([]);
    const lesson = { kind: 'announcement', since: 600 };
    expect(doing(story, 'learn')).toEqual([{ do: 'learn', teachingId: offerId, callId: call(1), lesson }]);
    expect(story.tell({ type: 'teaching-done', teachingId: offerId, recording })).toEqual(['recording-learnt']);
    expect(doing(story, 'learn')).toEqual([]);
    expect(story.tell({ type: 'teaching-done', teachingId: offerId, recording })).toEqual([]);
    expect(story.tell({ type: 'heard', callId: call(1), verdict: verdict('person') })).toContain('offer-made');
  });

  it('says who and how in its end', () => {
    const { story } = disowned();
    const end = story.events.find(({ type }) => type === 'offer-ended');
    expect(end).toMatchObject({ end: 'not-a-person', by: 'U0DANA' });
  });

  it('cannot be disowned once it is claimed: the answer is who was first', () => {
    const story = begin();
    const offerId = offered(story, 1);
    claim(story, offerId, 'claim-1', 'U0SAM');
    expect(story.tell({ type: 'not-a-person', offerId, by: 'U0DANA' })).toEqual(['disown-refused']);
    expect(story.refusal).toMatchObject({ by: 'U0DANA', takenBy: 'U0SAM' });
    expect(phaseOf(story, call(1))).toBe('handing-over');
  });

  it('cannot be disowned twice, nor after the hunt is over: the answer is how it ended', () => {
    const { story, offerId } = disowned();
    expect(story.tell({ type: 'not-a-person', offerId, by: 'U0SAM' })).toEqual(['disown-refused']);
    expect(story.refusal).toMatchObject({ offerEnd: 'not-a-person' });
  });

  it('is disowned although a person vouched for it, and what they heard before their click is learnt', () => {
    const story = begin();
    const callId = onHold(story, 1);
    story.wait(60_000);
    story.tell({ type: 'vouch', callId, by: 'U0SAM' });
    story.wait(4_000);
    const offerId = story.state.offers.at(-1)?.id ?? '';
    expect(story.tell({ type: 'not-a-person', offerId, by: 'U0DANA' })).toEqual(['offer-ended', 'teaching-begun']);
    expect(doing(story, 'learn')).toMatchObject([{ lesson: { since: 51_000 } }]);
  });

  it('gets its name before or after the ear has learned it, and the ear is told once', () => {
    const { story, offerId } = disowned();
    const name = (kind: RecordingKind) => story.tell({ type: 'name-recording', offerId, kind, by: 'U0DANA' });
    expect(name('menu')).toEqual(['recording-named']);
    expect(doing(story, 'learn')).toMatchObject([{ lesson: { kind: 'menu' } }]);
    story.tell({ type: 'teaching-done', teachingId: offerId, recording: { ...recording, kind: 'menu' } });
    expect(doing(story, 'relabel')).toEqual([]);
    expect(name('announcement')).toEqual(['recording-named']);
    expect(doing(story, 'relabel')).toEqual([
      { do: 'relabel', teachingId: offerId, recordingId: 'r-1', kind: 'announcement' },
    ]);
    const told = { type: 'relabelled', teachingId: offerId, kind: 'announcement', known: false } as const;
    expect(story.tell(told)).toEqual(['recording-relabelled']);
    expect(doing(story, 'relabel')).toEqual([]);
  });

  it('leads where its kind leads, at the click or when it gets its name while the line still says it', () => {
    expect(disowned('too-busy').told).toEqual(['offer-ended', 'teaching-begun', 'too-busy', 'call-let-go']);
    expect(disowned('callback-offer').told).toEqual(['offer-ended', 'teaching-begun', 'callback-offered']);
    expect(disowned('closed').told.slice(2)).toEqual(['destination-closed', 'call-let-go', 'line-given-up']);
    expect(disowned('voice-challenge').told.slice(2)).toEqual(['offer-made']);
    const now = disowned();
    const name = { type: 'name-recording', kind: 'callback-offer', by: 'U0DANA' } as const;
    expect(now.story.tell({ ...name, offerId: now.offerId })).toEqual(['recording-named', 'callback-offered']);
    const late = disowned();
    late.story.tell({ type: 'heard', callId: call(1), verdict: verdict('music') });
    expect(late.story.tell({ ...name, offerId: late.offerId })).toEqual(['recording-named']);
  });

  it('is learned before its call is dropped, and before the hunt is over', () => {
    const { story, offerId } = disowned('too-busy');
    story.tell({ type: 'cancel', by: 'U0SAM' });
    expect(doing(story, 'drop')).toEqual([]);
    story.tell({ type: 'call-ended', callId: call(1), end: 'far-end', reason: '' });
    expect(story.state.endedAt).toBeUndefined();
    expect(doing(story, 'learn')).toHaveLength(1);
    expect(story.tell({ type: 'teaching-done', teachingId: offerId })).toEqual(['recording-learnt', 'hunt-ended']);
  });
});

describe('an agent the bot has missed', () => {
  it('is offered while the call lives, and nothing of their voice is kept', () => {
    const story = begin();
    const callId = onHold(story, 1);
    story.wait(90_000);
    const told = story.tell({ type: 'talking', callId, by: 'U0SAM' });
    expect(told).toEqual(['agent-missed', 'teaching-begun', 'offer-made']);
    expect(doing(story, 'learn')).toMatchObject([{ lesson: { kind: 'person', since: 61_000 } }]);
    expect(story.tell({ type: 'talking', callId, by: 'U0DANA' })).toEqual([]);
  });

  it('counts as reached when the call has ended within ten minutes, and ends the hunt', () => {
    const story = begin({ lines: [line(1), line(2)] });
    const callId = onHold(story, 1);
    story.wait(2_000);
    const other = answered(story, 2);
    story.tell({ type: 'call-ended', callId, end: 'far-end', reason: '' });
    story.wait(9 * 60_000);
    expect(story.tell({ type: 'talking', callId, by: 'U0SAM' })).toEqual([
      'agent-missed',
      'hunt-closing',
      'call-let-go',
    ]);
    expect(story.state.outcome).toBe('connected');
    expect(doing(story, 'drop')).toEqual([{ do: 'drop', callId: other }]);
    expect(story.state.agentsReached).toBe(1);
  });

  it('does not count later than that, nor for a call whose agent was taken', () => {
    const story = begin();
    const callId = onHold(story, 1);
    story.tell({ type: 'call-ended', callId, end: 'far-end', reason: '' });
    story.wait(11 * 60_000);
    expect(story.tell({ type: 'talking', callId, by: 'U0SAM' })).toEqual([]);
    const claimed = begin();
    claim(claimed, offered(claimed, 1));
    expect(claimed.tell({ type: 'talking', callId: call(1), by: 'U0SAM' })).toEqual([]);
  });
});

describe('a voice challenge', () => {
  const challenge = verdict('announcement', { recording: { id: 'r-5', kind: 'voice-challenge', seconds: 5 } });

  it('is offered at once, with one courtesy phrase and silence after it', () => {
    for (const callOn of [answered, onHold]) {
      const story = begin();
      const callId = callOn(story, 1);
      expect(story.tell({ type: 'heard', callId, verdict: challenge })).toEqual(['call-heard', 'offer-made']);
      expect(story.events.at(-1)).toMatchObject({ challenge: true });
      expect(doing(story, 'say')).toMatchObject([{ phrase: 'courtesy' }]);
      story.tell({ type: 'phrase-said', callId, phrase: 'courtesy' });
      story.wait(20_000);
      expect(doing(story, 'say')).toEqual([]);
      claim(story, story.state.offers.at(-1)?.id ?? '');
      story.wait(10_000);
      expect(doing(story, 'say')).toEqual([]);
      expect(story.tell({ type: 'heard', callId, verdict: challenge })).not.toContain('offer-made');
    }
  });

  it('that nobody takes is dropped without a goodbye, and is withdrawn when the hold is back', () => {
    const story = begin();
    const callId = onHold(story, 1);
    story.tell({ type: 'heard', callId, verdict: challenge });
    story.tell({ type: 'heard', callId, verdict: { ...challenge, heard: 'prompt-ended' } });
    expect(phaseOf(story, callId)).toBe('offered');
    story.wait(60_000);
    expect(doing(story, 'drop')).toEqual([{ do: 'drop', callId }]);
    const back = begin();
    onHold(back, 1);
    back.tell({ type: 'heard', callId, verdict: challenge });
    expect(back.tell({ type: 'heard', callId, verdict: verdict('music') })).toEqual(['call-heard', 'offer-ended']);
  });

  it('is not offered again on a call where a person said that it is none', () => {
    const story = begin();
    const callId = answered(story, 1);
    story.tell({ type: 'heard', callId, verdict: challenge });
    story.tell({ type: 'not-a-person', offerId: story.state.offers.at(-1)?.id ?? '', by: 'U0DANA' });
    expect(phaseOf(story, callId)).toBe('menu');
    expect(story.tell({ type: 'heard', callId, verdict: verdict('silence') })).toEqual(['call-heard']);
    expect(story.tell({ type: 'heard', callId, verdict: challenge })).toEqual(['call-heard']);
  });
});
