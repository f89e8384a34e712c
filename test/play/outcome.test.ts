import { describe, expect, it } from 'vitest';
import { judge } from '../../sandbox/judge.js';
import { boardWord, type Evidence } from '../../sandbox/outcome.js';
import type { Happening } from '../../sandbox/story.js';
import { summarise, times } from '../../sandbox/summary.js';
import type { SlackMessage } from '../../sandbox/world.js';

const message = (text: string, ts = '1.1'): SlackMessage => ({
  channel: 'C0CALLS',
  ts,
  user: 'U0BOT',
  text,
  blocks: [],
  edits: 0,
});
const told = (t_ms: number, what: string, fields: Record<string, unknown> = {}): Happening => ({
  t_ms,
  what,
  ...fields,
});
const evidence = (board: string, happenings: readonly Happening[] = []): Evidence => ({
  happenings,
  messages: [message(board)],
  boards: ['1.1'],
  callsAlive: 0,
});
const ASKED = { talks: 1, checks: [], ringsPerClaim: 1 };

const DIALLED = told(500, 'call-dialled', { call: 'c1', line: '201' });
const SPOKE = told(1000, 'agent-speaks', { call: 'c1' });
const OFFERED = told(3000, 'message', {
  ts: '2.1',
  text: '<@U1> Agent on the line: Practice, on 201 Line 1. Take the call',
});
const CLICK = told(4000, 'click', { person: 'U0DANA', label: 'Take the call' });
const AUDIO = told(6000, 'taker-agent-audio', { person: 'U0DANA', call: 'c1' });

describe('the judge', () => {
  it('calls a hunt connected when the board says so and taker and agent heard each other', () => {
    expect(judge(evidence('Connected', [DIALLED, SPOKE, OFFERED, CLICK, AUDIO]), ASKED).outcome).toBe('connected');
  });

  it('does not believe a board that says connected when nobody was heard', () => {
    expect(judge(evidence('Connected', [DIALLED, SPOKE, OFFERED, CLICK]), ASKED).outcome).toBe('agent-lost');
  });

  it('wants as many talks as were asked for: the same agent twice is one', () => {
    expect(
      judge(evidence('Connected', [DIALLED, SPOKE, OFFERED, CLICK, AUDIO, AUDIO]), { ...ASKED, talks: 2 }).outcome,
    ).toBe('agent-lost');
  });

  it('does not take a taker joined to a recording for a talk', () => {
    expect(judge(evidence('Connected', [DIALLED, OFFERED, CLICK, AUDIO]), ASKED).outcome).toBe('agent-lost');
  });

  it('calls a stopped hunt cancelled', () => {
    expect(judge(evidence('Stopped by Dana'), ASKED).outcome).toBe('cancelled');
  });

  it('tells an offer nobody clicked from an agent lost after the click', () => {
    expect(judge(evidence('Ended', [OFFERED]), ASKED).outcome).toBe('nobody-took');
    expect(judge(evidence('Ended', [DIALLED, SPOKE, OFFERED, CLICK]), ASKED).outcome).toBe('agent-lost');
    expect(judge(evidence('Ended'), ASKED).outcome).toBe('ended');
  });

  it('calls it called-back when the board says so and the destination has confirmed it', () => {
    const confirmed = told(9000, 'callback-confirmed', { call: 'c1' });
    expect(judge(evidence('Ended: the destination calls back', [confirmed]), ASKED).outcome).toBe('called-back');
    expect(judge(evidence('Ended: the destination calls back'), ASKED).outcome).toBe('ended');
  });

  it('notices a hunt that still runs', () => {
    expect(judge(evidence('Hunting for Dana'), ASKED).outcome).toBe('still-hunting');
  });

  it('names what else was asked for and was not so', () => {
    const checks = [{ says: 'a phone rang', holds: () => false }];
    expect(judge(evidence('Connected', [DIALLED, SPOKE, OFFERED, CLICK, AUDIO]), { ...ASKED, checks })).toEqual({
      outcome: 'not-as-told',
      missing: ['a phone rang'],
    });
  });

  it('reads the first of the words of a board', () => {
    expect(boardWord(message('Connected. The hunt had 3 lines, Stopped none'))).toBe('Connected');
    expect(boardWord(message('hello'))).toBeUndefined();
  });
});

describe('the summary', () => {
  const story = [
    DIALLED,
    SPOKE,
    OFFERED,
    CLICK,
    told(4050.4, 'hand-over-request', { call: 'c1', way: 'bridge' }),
    AUDIO,
  ];

  it('counts from the agent to the offer, from the click to the request, from the click to the talk', () => {
    expect(times(evidence('Connected', story))).toEqual({
      agent_to_offer_ms: 2000,
      claim_to_transfer_ms: 50,
      claim_to_audio_ms: 2000,
    });
  });

  it('counts the talk from the click that led to it, not from one that came to nothing or was somebody else’s', () => {
    const second = [
      ...story.slice(0, -1),
      told(5500, 'click', { person: 'U0DANA', label: 'Take the call' }),
      told(5900, 'click', { person: 'U0SAM', label: 'Take the call' }),
      AUDIO,
    ];
    expect(times(evidence('Connected', second)).claim_to_audio_ms).toBe(500);
  });

  it('does not count an offer that came before its agent', () => {
    const early = [DIALLED, OFFERED, told(3500, 'agent-speaks', { call: 'c1' })];
    expect(times(evidence('Hunting', early)).agent_to_offer_ms).toBeNull();
  });

  it('has null for what did not happen', () => {
    expect(times(evidence('Hunting', []))).toEqual({
      agent_to_offer_ms: null,
      claim_to_transfer_ms: null,
      claim_to_audio_ms: null,
    });
  });

  it('has exactly the fields its readers know, in order', () => {
    const counts = {
      requests: { light: 1, medium: 2, heavy: 3, auth: 4 },
      tooMany: 5,
      callsDialled: 6,
      callsDropped: 7,
    };
    const summary = summarise(
      { scenario: 'x', seed: 1, outcome: 'connected', expected: 'connected' },
      evidence('Connected', story),
      counts,
    );
    expect(Object.keys(summary)).toEqual([
      'summary',
      'scenario',
      'seed',
      'outcome',
      'expected',
      'agent_to_offer_ms',
      'claim_to_transfer_ms',
      'claim_to_audio_ms',
      'pickup_to_audio_ms',
      'calls_dialled',
      'calls_dropped',
      'calls_alive',
      'rest_requests',
      'rest_429',
      'rings',
      'hung_up_on_taker',
      'silence',
    ]);
    expect(summary.rest_requests).toEqual({ light: 1, medium: 2, heavy: 3, auth: 4 });
  });
});
