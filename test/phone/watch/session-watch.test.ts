import { describe, expect, it } from 'vitest';
import { hasMovedOn, isOver, parseSession, type Session, wasTransferred } from '../../../src/phone/account/sessions.js';
import { refusalWords } from '../../../src/phone/api/refusals.js';
import { judgeTransfer } from '../../../src/phone/hand-over/follow-transfer.js';
import { judgeRinging } from '../../../src/phone/hand-over/rung.js';
import { lookPause } from '../../../src/phone/hand-over/timings.js';
import { lookInterval } from '../../../src/phone/watch/look-pace.js';
import { answerSeen, endOf } from '../../../src/phone/watch/signs.js';

function session(
  ...parties: readonly [
    id: string,
    direction: string,
    code: string,
    reason?: string | undefined,
    extensionId?: string | number,
  ][]
): Session {
  const parsed = parseSession({
    id: 's-1',
    parties: parties.map(([id, direction, code, reason, extensionId]) => ({
      id,
      direction,
      extensionId,
      status: { code, reason },
    })),
  });
  if (!parsed) throw new Error('no session');
  return parsed;
}

describe('reading a session', () => {
  it('takes any spelling of a status, numbers for ids, and leaves out what is no party', () => {
    const parsed = parseSession({
      id: 5,
      parties: [
        null,
        { id: 'p-1', status: { code: 'VMScreening' }, extensionId: 7 },
        { status: {} },
        { id: 'p-2', status: { code: 'Tds' } },
      ],
    });
    expect(parsed).toEqual({
      id: '5',
      parties: [
        { id: 'p-1', direction: 'unknown', status: 'voicemail', reason: '', extensionId: '7' },
        { id: 'p-2', direction: 'unknown', status: 'other', reason: '' },
      ],
    });
    expect(parseSession('nonsense')).toBeUndefined();
  });

  it('tells busy, unanswered and refused calls from a hang-up', () => {
    const ended = (reason?: string) =>
      endOf(session(['p-1', 'Outbound', 'Disconnected'], ['p-2', 'Inbound', 'Disconnected', reason]), 'p-1').end;
    expect(ended('TargetBusy')).toBe('busy');
    expect(ended('NoAnswer')).toBe('no-answer');
    expect(ended('InvalidNumber')).toBe('refused');
    expect(ended('InternalError')).toBe('no-answer');
    expect(ended()).toBe('far-end');
  });

  it('“busy” of our own party alone is no busy number: nobody was ever called', () => {
    const alone = session(['p-1', 'Outbound', 'Disconnected', 'TargetBusy']);
    expect(endOf(alone, 'p-1')).toEqual({ end: 'refused', reason: refusalWords('not-reached') });
  });

  it.each(['Pickup', 'CallSwitch'])('who went on to another phone (%s) has answered, and has not hung up', (reason) => {
    const answered = session(['p-1', 'Outbound', 'Answered'], ['p-2', 'Inbound', 'Disconnected', reason]);
    expect(answered.parties[1]).toMatchObject({ status: 'moved' });
    expect(answerSeen(answered, 'p-1')).toBe('yes');
    const ours = session(['p-1', 'Outbound', 'Disconnected', reason], ['p-2', 'Inbound', 'Answered']);
    const own = ours.parties[0];
    // Its talk lives: it counts as taken over, and no drop touches it.
    expect(own && [isOver(own), wasTransferred(own), hasMovedOn(own)]).toEqual([true, true, true]);
    expect(endOf(ours, 'p-1')).toMatchObject({ end: 'far-end', reason: 'The call moved to another phone.' });
    const gone = session(['p-1', 'Outbound', 'Gone', 'AttendedTransfer']).parties[0];
    expect(gone && [wasTransferred(gone), hasMovedOn(gone)]).toEqual([true, false]);
  });
});

