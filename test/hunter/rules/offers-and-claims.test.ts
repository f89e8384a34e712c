import { describe, expect, it } from 'vitest';
import { decide } from '../../../src/hunter/rules/decide.js';
import { due } from '../../../src/hunter/rules/due.js';
import {
  answered,
  begin,
  call,
  claim,
  desk,
  line,
  offered,
  onHold,
  phaseOf,
  type Story,
  verdict,
} from '../support/fixtures.js';

const says = (story: Story) => due(story.state, story.now).flatMap((item) => (item.do === 'say' ? [item.phrase] : []));
const drops = (story: Story) =>
  due(story.state, story.now).flatMap((item) => (item.do === 'drop' ? [item.callId] : []));
const offerOf = (story: Story, id: string) => story.state.offers.find((offer) => offer.id === id);
const busy = { outcome: 'busy', reason: 'The phone is busy.' } as const;
const connected = { outcome: 'connected', way: 'bridge' } as const;

describe('an offer', () => {
  it('is made when a person is heard on hold, and the agent is spoken to at once', () => {
    const story = begin();
    const offerId = offered(story, 1);
    expect(offerOf(story, offerId)?.status).toBe('open');
    expect(says(story)).toEqual(['courtesy']);
  });

  it('lets the agent hear another phrase 5 s after the last one ended', () => {
    const story = begin();
    offered(story, 1);
    story.wait(4_000);
    story.tell({ type: 'phrase-said', callId: call(1), phrase: 'courtesy' });
    expect(says(story)).toEqual([]);
    story.wait(4_999);
    expect(says(story)).toEqual([]);
    story.wait(1);
    expect(says(story)).toEqual(['still-joining']);
  });

  it('widens after 15 s, runs out after 60 s, and the agent hears a goodbye before the call is dropped and the line dialed again', () => {
    const story = begin();
    const offerId = offered(story, 1);
    expect(story.wait(15_000)).toEqual(['offer-widened']);
    expect(story.wait(45_000)).toEqual(['offer-ended', 'call-let-go']);
    expect(offerOf(story, offerId)?.end).toBe('ran-out');
    expect([says(story), drops(story)]).toEqual([['goodbye'], []]);
    story.tell({ type: 'phrase-said', callId: call(1), phrase: 'goodbye' });
    expect([says(story), drops(story)]).toEqual([[], [call(1)]]);
    const ended = story.tell({ type: 'call-ended', callId: call(1), end: 'us', reason: '' });
    expect(ended).toEqual(['call-ended', 'redial-planned']);
  });

  it('drops the call after 12 s when the goodbye cannot be said', () => {
    const story = begin();
    offered(story, 1);
    story.wait(60_000);
    expect(drops(story)).toEqual([]);
    story.wait(12_000);
    expect(drops(story)).toEqual([call(1)]);
  });

  it('is withdrawn when the hold is back, and made again when the agent is back', () => {
    const story = begin();
    const offerId = offered(story, 1);
    const told = story.tell({ type: 'heard', callId: call(1), verdict: verdict('announcement') });
    expect(told).toEqual(['call-heard', 'offer-ended']);
    expect(offerOf(story, offerId)?.end).toBe('withdrawn');
    expect(phaseOf(story, call(1))).toBe('on-hold');
    expect(story.tell({ type: 'heard', callId: call(1), verdict: verdict('person') })).toEqual([
      'call-heard',
      'offer-made',
    ]);
    expect(story.state.offers).toHaveLength(2);
    expect(says(story)).toEqual(['courtesy']);
  });

  it('is opened by a person on a call that cannot hear, once, and says nothing there', () => {
    const story = begin();
    const callId = answered(story, 1, false);
    expect(story.tell({ type: 'vouch', callId, by: 'U0SAM' })).toEqual(['offer-made']);
    expect(story.tell({ type: 'vouch', callId, by: 'U0SAM' })).toEqual([]);
    expect(says(story)).toEqual([]);
    story.wait(60_000);
    expect(drops(story)).toEqual([callId]);
  });

  it('ends when the agent hangs up, and the line is dialed again', () => {
    const story = begin();
    const offerId = offered(story, 1);
    const told = story.tell({ type: 'call-ended', callId: call(1), end: 'far-end', reason: '' });
    expect(told).toEqual(['offer-ended', 'call-ended', 'redial-planned']);
    expect(offerOf(story, offerId)?.end).toBe('agent-gone');
    expect(claim(story, offerId)).toEqual(['claim-refused']);
    expect(story.refusal).toMatchObject({ offerEnd: 'agent-gone' });
  });

  it('keeps nobody else dialing while it waits', () => {
    const story = begin();
    offered(story, 1);
    story.wait(10_000);
    expect(due(story.state, story.now).filter((item) => item.do === 'dial')).toEqual([]);
    story.tell({ type: 'call-ended', callId: call(1), end: 'far-end', reason: '' });
    expect(due(story.state, story.now).filter((item) => item.do === 'dial').length).toBeGreaterThan(0);
  });
});

