import { describe, expect, it } from 'vitest';
import { hungUpOn, pickupsToAudio, ringsOf, silencesOf, unkindness } from '../../sandbox/at-the-phone.js';
import type { Happening } from '../../sandbox/story.js';

const told = (t_ms: number, what: string, fields: Record<string, unknown> = {}): Happening => ({
  t_ms,
  what,
  ...fields,
});
const DIALED = told(100, 'call-dialled', { call: 'c1', line: '201' });
const take = (t_ms: number, person: string) => told(t_ms, 'click', { person, label: 'Take the call' });
const at = (t_ms: number, what: string, person = 'DANA', fields: Record<string, unknown> = {}) =>
  told(t_ms, what, { person, call: 'c1', ...fields });
const seen = (...happenings: Happening[]) => ({ happenings: [DIALED, ...happenings] });

describe('how often phones rang', () => {
  it('is counted claim by claim: two claims that ring once each are kind, one that rings twice is not', () => {
    const twoClaims = seen(
      take(1_000, 'DANA'),
      at(1_100, 'phone-rings'),
      take(2_000, 'DANA'),
      at(2_100, 'phone-rings'),
    );
    expect(ringsOf(twoClaims)).toEqual([{ person: 'DANA', times: 2, for_claims: [1, 1] }]);
    expect(unkindness(twoClaims, 1)).toEqual([]);
    const rungAgain = seen(take(1_000, 'DANA'), at(1_100, 'phone-rings'), at(1_900, 'phone-rings'));
    expect(ringsOf(rungAgain)).toEqual([{ person: 'DANA', times: 2, for_claims: [2] }]);
    expect(unkindness(rungAgain, 1)).toEqual(['the phone of DANA rings at most 1 time(s) for one claim, not 2']);
    expect(unkindness(rungAgain, 2)).toEqual([]);
  });

  it('counts what rings for a code or a lesson, and charges no claim with it', () => {
    const code = told(500, 'phone-rings', { person: 'DANA', call: 's-of-its-own' });
    const lesson = at(600, 'phone-rings');
    const claim = [take(1_000, 'DANA'), at(1_100, 'phone-rings')];
    expect(ringsOf(seen(code, lesson, ...claim))).toEqual([{ person: 'DANA', times: 3, for_claims: [1] }]);
  });

  it('of a queue, phones whose people clicked nothing ring for the newest claim', () => {
    const queue = seen(take(1_000, 'DANA'), at(1_100, 'phone-rings', 'SAM'), at(1_300, 'phone-rings', 'SAM'));
    expect(ringsOf(queue)).toEqual([{ person: 'SAM', times: 2, for_claims: [2] }]);
  });
});

describe('who was hung up on', () => {
  const claimed = [take(1_000, 'DANA'), at(1_100, 'phone-rings'), at(2_000, 'phone-picked-up')];
  const cut = at(2_140, 'phone-quiet', 'DANA', { by: 'service' });

  it('is whoever picked up and was cut off while the agent’s call went on', () => {
    expect(hungUpOn(seen(...claimed, cut))).toEqual([cut]);
    expect(unkindness(seen(...claimed, cut, told(9_000, 'call-over', { call: 'c1' })), 1)).toEqual([
      'DANA, who picked up, is not hung up on while c1 is still there',
    ]);
  });

  it('is nobody when they hung up themselves, when the call was over, or when they never picked up', () => {
    expect(hungUpOn(seen(...claimed, at(2_140, 'phone-quiet', 'DANA', { by: 'person' })))).toEqual([]);
    expect(hungUpOn(seen(...claimed, told(1_990, 'call-over', { call: 'c1' }), cut))).toEqual([]);
    // The end of a talk: the phone's part of it is told first.
    expect(hungUpOn(seen(...claimed, cut, told(2_141, 'call-over', { call: 'c1' })))).toEqual([]);
    expect(hungUpOn(seen(...claimed.slice(0, 2), cut))).toEqual([]);
  });
});

describe('what was heard', () => {
  it('silences of agents and takers are told by call, those of a teacher’s phone are not', () => {
    const silence = (t_ms: number, who: string, ms: number) => at(t_ms, 'heard-nothing', 'DANA', { who, ms });
    const story = seen(
      silence(900, 'taker', 7_000),
      take(1_000, 'DANA'),
      silence(3_000, 'agent', 1_240),
      silence(3_001, 'taker', 160),
    );
    expect(silencesOf(story)).toEqual([
      { who: 'agent', call: 'c1', ms: 1_240 },
      { who: 'taker', call: 'c1', ms: 160 },
    ]);
  });

  it('a talk counts from the last pick-up to the first sound of the other, not to when it was measured', () => {
    const story = seen(
      at(1_000, 'phone-picked-up'),
      at(5_000, 'phone-picked-up'),
      at(5_100, 'phone-picked-up', 'SAM'),
      at(5_900, 'taker-agent-audio', 'DANA', { heard_t_ms: 5_380 }),
    );
    expect(pickupsToAudio(story)).toEqual([380]);
  });
});
