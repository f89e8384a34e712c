import { afterEach, describe, expect, it } from 'vitest';
import type { CallRef } from '../../../src/hunter/ports/phone.js';
import type { RingTarget } from '../../../src/hunter/terms.js';
import { SoftphoneError } from '../../../src/phone/softphone/sip/softphone-error.js';
import { line, type PhoneCase, phoneCase, SESSIONS, sessionJson } from '../support/phone-case.js';

const dana: RingTarget = { kind: 'extension', extensionId: '101', extensionNumber: '101', name: 'Dana' };
const mobile: RingTarget = { kind: 'number', number: '+12025550150', name: 'Mobile' };
const LEG = 'listen:call1/1';
const LISTEN = 's-listencall11';
/** Whoever is rung the second time. */
const AGAIN = 's-listencall12';
const CONSULT = 's-consultcall1';
const RING_MS = 20_000;
const rung = (code: string, reason?: string) => session(LISTEN, code, reason);
const session = (id: string, code: string, reason?: string) => {
  const own = id.replace('s-', 'p-');
  return sessionJson(id, [`${own}-1`, 'Outbound', 'Answered'], [`${own}-2`, 'Inbound', code, reason]);
};

describe('listening in', () => {
  let one: PhoneCase;
  let call: CallRef;
  afterEach(() => one.close());
  const begin = async (seen: unknown = rung('Answered')) => {
    one = await phoneCase();
    call = await one.dialled();
    one.sessions.set(LISTEN, seen);
  };
  const listening = async () => {
    await begin();
    expect(await one.phone.listenIn(call, dana, RING_MS)).toEqual({ outcome: 'listening' });
  };

  it('rings the person on a second leg of the line, and lets them hear the call once they have answered', async () => {
    await begin(rung('Proceeding'));
    const asked = one.phone.listenIn(call, dana, RING_MS);
    await expect.poll(() => one.server.count('GET', `${SESSIONS}/${LISTEN}`)).toBeGreaterThan(1);
    expect(one.line().done).not.toContain(`relay call1 ${LEG}`);
    one.sessions.set(LISTEN, rung('Answered'));
    expect(await asked).toEqual({ outcome: 'listening' });
    // No port: what the person says is heard by nobody.
    expect(one.line().done.slice(-2)).toEqual([`dial ${LEG} 101`, `relay call1 ${LEG}`]);
    expect(one.facts).toEqual([]);
  });

  it.each([
    ['voicemail picks up', 'VoiceMail', undefined, 'unanswered'],
    ['the phone is busy', 'Disconnected', 'TargetBusy', 'busy'],
    ['the call is declined', 'Disconnected', 'Rejected', 'unanswered'],
  ])('%s: nobody listens, their leg is hung up, the call goes on', async (_case, code, reason, outcome) => {
    await begin(rung(code, reason));
    expect(await one.phone.listenIn(call, dana, RING_MS)).toMatchObject({ outcome });
    await expect.poll(() => one.line().legs.has(LEG)).toBe(false);
    expect(one.line().done).not.toContain(`relay call1 ${LEG}`);
    expect(await one.phone.look(call)).toEqual({ seen: 'alive', audible: true });
    one.sessions.set(AGAIN, session(AGAIN, 'Answered'));
    expect(await one.phone.listenIn(call, dana, RING_MS)).toEqual({ outcome: 'listening' });
  });

  it('tells when the listener hangs up, once, and they can be rung again', async () => {
    await listening();
    one.line().end(LEG, { cause: 'far-end', reason: 'BYE' });
    one.line().end(LEG, { cause: 'far-end', reason: 'BYE' });
    expect(one.facts).toEqual([{ callId: 'call1', type: 'listener-left' }]);
    one.sessions.set(AGAIN, session(AGAIN, 'Answered'));
    expect(await one.phone.listenIn(call, dana, RING_MS)).toEqual({ outcome: 'listening' });
  });

  it('tells the keys the listener presses, and none of those pressed before they hear the call or after they left', async () => {
    await begin(rung('Proceeding'));
    const asked = one.phone.listenIn(call, dana, RING_MS);
    await expect.poll(() => one.line().legs.has(LEG)).toBe(true);
    one.line().tell({ leg: LEG, type: 'key', key: '9' });
    one.sessions.set(LISTEN, rung('Answered'));
    await asked;
    one.line().tell({ leg: LEG, type: 'key', key: '1' });
    one.line().tell({ leg: LEG, type: 'key', key: '#' });
    one.line().tell({ leg: 'call1', type: 'key', key: '3' });
    one.line().end(LEG, { cause: 'far-end', reason: 'BYE' });
    one.line().tell({ leg: LEG, type: 'key', key: '4' });
    expect(one.facts).toEqual([
      { callId: 'call1', type: 'listener-key', key: '1' },
      { callId: 'call1', type: 'listener-key', key: '#' },
      { callId: 'call1', type: 'listener-left' },
    ]);
  });

  it('asked twice for one person rings once; a second person is refused and told who listens', async () => {
    await begin();
    const twice = [one.phone.listenIn(call, dana, RING_MS), one.phone.listenIn(call, { ...dana }, RING_MS)];
    expect(await one.phone.listenIn(call, mobile, RING_MS)).toEqual({
      outcome: 'refused',
      reason: 'Dana is already listening to this call.',
    });
    expect(await Promise.all(twice)).toEqual([{ outcome: 'listening' }, { outcome: 'listening' }]);
    expect(one.line().done.filter((step) => step.startsWith(`dial ${LEG}`))).toHaveLength(1);
  });

  it('a late word of a former ringing is not taken for the end of the present one', async () => {
    await begin(rung('Disconnected', 'TargetBusy'));
    expect(await one.phone.listenIn(call, dana, RING_MS)).toMatchObject({ outcome: 'busy' });
    one.sessions.set(AGAIN, session(AGAIN, 'Answered'));
    const asked = one.phone.listenIn(call, dana, RING_MS);
    one.line().end(LEG, { cause: 'us', reason: 'We hung up.' });
    expect(await asked).toEqual({ outcome: 'listening' });
    one.line().end(LEG, { cause: 'us', reason: 'We hung up.' });
    expect(one.facts).toEqual([]);
  });

  it('hangs the listener up when the call ends, without a word of their own', async () => {
    await listening();
    one.line().end('call1', { cause: 'far-end', reason: 'The far end hung up.' });
    await expect.poll(() => one.line().legs.has(LEG)).toBe(false);
    expect(one.facts.map(({ type }) => type)).toEqual(['ended']);
  });

  it('hangs the listener up when the call is dropped', async () => {
    await listening();
    expect(await one.phone.drop(call)).toBe(true);
    await expect.poll(() => one.line().legs.size).toBe(0);
    expect(one.facts.map(({ type }) => type)).toEqual(['ended']);
  });

  it('stops ringing when the call ends before anybody answered', async () => {
    await begin(rung('Proceeding'));
    const asked = one.phone.listenIn(call, dana, 600_000);
    await expect.poll(() => one.line().legs.has(LEG)).toBe(true);
    one.line().end('call1', { cause: 'far-end', reason: 'The far end hung up.' });
    expect(await asked).toMatchObject({ outcome: 'refused' });
    await expect.poll(() => one.line().legs.has(LEG)).toBe(false);
  });

  it('is over before the taker is rung, and stays over when the hand-over succeeds', async () => {
    await listening();
    one.server.on('POST', `${SESSIONS}/*/parties/*/bridge`, () => {
      one.line().end('call1', { cause: 'far-end', reason: 'BYE' });
      one.line().end('consult:call1', { cause: 'far-end', reason: 'BYE' });
      return { status: 200, json: {} };
    });
    const taker = ['p-consultcall1-2', 'Inbound', 'Answered'] as const;
    one.sessions.set(CONSULT, sessionJson(CONSULT, ['p-consultcall1-1', 'Outbound', 'Answered'], taker));
    expect(await one.phone.handOver(call, dana, RING_MS)).toMatchObject({ outcome: 'connected' });
    const { done } = one.line();
    expect(done.lastIndexOf(`hangUp ${LEG}`)).toBeLessThan(done.indexOf('dial consult:call1 101'));
    expect(done.lastIndexOf(`hangUp ${LEG}`)).toBeGreaterThan(done.indexOf(`relay call1 ${LEG}`));
    expect(one.facts).toEqual([]);
  });

  it('says that nobody listens any more when the hand-over failed and the call goes on', async () => {
    await listening();
    const away = ['p-consultcall1-2', 'Inbound', 'Disconnected', 'NoAnswer'] as const;
    one.sessions.set(CONSULT, sessionJson(CONSULT, ['p-consultcall1-1', 'Outbound', 'Answered'], away));
    expect(await one.phone.handOver(call, dana, RING_MS)).toMatchObject({ outcome: 'unanswered' });
    expect(one.facts).toEqual([{ callId: 'call1', type: 'listener-left' }]);
  });

  it('is refused while the call is being taken', async () => {
    await begin();
    one.sessions.set(CONSULT, sessionJson(CONSULT, ['p-consultcall1-1', 'Outbound', 'Answered']));
    const handing = one.phone.handOver(call, dana, 3_000);
    expect(await one.phone.listenIn(call, mobile, RING_MS)).toMatchObject({ outcome: 'refused' });
    await handing;
  });

  it('a line that cannot pass the sound on says so, and rings nobody in vain', async () => {
    await begin();
    one.line().relayFails = new SoftphoneError('no-leg', 'There is no such leg on this line.');
    expect(await one.phone.listenIn(call, dana, RING_MS)).toEqual({
      outcome: 'refused',
      reason: 'There is no such leg on this line.',
    });
    await expect.poll(() => one.line().legs.has(LEG)).toBe(false);
    expect(one.facts).toEqual([]);
  });

  it('after a restart nobody listens: a look at the call says so, and our line cannot be listened to', async () => {
    one = await phoneCase();
    call = { callId: 'old', line, sessionId: 's-old', partyId: 'p-old-1' };
    const other = ['p-old-2', 'Inbound', 'Answered'] as const;
    one.sessions.set('s-old', sessionJson('s-old', ['p-old-1', 'Outbound', 'Answered'], other));
    expect(await one.phone.look(call)).toEqual({ seen: 'alive', audible: false });
    expect(one.facts).toEqual([{ callId: 'old', type: 'listener-left' }]);
    expect(await one.phone.listenIn(call, dana, RING_MS)).toMatchObject({ outcome: 'refused' });
  });
});
