import { afterEach, describe, expect, it } from 'vitest';
import type { CallRef } from '../../../src/hunter/ports/phone.js';
import type { RingTarget } from '../../../src/hunter/terms.js';
import { SoftphoneError } from '../../../src/phone/softphone/sip/softphone-error.js';
import type { TakerPhrase } from '../../../src/phone/speech/taker-phrases.js';
import type { FakeLine } from '../support/fake-line.js';
import { type PhoneCase, phoneCase, SESSIONS, sessionJson, takerClip } from '../support/phone-case.js';

const dana: RingTarget = { kind: 'extension', extensionId: '101', extensionNumber: '101', name: 'Dana' };
const LEG = 'consult:call1';
const CONSULT = 's-consultcall1';
const BYE = { cause: 'far-end', reason: 'BYE' } as const;
const unconfirmed = () =>
  new SoftphoneError('transfer-unconfirmed', 'The outcome of the transfer was not told in time.');
const refused = () => new SoftphoneError('transfer-refused', 'The transfer was refused (403).', { status: 403 });

describe('a hand-over on an account that lets nobody control calls of others', () => {
  let one: PhoneCase;
  afterEach(() => one.close());

  const begin = async (refer: (line: FakeLine) => Promise<void>): Promise<CallRef> => {
    one = await phoneCase({
      mayControl: false,
      prepare: (made) => {
        const asked = made.refer.bind(made);
        made.refer = async (...args) => {
          await asked(...args);
          await refer(made);
        };
      },
    });
    one.server.on('POST', `${SESSIONS}/*/parties/*/bridge`, { status: 403, json: { errorCode: 'TAS-106' } });
    one.server.on('POST', `${SESSIONS}/*/parties/*/transfer`, { status: 403, json: { errorCode: 'TAS-106' } });
    const call = await one.dialled();
    one.sessions.set(
      CONSULT,
      sessionJson(CONSULT, ['p-consultcall1-1', 'Outbound', 'Answered'], ['p-consultcall1-2', 'Inbound', 'Answered']),
    );
    return call;
  };
  const handOver = (call: CallRef, target: RingTarget = dana) => one.phone.handOver(call, target, 20_000);
  const rings = () => one.line().done.filter((what) => what.startsWith(`dial ${LEG}`)).length;
  const told = (phrase: TakerPhrase) => one.line().said.some(({ length }) => length === takerClip(phrase).length);
  const requests = (what: string) => one.server.asked.filter(({ path }) => path.endsWith(what)).length;
  const moved = () => {
    const gone = ['p-call1-1', 'Outbound', 'Gone', 'AttendedTransfer'] as const;
    one.sessions.set('s-call1', sessionJson('s-call1', gone, ['p-call1-2', 'Inbound', 'Answered']));
  };

  it('joins taker and agent by REFER with Replaces, with one ringing and no request to control a call', async () => {
    const call = await begin(async (made) => {
      made.end(LEG, BYE);
      made.end('call1', BYE);
    });
    expect(await handOver(call)).toEqual({ outcome: 'connected', way: 'replaces' });
    expect(one.line().done).toContain('refer call1 101 in place of consult:call1');
    expect(rings()).toBe(1);
    expect(requests('/bridge') + requests('/transfer')).toBe(0);
    expect(one.facts).toEqual([]);
    expect(await one.phone.look(call)).toEqual({ seen: 'handed-over' });
  });

  it.each<[string, RingTarget, string]>([
    ['a number of the firm', { kind: 'number', number: '+12025550142', name: 'Front desk' }, '+12025550142'],
    ['a call queue', { kind: 'call-queue', extensionId: '300', extensionNumber: '300', name: 'Tax Team' }, '300'],
  ])('joins whoever answers at %s the same way', async (_case, target, dialed) => {
    const call = await begin(async (made) => {
      made.end(LEG, BYE);
      made.end('call1', BYE);
    });
    const own = ['p-consultcall1-1', 'Outbound', 'Answered'] as const;
    const queue = ['p-consultcall1-2', 'Inbound', 'Disconnected', undefined, '300'] as const;
    one.sessions.set(CONSULT, sessionJson(CONSULT, own, queue, ['p-consultcall1-3', 'Inbound', 'Answered']));
    expect(await handOver(call, target)).toEqual({ outcome: 'connected', way: 'replaces' });
    expect(one.line().done).toContain(`refer call1 ${dialed} in place of consult:call1`);
  });

  it('believes the end of both legs where no word of the outcome comes', async () => {
    const call = await begin(async (made) => {
      made.end(LEG, BYE);
      made.end('call1', BYE);
      throw unconfirmed();
    });
    expect(await handOver(call)).toEqual({ outcome: 'connected', way: 'replaces' });
    expect(requests('/bridge')).toBe(0);
  });

  it('believes the session where no word of the outcome comes and both legs stand', async () => {
    const call = await begin(async () => {
      moved();
      throw unconfirmed();
    });
    expect(await handOver(call)).toEqual({ outcome: 'connected', way: 'replaces' });
  });

  it.each([
    ['is refused', refused],
    ['comes to nothing', unconfirmed],
  ])('keeps the taker on the line when it %s, says “one moment” and joins the next way', async (_case, failure) => {
    const call = await begin(async () => {
      throw failure();
    });
    one.server.on('POST', `${SESSIONS}/*/parties/*/bridge`, () => {
      moved();
      return { status: 200, json: {} };
    });
    expect(await handOver(call)).toEqual({ outcome: 'connected', way: 'bridge' });
    expect(rings()).toBe(1);
    expect(told('one-moment')).toBe(true);
    expect(one.line().done.slice(0, -1)).not.toContain(`hangUp ${LEG}`);
  });

  it('tells the taker that their phone will ring again before a blind way, and only then hangs up', async () => {
    let refers = 0;
    const call = await begin(async () => {
      refers += 1;
      if (refers === 1) throw refused();
      const left = ['p-call1-1', 'Outbound', 'Disconnected', 'BlindTransfer'] as const;
      const agent = ['p-call1-2', 'Inbound', 'Answered'] as const;
      one.sessions.set('s-call1', sessionJson('s-call1', left, agent, ['p-call1-3', 'Inbound', 'Answered']));
    });
    expect(await handOver(call)).toEqual({ outcome: 'connected', way: 'refer' });
    const { done } = one.line();
    expect(told('rings-again')).toBe(true);
    expect(done.lastIndexOf(`say ${LEG}`)).toBeLessThan(done.indexOf(`hangUp ${LEG}`));
    expect(done.indexOf(`hangUp ${LEG}`)).toBeLessThan(done.indexOf('refer call1 101'));
  });

  it('tells a taker whose agent hung up meanwhile, instead of dropping them without a word', async () => {
    const call = await begin(async (made) => {
      made.end('call1', { cause: 'far-end', reason: 'The agent hung up.' });
      one.sessions.set('s-call1', sessionJson('s-call1', ['p-call1-1', 'Outbound', 'Disconnected']));
      throw unconfirmed();
    });
    expect(await handOver(call)).toMatchObject({ outcome: 'agent-gone' });
    expect(told('agent-left')).toBe(true);
    expect(one.facts).toMatchObject([{ type: 'ended', end: 'far-end' }]);
  });

  it('opens the offer again when the taker hangs up before the two are joined; the agent stays', async () => {
    const call = await begin(async (made) => {
      made.end(LEG, BYE);
      throw unconfirmed();
    });
    expect(await handOver(call)).toMatchObject({ outcome: 'unanswered' });
    expect(await one.phone.look(call)).toEqual({ seen: 'alive', audible: true });
    expect(rings()).toBe(1);
    expect(requests('/bridge')).toBe(0);
  });

  it('puts a way that is refused for want of the right down as refused, so that SIP comes first from then on', async () => {
    one = await phoneCase({ mayControl: true });
    const call = await one.dialled();
    one.server.on('POST', `${SESSIONS}/*/parties/*/bridge`, { status: 403, json: { errorCode: 'TAS-106' } });
    one.sessions.set(
      CONSULT,
      sessionJson(CONSULT, ['p-consultcall1-1', 'Outbound', 'Answered'], ['p-consultcall1-2', 'Inbound', 'Answered']),
    );
    expect(await handOver(call)).toEqual({ outcome: 'connected', way: 'replaces' });
    expect(requests('/bridge')).toBe(1);
    await expect.poll(() => one.account.controlRights.of('201')).toBe('refused');
  });
});
