import { describe, expect, it } from 'vitest';
import type { Call, Segment } from '../../../bench/ear/call.js';
import type { Heard } from '../../../bench/ear/detector.js';
import { scoreCall } from '../../../bench/ear/score.js';
import { fooledAgain, tallyOf } from '../../../bench/ear/tally.js';

const segment = (fromS: number, toS: number, what: Segment['what'], recording?: string, known?: boolean): Segment => ({
  fromMs: fromS * 1000,
  toMs: toS * 1000,
  what,
  ...(recording === undefined ? {} : { recording }),
  ...(known === undefined ? {} : { known }),
});

/** A menu until 10 s, music, a new recording at 40 s, a known one at 70 s, an agent from 100 s who is taken at 115 s. */
const call = (over: Partial<Call> = {}): Call => ({
  seed: 1,
  destination: 'd',
  place: 1,
  kind: 'normal',
  audio: new Int16Array(120 * 8000),
  keys: [],
  menuDoneMs: 10_000,
  handedOverMs: 115_000,
  agents: [{ fromMs: 100_000, toMs: 115_000 }],
  segments: [
    segment(0, 10, 'menu', 'welcome', true),
    segment(10, 40, 'music', 'piece'),
    segment(40, 50, 'announcement', 'new', false),
    segment(50, 70, 'music', 'piece'),
    segment(70, 80, 'announcement', 'old', true),
    segment(80, 92, 'music', 'piece'),
    segment(92, 96, 'ringback'),
    segment(96, 100, 'silence'),
    segment(100, 120, 'agent'),
  ],
  ...over,
});

const person = (atS: number, sinceS: number, degree: 'probable' | 'confirmed' = 'probable'): Heard => ({
  heard: 'person',
  atMs: atS * 1000,
  sinceMs: sinceS * 1000,
  reason: '',
  degree,
});
const music = (atS: number): Heard => ({ heard: 'music', atMs: atS * 1000, sinceMs: atS * 1000, reason: '' });
const causes = (...heard: Heard[]) => scoreCall(call(), heard).falseOffers.map(({ cause }) => cause);

describe('the score of a call', () => {
  it('finds an agent who is told within 10 s of the first word, and says how soon and how soon for certain', () => {
    const { agents } = scoreCall(call(), [person(101.5, 100.1), person(106, 100.1, 'confirmed')]);
    expect(agents).toEqual([{ fromMs: 100_000, delayMs: 1500, confirmedMs: 6000, offeredBefore: false }]);
  });

  it('misses an agent who is told 10.1 s after the first word', () => {
    expect(scoreCall(call(), [person(110.1, 100)]).agents[0]?.delayMs).toBeUndefined();
  });

  it('misses an agent who is put back on hold before anything is told', () => {
    const short = call({ agents: [{ fromMs: 100_000, toMs: 104_000 }] });
    expect(scoreCall(short, [person(104.5, 100)]).agents[0]?.delayMs).toBeUndefined();
  });

  it('says that an offer made before the first word still stood when nothing new was told', () => {
    const { agents, falseOffers } = scoreCall(call(), [person(97, 96)]);
    expect(agents[0]).toMatchObject({ offeredBefore: true });
    expect(falseOffers).toHaveLength(1);
  });

  it('blames what was played while the evidence came in', () => {
    expect(causes(person(42, 40.2), music(52))).toEqual(['never-heard recording']);
    expect(causes(person(72, 70.1), music(82))).toEqual(['known recording']);
    expect(causes(person(30, 27), music(32))).toEqual(['music']);
    expect(causes(person(95, 92.5), music(96))).toEqual(['ringback']);
    expect(causes(person(99, 97), music(99.5))).toEqual(['silence']);
    expect(causes(person(5, 3), music(6))).toEqual(['menu']);
  });

  it('blames the recording, not the longer quiet after it, when a pause made it a person', () => {
    const quiet = call({ segments: [segment(10, 50, 'announcement', 'new', false), segment(50, 100, 'silence')] });
    expect(scoreCall(quiet, [person(53, 49.5)]).falseOffers[0]).toMatchObject({ cause: 'never-heard recording' });
  });

  it('counts probable and then confirmed as one false offer, a confirmed one, until another word', () => {
    const { falseOffers } = scoreCall(call(), [person(42, 40), person(46, 40, 'confirmed'), music(52), person(60, 58)]);
    expect(falseOffers.map(({ degree, atMs, untilMs }) => ({ degree, s: (untilMs - atMs) / 1000 }))).toEqual([
      { degree: 'confirmed', s: 10 },
      { degree: 'probable', s: 40 },
    ]);
  });

  it('does not hold it against the ear that an agent who has hung up is told a moment later', () => {
    const over = call({ agents: [{ fromMs: 100_000, toMs: 104_000 }] });
    expect(scoreCall(over, [person(104.5, 101)]).falseOffers).toEqual([]);
  });

  it('takes for hold what lies between the menu and the hand-over, but for the agent: 90 s', () => {
    expect(scoreCall(call(), []).holdMs).toBe(90_000);
  });

  it('counts recordings never heard before, and those of them that were offered as a person', () => {
    const quiet = scoreCall(call(), []);
    expect([quiet.neverHeard, quiet.neverHeardFired]).toEqual([1, { probable: 0, confirmed: 0 }]);
    expect(scoreCall(call(), [person(42, 40)]).neverHeardFired).toEqual({ probable: 1, confirmed: 0 });
    expect(scoreCall(call(), [person(42, 40), person(45, 40, 'confirmed')]).neverHeardFired).toEqual({
      probable: 0,
      confirmed: 1,
    });
  });
});

describe('the tally of many calls', () => {
  const scores = [
    scoreCall(call({ place: 1 }), [person(42, 40), music(52), person(101, 100)]),
    scoreCall(call({ place: 2 }), [person(72, 70), music(82)]),
    scoreCall(call({ place: 3 }), [person(72, 70), music(82), person(103, 100, 'confirmed')]),
  ];

  it('adds up agents, delays, hold and false offers by cause', () => {
    const tally = tallyOf(scores);
    expect(tally).toMatchObject({ calls: 3, agents: 3, delaysMs: [1000, 3000], confirmedMs: [3000], holdHours: 0.075 });
    expect(tally.probable).toMatchObject({ 'never-heard recording': 1, 'known recording': 2, music: 0 });
    expect(tally.falseHours).toBeCloseTo(30 / 3600);
  });

  it('names the recordings that fooled the ear more than once at a destination', () => {
    expect(fooledAgain(scores)).toEqual([{ destination: 'd', recording: 'old', times: 2 }]);
    const elsewhere = scoreCall(call({ destination: 'e' }), [person(42, 40)]);
    expect(fooledAgain([...scores, elsewhere])).toHaveLength(1);
  });
});
