import { afterEach, describe, expect, it } from 'vitest';
import type { RingTarget } from '../../../src/hunter/terms.js';
import { refusalWords } from '../../../src/phone/api/refusals.js';
import { endOfStatus, hungUp } from '../../../src/phone/softphone/sip/dialog/endings.js';
import type { LegEnd } from '../../../src/phone/softphone/sip/softphone.js';
import { SoftphoneError } from '../../../src/phone/softphone/sip/softphone-error.js';
import { type PhoneCase, phoneCase, SESSIONS, sessionJson } from '../support/phone-case.js';

const dana: RingTarget = { kind: 'extension', extensionId: '101', extensionNumber: '101', name: 'Dana' };
const LEG = 'consult:call1';
const CONSULT = 's-consultcall1';
const own = (code: string) => ['p-consultcall1-1', 'Outbound', code] as const;
const callee = (code: string, reason?: string) => ['p-consultcall1-2', 'Inbound', code, reason] as const;

describe('a call to the taker', () => {
  let one: PhoneCase;
  afterEach(() => one.close());
  /** A hand-over whose first way rings; the second one is blind, and always works here. */
  const begin = async (options: Parameters<typeof phoneCase>[0] = {}) => {
    one = await phoneCase({ handOverWays: ['bridge', 'transfer'], ...options });
    const call = await one.dialled();
    one.server.on('POST', `${SESSIONS}/*/parties/*/transfer`, () => {
      const left = ['p-call1-1', 'Outbound', 'Disconnected', 'BlindTransfer'] as const;
      one.sessions.set('s-call1', sessionJson('s-call1', left, ['p-call1-3', 'Inbound', 'Answered']));
      return { status: 200, json: {} };
    });
    return call;
  };
  const byTransfer = { outcome: 'connected', way: 'transfer' };

  it.each([403, 486, 488, 503, 603])('whose own INVITE is refused (%i) leaves the next way', async (status) => {
    const error = new SoftphoneError('call-refused', 'Refused.', { status, end: endOfStatus(status) });
    const call = await begin({
      prepare: (made) => {
        const usual = made.dialPlan;
        made.dialPlan = (leg, number) => (leg === LEG ? error : usual(leg, number));
      },
    });
    expect(await one.phone.handOver(call, dana, 20_000)).toEqual(byTransfer);
  });

  it.each<[string, LegEnd, Parameters<typeof sessionJson>[1][], object]>([
    ['486 and nobody was called', endOfStatus(486), [own('Disconnected')], byTransfer],
    ['603 and nobody was called', endOfStatus(603), [own('Disconnected')], byTransfer],
    ['an end before anybody was called', hungUp, [own('Disconnected')], byTransfer],
    ['503, whoever was called', endOfStatus(503), [own('Answered'), callee('Proceeding')], byTransfer],
    [
      '486 and a busy callee',
      endOfStatus(486),
      [own('Disconnected'), callee('Disconnected', 'TargetBusy')],
      { outcome: 'busy', reason: 'Their phone is busy.' },
    ],
    [
      '486 and a callee without a word yet',
      endOfStatus(486),
      [own('Answered'), callee('Proceeding')],
      { outcome: 'busy', reason: 'Their phone is busy.' },
    ],
    [
      '603 and a callee',
      endOfStatus(603),
      [own('Disconnected'), callee('Disconnected')],
      { outcome: 'unanswered', reason: refusalWords('declined') },
    ],
    [
      'a hang-up of who was called',
      hungUp,
      [own('Disconnected'), callee('Disconnected', 'Rejected')],
      { outcome: 'unanswered', reason: 'The call was not taken.' },
    ],
  ])('that ends while it rings is judged by who was called: %s', async (_case, end, shown, outcome) => {
    const call = await begin();
    one.sessions.set(CONSULT, sessionJson(CONSULT, own('Setup')));
    const handing = one.phone.handOver(call, dana, 20_000);
    await expect.poll(() => one.line().legs.has(LEG)).toBe(true);
    one.sessions.set(CONSULT, sessionJson(CONSULT, ...shown));
    one.line().end(LEG, end);
    expect(await handing).toEqual(outcome);
  });

  it('that the session shows as barred leaves the next way, without a word of SIP', async () => {
    const call = await begin();
    one.sessions.set(CONSULT, sessionJson(CONSULT, own('Answered'), callee('Disconnected', 'DestinationBlocked')));
    expect(await one.phone.handOver(call, dana, 20_000)).toEqual(byTransfer);
  });

  it('which another phone of theirs goes on with is joined there', async () => {
    const call = await begin({ handOverWays: ['bridge'] });
    one.server.on('POST', `${SESSIONS}/*/parties/*/bridge`, { status: 200, json: {} });
    one.sessions.set(CONSULT, sessionJson(CONSULT, own('Answered'), callee('Disconnected', 'CallSwitch')));
    const handing = one.phone.handOver(call, dana, 20_000);
    await expect.poll(() => one.server.count('GET', `${SESSIONS}/${CONSULT}`)).toBeGreaterThan(2);
    const there = ['p-consultcall1-3', 'Inbound', 'Answered'] as const;
    one.sessions.set(CONSULT, sessionJson(CONSULT, own('Answered'), callee('Disconnected', 'CallSwitch'), there));
    expect(await handing).toEqual({ outcome: 'connected', way: 'bridge' });
  });
});
