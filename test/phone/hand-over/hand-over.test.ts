import { afterEach, describe, expect, it } from 'vitest';
import type { CallRef } from '../../../src/hunter/ports/phone.js';
import type { RingTarget } from '../../../src/hunter/terms.js';
import { SoftphoneError } from '../../../src/phone/softphone/sip/softphone-error.js';
import { line, type PhoneCase, phoneCase, SESSIONS, sessionJson, takerClip } from '../support/phone-case.js';

const dana: RingTarget = { kind: 'extension', extensionId: '101', extensionNumber: '101', name: 'Dana' };
const mobile: RingTarget = { kind: 'number', number: '+12025550150', name: 'Mobile' };
const LEG = 'consult:call1';
const CONSULT = 's-consultcall1';
const RING_MS = 20_000;
const own = ['p-consultcall1-1', 'Outbound', 'Answered'] as const;
const consult = (code: string, reason?: string) =>
  sessionJson(CONSULT, own, ['p-consultcall1-2', 'Inbound', code, reason] as const);

describe('handing an agent over', () => {
  let one: PhoneCase;
  afterEach(() => one.close());
  const bridges = () => one.server.asked.filter((asked) => asked.path.endsWith('/bridge'));
  const transfers = () => one.server.asked.filter((asked) => asked.path.endsWith('/transfer'));
  /** Both legs get a BYE, our parties are gone; as the server does it before it answers. */
  const bridgeWorks = () =>
    one.server.on('POST', `${SESSIONS}/*/parties/*/bridge`, () => {
      const gone = ['p-call1-1', 'Outbound', 'Gone', 'AttendedTransfer'] as const;
      one.sessions.set('s-call1', sessionJson('s-call1', gone, ['p-call1-2', 'Inbound', 'Answered']));
      one.line().end('call1', { cause: 'far-end', reason: 'BYE' });
      one.line().end(LEG, { cause: 'far-end', reason: 'BYE' });
      return { status: 200, json: { id: 'p-call1-1', status: { code: 'Gone', reason: 'AttendedTransfer' } } };
    });
  const transferWorks = (then: Parameters<typeof sessionJson>[1]) =>
    one.server.on('POST', `${SESSIONS}/*/parties/*/transfer`, () => {
      const left = ['p-call1-1', 'Outbound', 'Disconnected', 'BlindTransfer'] as const;
      one.sessions.set('s-call1', sessionJson('s-call1', left, ['p-call1-2', 'Inbound', 'Answered'], then));
      one.line().end('call1', { cause: 'far-end', reason: 'BYE' });
      return { status: 200, json: { id: 'p-call1-1' } };
    });
  /** On an account whose sign-in may control the line's calls. */
  const begin = async (options: Parameters<typeof phoneCase>[0] = {}): Promise<CallRef> => {
    one = await phoneCase({ mayControl: true, ...options });
    return one.dialled();
  };

  it('rings the taker while the agent is kept, and joins the two once a person has answered', async () => {
    const call = await begin();
    bridgeWorks();
    one.sessions.set(CONSULT, consult('Proceeding'));
    const handing = one.phone.handOver(call, dana, RING_MS);
    await expect.poll(() => one.server.count('GET', `${SESSIONS}/${CONSULT}`)).toBeGreaterThan(1);
    expect(bridges()).toEqual([]);
    one.sessions.set(CONSULT, consult('Answered'));
    expect(await handing).toEqual({ outcome: 'connected', way: 'bridge' });
    expect(one.line().done).toContain('dial consult:call1 101');
    expect(bridges()).toHaveLength(1);
    expect(bridges()[0]).toMatchObject({
      path: `${SESSIONS}/s-call1/parties/p-call1-1/bridge`,
      body: { telephonySessionId: CONSULT, partyId: 'p-consultcall1-1' },
    });
    // The end of our own leg was the success, not the end of a call.
    expect(one.facts.filter((fact) => fact.type === 'ended')).toEqual([]);
    expect(one.ear.done.slice(-2)).toEqual(['tune call1 off', 'close call1']);
    expect(await one.phone.look(call)).toEqual({ seen: 'handed-over' });
  });

  it('joins nobody when another process has the hunt by the time the taker answers', async () => {
    const call = await begin();
    bridgeWorks();
    one.sessions.set(CONSULT, consult('Proceeding'));
    let isOurs = true;
    const handing = one.phone.handOver(call, dana, RING_MS, () => isOurs);
    await expect.poll(() => one.server.count('GET', `${SESSIONS}/${CONSULT}`)).toBeGreaterThan(1);
    isOurs = false;
    one.sessions.set(CONSULT, consult('Answered'));
    expect(await handing).toMatchObject({ outcome: 'refused' });
    expect(bridges()).toEqual([]);
    expect(transfers()).toEqual([]);
    expect(one.line().done).toContain('hangUp consult:call1');
  });

  it.each(['transfer', 'refer'] as const)(
    'by %s sends nobody on once another process has the hunt, though that was learned during the last look',
    async (way) => {
      const call = await begin({ handOverWays: [way] });
      let isOurs = true;
      one.server.on('GET', `${SESSIONS}/s-call1`, () => {
        isOurs = false;
        return { status: 200, json: one.sessions.get('s-call1') };
      });
      expect(await one.phone.handOver(call, dana, RING_MS, () => isOurs)).toMatchObject({ outcome: 'refused' });
      expect(transfers()).toEqual([]);
      expect(one.line().done).not.toContain('refer call1 101');
    },
  );

  it('never drops a talk, however late somebody asks for it', async () => {
    const call = await begin();
    bridgeWorks();
    one.sessions.set(CONSULT, consult('Answered'));
    await one.phone.handOver(call, dana, RING_MS);
    expect(await one.phone.drop(call)).toBe(true);
    expect(one.server.count('DELETE', `${SESSIONS}/*`)).toBe(0);
  });

  it.each([
    ['voicemail picks up', 'VoiceMail', undefined, 'unanswered'],
    ['the phone is busy', 'Disconnected', 'TargetBusy', 'busy'],
    ['the call is declined', 'Disconnected', 'Rejected', 'unanswered'],
  ])('%s: the agent stays, the consult is hung up', async (_case, code, reason, outcome) => {
    const call = await begin();
    one.sessions.set(CONSULT, consult(code, reason));
    expect(await one.phone.handOver(call, dana, RING_MS)).toMatchObject({ outcome });
    expect(one.line().done).toContain('hangUp consult:call1');
    expect(one.facts).toEqual([]);
    expect(await one.phone.look(call)).toEqual({ seen: 'alive', audible: true });
    expect(transfers()).toEqual([]);
  });

  it.each([
    ['a phone that rings on', consult('Proceeding'), 'Their phone was not answered.'],
    ['a callee that is never shown', sessionJson(CONSULT, own), 'RingCentral never showed that anybody answered.'],
  ])('%s is unanswered when the ringing time is over', async (_case, seen, reason) => {
    const call = await begin();
    one.sessions.set(CONSULT, seen);
    expect(await one.phone.handOver(call, mobile, 4_000)).toEqual({ outcome: 'unanswered', reason });
    expect(one.line().done).toContain('dial consult:call1 +12025550150');
    expect(bridges()).toEqual([]);
  });

  it('an agent who hangs up while it rings ends the ringing at once', async () => {
    const call = await begin();
    one.sessions.set(CONSULT, consult('Proceeding'));
    const handing = one.phone.handOver(call, dana, 600_000);
    await expect.poll(() => one.line().legs.has(LEG)).toBe(true);
    one.line().end('call1', { cause: 'far-end', reason: 'The agent hung up.' });
    expect(await handing).toMatchObject({ outcome: 'agent-gone' });
    expect(one.line().done).toContain('hangUp consult:call1');
    expect(one.facts).toEqual([{ callId: 'call1', type: 'ended', end: 'far-end', reason: 'The agent hung up.' }]);
  });

  it('a drop while it rings ends both calls', async () => {
    const call = await begin();
    one.sessions.set(CONSULT, consult('Proceeding'));
    const handing = one.phone.handOver(call, dana, 600_000);
    await expect.poll(() => one.line().legs.has(LEG)).toBe(true);
    expect(await one.phone.drop(call)).toBe(true);
    expect(await handing).toMatchObject({ outcome: 'agent-gone' });
    expect(one.line().legs.size).toBe(0);
    expect(one.facts).toMatchObject([{ type: 'ended', end: 'us' }]);
  });

  it('who picked up is told that their phone will ring again before a blind way is tried', async () => {
    const call = await begin({ handOverWays: ['bridge', 'transfer'] });
    one.server.on('POST', `${SESSIONS}/*/parties/*/bridge`, { status: 403, json: { errorCode: 'CMN-408' } });
    transferWorks(['p-call1-3', 'Inbound', 'Answered']);
    one.sessions.set(CONSULT, consult('Answered'));
    expect(await one.phone.handOver(call, dana, RING_MS)).toEqual({ outcome: 'connected', way: 'transfer' });
    const { done, said } = one.line();
    expect(said.at(-1)).toHaveLength(takerClip('rings-again').length);
    expect(done.indexOf('hangUp consult:call1')).toBeGreaterThan(done.lastIndexOf('say consult:call1'));
    expect(transfers()[0]?.body).toEqual({ extensionNumber: '101' });
    expect(one.facts).toEqual([]);
  });

  it('a wrong state (409) right after the answer is tried again, since the taker is on the line', async () => {
    const call = await begin();
    bridgeWorks();
    const works = one.server;
    let tries = 0;
    works.on('POST', `${SESSIONS}/*/parties/*/bridge`, () => {
      tries++;
      if (tries >= 2)
        one.sessions.set('s-call1', sessionJson('s-call1', ['p-call1-1', 'Outbound', 'Gone', 'AttendedTransfer']));
      return tries < 2 ? { status: 409, json: { message: 'Incorrect State' } } : { status: 200, json: {} };
    });
    one.sessions.set(CONSULT, consult('Answered'));
    expect(await one.phone.handOver(call, dana, RING_MS)).toEqual({ outcome: 'connected', way: 'bridge' });
    expect(tries).toBe(2);
  });

  it('a bridge whose answer is lost is looked after, not done again', async () => {
    const call = await begin();
    one.server.on('POST', `${SESSIONS}/*/parties/*/bridge`, () => {
      one.sessions.set('s-call1', sessionJson('s-call1', ['p-call1-1', 'Outbound', 'Gone', 'AttendedTransfer']));
      return 'break';
    });
    one.sessions.set(CONSULT, consult('Answered'));
    expect(await one.phone.handOver(call, dana, RING_MS)).toEqual({ outcome: 'connected', way: 'bridge' });
    expect(bridges()).toHaveLength(1);
  });

  it('a blind transfer that reaches voicemail has lost the agent, and says so', async () => {
    const call = await begin({ handOverWays: ['transfer'] });
    transferWorks(['p-call1-3', 'Inbound', 'VoiceMail']);
    const result = await one.phone.handOver(call, mobile, RING_MS);
    expect(result).toMatchObject({ outcome: 'agent-gone', reason: expect.stringContaining('voicemail') });
    expect(transfers()[0]?.body).toEqual({ phoneNumber: '+12025550150' });
    expect(one.facts).toMatchObject([{ type: 'ended' }]);
  });

  it('refer is the last way; when all are refused the agent stays, and the cause with a remedy is told', async () => {
    const call = await begin({
      prepare: (made) => {
        made.referFails = new SoftphoneError('transfer-refused', 'The server refused the REFER.');
      },
    });
    one.server.on('POST', `${SESSIONS}/*/parties/*/bridge`, { status: 409 });
    one.server.on('POST', `${SESSIONS}/*/parties/*/transfer`, { status: 403, json: { errorCode: 'TAS-106' } });
    one.sessions.set(CONSULT, consult('Answered'));
    const result = await one.phone.handOver(call, dana, RING_MS);
    expect(result.outcome).toBe('refused');
    expect(result).toHaveProperty('reason', expect.stringContaining('/irs-hunt connect'));
    expect(result).not.toHaveProperty('reason', expect.stringContaining('REFER'));
    expect(one.line().done).toContain('refer call1 101');
    expect(await one.phone.look(call)).toEqual({ seen: 'alive', audible: true });
  });

  it('a referred call counts as connected only once somebody new has answered', async () => {
    const call = await begin({
      handOverWays: ['refer'],
      prepare: (made) => {
        made.refer = async () => {
          const left = ['p-call1-1', 'Outbound', 'Disconnected', 'BlindTransfer'] as const;
          const agent = ['p-call1-2', 'Inbound', 'Answered'] as const;
          one.sessions.set('s-call1', sessionJson('s-call1', left, agent, ['p-call1-3', 'Inbound', 'Proceeding']));
        };
      },
    });
    const handing = one.phone.handOver(call, dana, RING_MS);
    await expect.poll(() => one.server.count('GET', `${SESSIONS}/s-call1`)).toBeGreaterThan(2);
    const left = ['p-call1-1', 'Outbound', 'Disconnected', 'BlindTransfer'] as const;
    one.sessions.set('s-call1', sessionJson('s-call1', left, ['p-call1-3', 'Inbound', 'Answered']));
    expect(await handing).toEqual({ outcome: 'connected', way: 'refer' });
  });

  it('a taker who sits at the very line is rung at its number, since it cannot dial its own extension', async () => {
    const call = await begin();
    one.sessions.set(CONSULT, consult('Disconnected', 'NoAnswer'));
    const self: RingTarget = { kind: 'extension', extensionId: '201', extensionNumber: '201', name: 'Line 201' };
    await one.phone.handOver(call, self, RING_MS);
    expect(one.line().done).toContain('dial consult:call1 +12025550101');
  });

  it('after a restart only the transfer is left, whatever the setting says', async () => {
    one = await phoneCase({ handOverWays: ['bridge'] });
    const call = { callId: 'old', line, sessionId: 's-call1', partyId: 'p-call1-1' };
    one.sessions.set(
      's-call1',
      sessionJson('s-call1', ['p-call1-1', 'Outbound', 'Answered'], ['p-call1-2', 'Inbound', 'Answered']),
    );
    one.server.on('POST', `${SESSIONS}/*/parties/*/transfer`, () => {
      const left = ['p-call1-1', 'Outbound', 'Disconnected', 'BlindTransfer'] as const;
      one.sessions.set(
        's-call1',
        sessionJson('s-call1', left, ['p-call1-2', 'Inbound', 'Answered'], ['p-call1-3', 'Inbound', 'Answered']),
      );
      return { status: 200, json: {} };
    });
    expect(await one.phone.handOver(call, dana, RING_MS)).toEqual({ outcome: 'connected', way: 'transfer' });
    expect(one.lines).toHaveLength(0);
  });

  it('two hand-overs of one call never run together', async () => {
    const call = await begin();
    one.sessions.set(CONSULT, consult('Proceeding'));
    const first = one.phone.handOver(call, dana, 3_000);
    expect(await one.phone.handOver(call, mobile, 3_000)).toMatchObject({ outcome: 'refused' });
    await first;
  });

  it('a consult that may not be watched (403) leaves the other ways', async () => {
    const call = await begin();
    one.server.on('GET', `${SESSIONS}/${CONSULT}`, { status: 403, json: { errorCode: 'CMN-408' } });
    transferWorks(['p-call1-3', 'Inbound', 'Answered']);
    expect(await one.phone.handOver(call, dana, RING_MS)).toEqual({ outcome: 'connected', way: 'transfer' });
  });
});
