import { describe, expect, it } from 'vitest';
import { isSound } from '../../../sandbox/chaos/report.js';
import { type Verdict, verdictOf } from '../../../sandbox/chaos/verdict.js';
import type { Happening } from '../../../sandbox/story.js';

/** `t` in seconds. */
type Told = readonly [t: number, what: string, fields?: Record<string, unknown>];

function judged(told: readonly Told[], boards: Readonly<Record<string, number>> = {}): Verdict {
  const happenings = told
    .map(([t, what, fields]): Happening => ({ t_ms: t * 1000, what, ...fields }))
    .sort((one, other) => one.t_ms - other.t_ms);
  return verdictOf(happenings, new Map(Object.entries(boards)));
}

const call = 's-call-a';
const other = 's-call-b';
const BEGUN: readonly Told[] = [
  [0, 'hunt-asked', { hunt: 'Hunt 1', lines: ['201', '202'] }],
  [1, 'hunt-begun', { hunt: 'Hunt 1' }],
  [2, 'call-dialled', { call, line: '201' }],
  [5, 'hold', { call }],
];
const MET: readonly Told[] = [
  [40, 'agent-speaks', { call }],
  [41, 'agent-heard-courtesy', { call }],
  [42, 'phone-rings', { call, person: 'DANA' }],
  [43, 'phone-picked-up', { call, person: 'DANA' }],
  [44, 'taker-agent-audio', { call, person: 'DANA' }],
  [45, 'hunt-over', { hunt: 'Hunt 1', word: 'Connected' }],
  [46, 'phone-quiet', { call, person: 'DANA' }],
  [46, 'call-over', { call, by: 'taker' }],
];
const CRASH: readonly Told[] = [
  [20, 'process-killed', { process: 'process 1' }],
  [20.1, 'line-lost', { call }],
];
const BACK: Told = [26, 'brought-back', { call, way: 're-invite' }];

describe('the judge of chaos', () => {
  it('finds nothing wrong with a hunt whose agent met a person', () => {
    const verdict = judged([...BEGUN, ...MET]);
    expect(isSound(verdict)).toBe(true);
    expect(verdict).toMatchObject({
      asked: 1,
      begun: 1,
      ended: 1,
      connected: 1,
      agents: { spoke: 1, met: 1, unanswered: 0 },
    });
  });

  it('counts a call that stands 60 s after its hunt was over, and one that is there at the end', () => {
    const over: Told = [30, 'hunt-over', { hunt: 'Hunt 1', word: 'Ended' }];
    expect(judged([...BEGUN, over, [89, 'call-over', { call, by: 'caller' }]]).left).toEqual([]);
    expect(judged([...BEGUN, over, [91, 'call-over', { call, by: 'network' }]]).left).toHaveLength(1);
    expect(judged([...BEGUN, over]).left).toHaveLength(1);
  });

  it('counts two phones that ring for one agent, and one phone that is rung twice', () => {
    const second: Told = [42.5, 'phone-rings', { call, person: 'SAM' }];
    const again: Told = [42.5, 'phone-busy', { call, person: 'DANA' }];
    expect(judged([...BEGUN, ...MET, second]).doubleTransfers).toHaveLength(1);
    expect(judged([...BEGUN, ...MET, again]).doubleTransfers).toHaveLength(1);
    const after: Told = [47, 'phone-rings', { call, person: 'SAM' }];
    expect(judged([...BEGUN, ...MET, after]).doubleTransfers).toEqual([]);
  });

  it('counts a line in two calls; once a taker has picked up, the line is free', () => {
    const dialled = (t: number): Told => [t, 'call-dialled', { call: other, line: '201' }];
    expect(judged([...BEGUN, ...MET, dialled(30)]).doubleDials).toHaveLength(1);
    expect(judged([...BEGUN, ...MET, dialled(44)]).doubleDials).toEqual([]);
  });

  it('counts a hunt that never ends, one that never begins, and one with two boards', () => {
    expect(judged(BEGUN).notEnded).toEqual(['Hunt 1 has no end']);
    expect(judged(BEGUN.slice(0, 1)).notEnded).toEqual(['Hunt 1 never began']);
    expect(judged([...BEGUN, ...MET], { 'Hunt 1': 2 }).doubleHunts).toHaveLength(1);
  });

  it('a place is kept when the call comes back and its agent is noticed', () => {
    expect(judged([...BEGUN, ...CRASH, BACK, ...MET]).crash).toMatchObject({
      stops: 1,
      held: 1,
      kept: 1,
      open: 0,
      lost: [],
    });
  });

  it('a place is lost when the call ends first, never comes back, or comes back deaf', () => {
    const places = (told: readonly Told[]) => judged([...BEGUN, ...CRASH, ...told]).crash;
    expect(places([[24, 'call-over', { call, by: 'network' }]]).lost).toHaveLength(1);
    expect(places([]).lost).toHaveLength(1);
    expect(places([BACK, [40, 'agent-speaks', { call }], [80, 'call-over', { call, by: 'agent' }]]).lost).toHaveLength(
      1,
    );
    expect(places([BACK, [30, 'call-over', { call, by: 'caller' }]]).lost).toHaveLength(1);
  });

  it('tells agents apart who spoke while nobody could hear: noticed afterwards, the place is kept', () => {
    const spoke: Told = [24, 'agent-speaks', { call }];
    const left: Told = [70, 'call-over', { call, by: 'agent' }];
    const missed = judged([...BEGUN, ...CRASH, BACK, spoke, left]).crash;
    expect([missed.kept, missed.unheard.length, missed.lost]).toEqual([0, 1, []]);
    const noticed = judged([...BEGUN, ...CRASH, BACK, spoke, ...MET.slice(1)]).crash;
    expect([noticed.kept, noticed.unheard, noticed.lost]).toEqual([1, [], []]);
  });

  it('tells hunts whose board says “Connected” though nobody met anybody', () => {
    const told = [...BEGUN, ...MET].filter(([, what]) => what !== 'taker-agent-audio');
    expect(judged(told).connectedInWord).toEqual(['Hunt 1']);
  });

  it('a place that was not needed any more, or hit again before anybody could take it up, is not counted', () => {
    const over: Told = [22, 'hunt-over', { hunt: 'Hunt 1', word: 'Stopped' }];
    expect(judged([...BEGUN, ...CRASH, over, [23, 'call-over', { call, by: 'caller' }]]).crash).toMatchObject({
      held: 1,
      open: 1,
    });
    const again: readonly Told[] = [
      [22, 'brought-back', { call }],
      [30, 'process-killed', { process: 'process 2' }],
      [30.1, 'line-lost', { call }],
      [36, 'brought-back', { call }],
    ];
    expect(judged([...BEGUN, ...CRASH, ...again, ...MET]).crash).toMatchObject({ stops: 2, held: 2, kept: 2 });
  });

  it('over a planned stop calls count whose connection moved, whether the old one was lost first or not', () => {
    const planned: readonly Told[] = [
      [20, 'process-stopping', { process: 'process 1' }],
      [21, 'brought-back', { call }],
      [22, 'process-gone', { process: 'process 1' }],
    ];
    expect(judged([...BEGUN, ...planned, ...MET])).toMatchObject({
      planned: { held: 1, kept: 1 },
      crash: { stops: 0 },
    });
  });
});