describe('the consult call', () => {
  const own = ['p-1', 'Outbound', 'Answered'] as const;
  it.each([
    ['hidden', []],
    ['ringing', [['p-2', 'Inbound', 'Proceeding']]],
    ['answered', [['p-2', 'Inbound', 'Answered']]],
    [
      'answered',
      [
        ['p-2', 'Inbound', 'Disconnected'],
        ['p-3', 'Inbound', 'Answered'],
      ],
    ],
    [
      'ringing',
      [
        ['p-2', 'Inbound', 'Disconnected'],
        ['p-3', 'Inbound', 'Setup'],
      ],
    ],
    ['voicemail', [['p-2', 'Inbound', 'VoiceMail']]],
    ['voicemail', [['p-2', 'Inbound', 'Voicemail']]],
    ['busy', [['p-2', 'Inbound', 'Disconnected', 'TargetBusy']]],
    ['declined', [['p-2', 'Inbound', 'Disconnected', 'Rejected']]],
    ['barred', [['p-2', 'Inbound', 'Disconnected', 'DestinationBlocked']]],
    ['barred', [['p-2', 'Inbound', 'Disconnected', 'InvalidNumber']]],
    ['ringing', [['p-2', 'Inbound', 'Disconnected', 'CallSwitch']]],
    ['ringing', [['p-2', 'Inbound', 'Disconnected', 'Pickup']]],
    [
      'answered',
      [
        ['p-2', 'Inbound', 'Disconnected', 'Pickup'],
        ['p-3', 'Inbound', 'Answered'],
      ],
    ],
    ['ended', [['p-2', 'Inbound', 'Disconnected']]],
  ] as const)('our own answered leg is nobody: %s', (sight, others) => {
    expect(
      judgeRinging(session([...own], ...others.map((party) => [...party] as [string, string, string])), 'p-1'),
    ).toBe(sight);
  });

  it('that is over before anybody was called was barred, whatever our own party says; with a callee it is judged by them', () => {
    const over = (reason?: string) => ['p-1', 'Outbound', 'Disconnected', reason] as const;
    for (const reason of [undefined, 'TargetBusy', 'Rejected', 'NoAnswer', 'InternalError'])
      expect(judgeRinging(session([...over(reason)]), 'p-1'), reason).toBe('barred');
    const callee = ['p-2', 'Inbound', 'Disconnected'] as const;
    expect(judgeRinging(session([...over()], [...callee]), 'p-1')).toBe('ended');
    expect(judgeRinging(session([...over('TargetBusy')], [...callee]), 'p-1')).toBe('busy');
  });

  it('a queue that greets is not a person yet', () => {
    const greeting = session([...own], ['p-2', 'Inbound', 'Answered', undefined, 300]);
    const taken = session(
      [...own],
      ['p-2', 'Inbound', 'Answered', undefined, 300],
      ['p-3', 'Inbound', 'Answered', undefined, 102],
    );
    expect(judgeRinging(greeting, 'p-1', '300')).toBe('ringing');
    expect(judgeRinging(taken, 'p-1', '300')).toBe('answered');
  });

  it('is looked at every half second, and more rarely as the budget runs low', () => {
    expect([45, 20, 10, 3].map(lookPause)).toEqual([500, 700, 1_300, 2_500]);
  });
});

describe('after a blind transfer', () => {
  const before = new Set(['p-1', 'p-2']);
  const left = ['p-1', 'Outbound', 'Disconnected', 'BlindTransfer'] as const;
  it.each([
    ['answered', 'Answered', ['p-3', 'Inbound', 'Answered']],
    ['ringing', 'Answered', ['p-3', 'Inbound', 'Proceeding']],
    ['voicemail', 'Answered', ['p-3', 'Inbound', 'VoiceMail']],
    ['lost', 'Disconnected', ['p-3', 'Inbound', 'Proceeding']],
    ['lost', 'Answered', ['p-3', 'Inbound', 'Disconnected', 'TargetBusy']],
  ] as const)('it is %s', (sight, agent, fresh) => {
    const seen = session([...left], ['p-2', 'Inbound', agent], [...fresh] as [string, string, string]);
    expect(judgeTransfer(seen, 'p-1', before)).toBe(sight);
  });
});

describe('a blind transfer whose parties were not seen before', () => {
  it('does not take the agent for the taker', () => {
    const left = ['p-1', 'Outbound', 'Disconnected', 'BlindTransfer'] as const;
    const agent = ['p-2', 'Inbound', 'Answered'] as const;
    expect(judgeTransfer(session([...left], [...agent]), 'p-1', undefined)).toBe('no-sign');
    expect(judgeTransfer(session([...left], [...agent], ['p-3', 'Inbound', 'Answered']), 'p-1', undefined)).toBe(
      'answered',
    );
  });
});

describe('how often calls are looked at', () => {
  it('every 5 s while there are few, more rarely the more there are, half as often when little budget is left', () => {
    const rows = [1, 2, 3, 5, 10, 30, 60].map((calls) => [calls, lookInterval(calls, 50, 40)]);
    expect(Object.fromEntries(rows)).toMatchInlineSnapshot(`
      {
        "1": 5000,
        "10": 24000,
        "2": 5000,
        "3": 7200,
        "30": 72000,
        "5": 12000,
        "60": 144000,
      }
    `);
    expect(lookInterval(1, 50, 5)).toBe(10_000);
  });
});