describe('a claim', () => {
  it('is won by one; the late one hears who was first and when', () => {
    const story = begin();
    const offerId = offered(story, 1);
    expect(claim(story, offerId, 'claim-1', 'U0DANA')).toEqual(['offer-claimed']);
    const first = story.now;
    story.wait(300);
    expect(claim(story, offerId, 'claim-2', 'U0SAM')).toEqual(['claim-refused']);
    expect(story.refusal).toMatchObject({ by: 'U0SAM', takenBy: 'U0DANA', takenAt: first });
    expect(claim(story, offerId, 'claim-1', 'U0DANA')).toEqual([]);
  });

  it('is handed over at once, one time', () => {
    const story = begin();
    const offerId = offered(story, 1);
    claim(story, offerId);
    expect(due(story.state, story.now)[0]).toEqual({
      do: 'hand-over',
      claimId: 'claim-1',
      callId: call(1),
      ringTarget: desk,
    });
    story.tell({ type: 'hand-over-began', claimId: 'claim-1' });
    expect(story.tell({ type: 'hand-over-began', claimId: 'claim-1' })).toEqual([]);
    expect(due(story.state, story.now).filter((item) => item.do === 'hand-over')).toEqual([]);
  });

  it('drops the other calls only once taker and agent are connected', () => {
    const story = begin();
    story.wait(2_000);
    onHold(story, 2);
    story.wait(2_000);
    const offerId = offered(story, 1);
    claim(story, offerId);
    story.tell({ type: 'hand-over-began', claimId: 'claim-1' });
    expect(drops(story)).toEqual([]);
    const told = story.tell({ type: 'hand-over-ended', claimId: 'claim-1', result: connected });
    expect(told).toEqual(['connected', 'hunt-closing', 'call-let-go']);
    expect(drops(story)).toEqual([call(2)]);
    const ended = story.tell({ type: 'call-ended', callId: call(2), end: 'us', reason: '' });
    expect(ended).toEqual(['call-ended', 'hunt-ended']);
    expect(story.events.at(-1)).toMatchObject({ outcome: 'connected', agentsReached: 1 });
    expect(phaseOf(story, call(1))).toBe('handed-over');
    expect(claim(story, offerId, 'claim-9', 'U0SAM')).toEqual(['claim-refused']);
    expect(story.refusal).toMatchObject({ takenBy: 'U0DANA', offerEnd: 'taken' });
  });

  it('opens the offer again when the taker is busy, and the agent goes on hearing phrases', () => {
    const story = begin();
    const offerId = offered(story, 1);
    claim(story, offerId);
    story.tell({ type: 'hand-over-began', claimId: 'claim-1' });
    story.tell({ type: 'phrase-said', callId: call(1), phrase: 'courtesy' });
    story.wait(5_000);
    expect(says(story)).toEqual(['still-joining']);
    const told = story.tell({ type: 'hand-over-ended', claimId: 'claim-1', result: busy });
    expect(told).toEqual(['hand-over-failed', 'offer-reopened']);
    expect(says(story)).toEqual(['still-joining']);
    expect(claim(story, offerId, 'claim-2', 'U0SAM')).toEqual(['offer-claimed']);
  });

  it('fails with the agent gone when the call ended during the hand-over, and then the line is dialed again', () => {
    const story = begin();
    const offerId = offered(story, 1);
    claim(story, offerId);
    story.tell({ type: 'hand-over-began', claimId: 'claim-1' });
    expect(story.tell({ type: 'call-ended', callId: call(1), end: 'far-end', reason: '' })).toEqual(['call-ended']);
    const told = story.tell({ type: 'hand-over-ended', claimId: 'claim-1', result: busy });
    expect(told).toEqual(['hand-over-failed', 'offer-ended', 'redial-planned']);
    expect(offerOf(story, offerId)?.end).toBe('agent-gone');
  });

  it('connects although our own part of the call was reported ended first', () => {
    const story = begin();
    const offerId = offered(story, 1);
    claim(story, offerId);
    story.tell({ type: 'hand-over-began', claimId: 'claim-1' });
    story.tell({ type: 'call-ended', callId: call(1), end: 'far-end', reason: '' });
    const told = story.tell({ type: 'hand-over-ended', claimId: 'claim-1', result: connected });
    expect(told).toEqual(['connected', 'hunt-closing', 'hunt-ended']);
  });

  it('counts as unanswered when nothing is heard of its hand-over for two minutes beyond the ringing', () => {
    const story = begin();
    const offerId = offered(story, 1);
    claim(story, offerId);
    story.tell({ type: 'hand-over-began', claimId: 'claim-1' });
    expect(story.wait(130_000)).toEqual(['hand-over-failed', 'offer-reopened']);
  });

  it('is not given up for its silence by anything but time in the owner: a new owner first looks whether they talk', () => {
    const story = begin();
    const offerId = offered(story, 1);
    claim(story, offerId);
    story.tell({ type: 'hand-over-began', claimId: 'claim-1' });
    const late = {
      at: story.now + 130_000,
      type: 'call-resumed',
      callId: call(1),
      sessionId: 's-1',
      partyId: 'p-1',
    } as const;
    expect(decide(story.state, late).events.map(({ type }) => type)).not.toContain('hand-over-failed');
  });
});

