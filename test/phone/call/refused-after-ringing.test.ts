import { afterEach, describe, expect, it } from 'vitest';
import { type RefusalName, refusalWords } from '../../../src/phone/api/refusals.js';
import { endOfStatus } from '../../../src/phone/softphone/sip/dialog/endings.js';
import { type PhoneCase, phoneCase, request, SESSIONS, sessionJson } from '../support/phone-case.js';
import type { Answer } from '../support/rc-server.js';

const own = ['p-call1-1', 'Outbound', 'Disconnected'] as const;
const callee = (reason?: string) => ['p-call1-2', 'Inbound', 'Disconnected', reason] as const;
const ONE = `${SESSIONS}/s-call1`;

describe('a call that is refused after it seemed to ring', () => {
  let one: PhoneCase;
  afterEach(() => one.close());
  /** Dials; the server says 183, then this status, while the session shows these parties. */
  const refused = async (
    status: number,
    shown: Parameters<typeof sessionJson>[1][] | Answer,
    askAgainst?: () => Promise<string | undefined>,
  ) => {
    one = await phoneCase(askAgainst === undefined ? {} : { askAgainst });
    if (Array.isArray(shown)) one.sessions.set('s-call1', sessionJson('s-call1', ...shown));
    else one.server.on('GET', ONE, shown);
    expect(await one.phone.dial(request)).toMatchObject({ outcome: 'dialled' });
    one.line().end('call1', endOfStatus(status));
    return one.fact('ended');
  };

  it.each<[string, number, Parameters<typeof sessionJson>[1][] | Answer, string, RefusalName]>([
    ['486 and nobody was called', 486, [own], 'refused', 'not-reached'],
    [
      '486 of our own party alone',
      486,
      [['p-call1-1', 'Outbound', 'Disconnected', 'TargetBusy']],
      'refused',
      'not-reached',
    ],
    ['486 and a busy callee', 486, [own, callee('TargetBusy')], 'busy', 'busy'],
    ['486 and a callee without a word', 486, [own, callee()], 'busy', 'busy'],
    ['486 and a callee of a wrong number', 486, [own, callee('InvalidNumber')], 'refused', 'unknown-number'],
    ['486 where looking is forbidden', 486, { status: 403, json: { errorCode: 'TAS-106' } }, 'refused', 'perhaps-busy'],
    ['486 and no such session any more', 486, { status: 404 }, 'refused', 'perhaps-busy'],
    ['486 and no answer', 486, 'break', 'refused', 'perhaps-busy'],
    ['603 and nobody was called', 603, [own], 'refused', 'barred'],
    ['603 and a callee', 603, [own, callee()], 'refused', 'declined'],
    ['503, which passes by itself', 503, [own], 'no-answer', 'service-trouble'],
    ['404', 404, [own], 'refused', 'unknown-number'],
    ['480', 480, [own], 'no-answer', 'no-answer'],
  ])('%s', async (_case, status, shown, end, name) => {
    expect(await refused(status, shown)).toEqual({ callId: 'call1', type: 'ended', end, reason: refusalWords(name) });
    expect(one.facts).toHaveLength(1);
    // One look at most, and the line is free for the next call.
    expect(one.server.count('GET', ONE)).toBeLessThanOrEqual(1);
    expect(one.phone.figures().calls).toBe(0);
  });

  it('names what the account says of its line now, where that may be the cause', async () => {
    let asked = 0;
    const words = refusalWords('no-emergency-address');
    const against = async () => {
      asked++;
      return words;
    };
    expect(await refused(486, [own], against)).toMatchObject({ end: 'refused', reason: words });
    expect(asked).toBe(1);
    await one.close();
    expect(await refused(486, [own, callee('TargetBusy')], against)).toMatchObject({ end: 'busy' });
    expect(asked).toBe(1);
  });

  it('is told without it where the account does not answer in time, or fails', async () => {
    const reason = refusalWords('not-reached');
    expect(await refused(486, [own], () => new Promise(() => undefined))).toMatchObject({ reason });
    await one.close();
    expect(await refused(486, [own], () => Promise.reject(new Error('no directory')))).toMatchObject({ reason });
  });

  it('while the dial is still being reported is looked at all the same, and told after it', async () => {
    one = await phoneCase({
      prepare: (made) => {
        made.dialPlan = (leg) => {
          made.tell({ leg, type: 'ringing' });
          made.end(leg, endOfStatus(486));
          return { sessionId: 's-call1', partyId: 'p-call1-1' };
        };
      },
    });
    one.sessions.set('s-call1', sessionJson('s-call1', own));
    expect(await one.phone.dial(request)).toMatchObject({ outcome: 'dialled', sessionId: 's-call1' });
    expect(one.facts).toEqual([]);
    expect(await one.fact('ended')).toMatchObject({ end: 'refused', reason: refusalWords('not-reached') });
  });

  it('and is dropped while it is looked at, is told once', async () => {
    let answer = (): void => undefined;
    const held = new Promise<undefined>((resolve) => {
      answer = () => resolve(undefined);
    });
    const ending = refused(486, [own], () => held);
    await expect.poll(() => one?.server.count('GET', ONE)).toBe(1);
    expect(await one.phone.drop({ callId: 'call1' })).toBe(true);
    answer();
    await ending;
    expect(one.facts).toHaveLength(1);
  });
});