describe('two agents at once', () => {
  const two = () => {
    const story = begin();
    const first = onHold(story, 1);
    story.wait(2_000);
    const second = onHold(story, 2);
    story.tell({ type: 'heard', callId: first, verdict: verdict('person') });
    story.tell({ type: 'heard', callId: second, verdict: verdict('person') });
    return { story, offers: story.state.offers.map((offer) => offer.id) as [string, string] };
  };

  it('when one is wanted: the second hears a goodbye once the first is connected', () => {
    const { story, offers } = two();
    claim(story, offers[0]);
    story.tell({ type: 'hand-over-began', claimId: 'claim-1' });
    expect(says(story)).toEqual(['courtesy', 'courtesy']);
    const told = story.tell({ type: 'hand-over-ended', claimId: 'claim-1', result: connected });
    expect(told).toEqual(['connected', 'offer-ended', 'call-let-go', 'hunt-closing']);
    expect(offerOf(story, offers[1])?.end).toBe('not-wanted');
    expect(says(story)).toEqual(['goodbye']);
  });

  it('when one is wanted: a second person is not put through to the second agent while the first is handed over', () => {
    const { story, offers } = two();
    claim(story, offers[0], 'claim-1', 'U0DANA');
    expect(claim(story, offers[1], 'claim-2', 'U0SAM')).toEqual(['claim-refused']);
    expect(story.refusal).toMatchObject({ takenBy: 'U0DANA' });
  });

  it('when the first is lost: the second can be taken', () => {
    const { story, offers } = two();
    claim(story, offers[0]);
    story.tell({ type: 'call-ended', callId: call(1), end: 'far-end', reason: '' });
    expect(claim(story, offers[1], 'claim-2')).toEqual(['offer-claimed']);
  });

  it('when two are wanted: both are taken, and the hunt goes on until then', () => {
    const story = begin({ wanted: 2 });
    const first = offered(story, 1);
    story.wait(2_000);
    const second = offered(story, 2);
    claim(story, first, 'claim-1', 'U0DANA');
    claim(story, second, 'claim-2', 'U0SAM');
    expect(story.tell({ type: 'hand-over-ended', claimId: 'claim-1', result: connected })).toEqual(['connected']);
    const told = story.tell({ type: 'hand-over-ended', claimId: 'claim-2', result: connected });
    expect(told).toEqual(['connected', 'hunt-closing', 'hunt-ended']);
    expect(story.state.agentsReached).toBe(2);
  });

  it('when two are wanted on one line: it calls again after the first', () => {
    const story = begin({ wanted: 2, lines: [line(1)] });
    const first = offered(story, 1);
    claim(story, first);
    const told = story.tell({ type: 'hand-over-ended', claimId: 'claim-1', result: connected });
    expect(told).toEqual(['connected', 'redial-planned']);
  });
});
