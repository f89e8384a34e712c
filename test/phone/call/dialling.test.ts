import { afterEach, describe, expect, it } from 'vitest';
import { refusalWords } from '../../../src/phone/api/refusals.js';
import { endOfStatus } from '../../../src/phone/softphone/sip/dialog/endings.js';
import { SoftphoneError } from '../../../src/phone/softphone/sip/softphone-error.js';
import { A, line, type PhoneCase, phoneCase, request, sessionJson } from '../support/phone-case.js';

const CALL_OUT = `${A}/telephony/call-out`;
const CMN_101 = {
  status: 400,
  json: { errorCode: 'CMN-101', errors: [{ errorCode: 'CMN-101', parameterName: 'phoneNumber' }] },
};

describe('dialling', () => {
  let one: PhoneCase;
  afterEach(() => one.close());
  const placed = () => ({
    status: 201,
    json: { session: sessionJson('s-out', ['p-out-1', 'Outbound', 'Setup']) },
  });

  it('a softphone line is started with its SIP credentials, dials, hears, and tells of the answer after the dial', async () => {
    one = await phoneCase({
      prepare: (made) => {
        made.dialPlan = (leg) => {
          made.tell({ leg, type: 'ringing' });
          made.tell({ leg, type: 'answered' });
          return { sessionId: 's-call1', partyId: 'p-call1-1' };
        };
      },
    });
    const result = await one.phone.dial(request);
    expect(result).toEqual({
      outcome: 'dialled',
      sessionId: 's-call1',
      partyId: 'p-call1-1',
      way: 'softphone',
      hears: true,
    });
    expect(one.facts).toEqual([]);
    await one.fact('answered');
    expect(one.line().credentials).toEqual({
      domain: 'sip.example.com',
      proxy: 'sip20.example.com:5096',
      proxies: [{ address: 'sip20.example.com:5096', region: 'NA' }],
      username: '12025550101',
      password: 'pw',
      authorizationId: '802500201',
    });
    expect(one.line().done).toEqual(['start', 'dial call1 +18005550199 audio']);
    expect(one.ear.done).toEqual(['open call1 practice']);
  });

  it('the same call is dialled once, however often it is asked for', async () => {
    one = await phoneCase();
    const [a, b] = await Promise.all([one.phone.dial(request), one.phone.dial(request)]);
    const c = await one.phone.dial(request);
    expect(a).toEqual(b);
    expect(c).toEqual(a);
    expect(one.line().done.filter((done) => done.startsWith('dial'))).toHaveLength(1);
  });

  it('a line without room for one more call places none by another way either, and nobody has refused', async () => {
    one = await phoneCase({
      prepare: (made) => {
        made.dialPlan = () => new SoftphoneError('too-many-calls', 'This line has no room for another call.');
      },
    });
    expect(await one.phone.dial(request)).toEqual({
      outcome: 'refused',
      end: 'not-sent',
      reason: 'This line has no room for another call.',
    });
    expect(one.server.count('POST', CALL_OUT)).toBe(0);
  });

  it('a refused way is told with its reason, and the next one is tried: call-out rings our softphone, which hears', async () => {
    one = await phoneCase({
      prepare: (made) => {
        made.dialPlan = () => new SoftphoneError('call-refused', 'The server refused the call (403).', { status: 403 });
      },
    });
    one.server.on('POST', CALL_OUT, ({ body }) => {
      expect(body).toEqual({ from: { deviceId: line.deviceId }, to: { phoneNumber: '+18005550199' } });
      setImmediate(() => one.line().ring?.());
      return placed();
    });
    one.sessions.set(
      's-out',
      sessionJson('s-out', ['p-out-1', 'Outbound', 'Answered'], ['p-out-2', 'Inbound', 'Proceeding']),
    );
    const result = await one.phone.dial(request);
    expect(result).toEqual({
      outcome: 'dialled',
      sessionId: 's-out',
      partyId: 'p-out-1',
      way: 'call-out-device',
      hears: true,
    });
    expect(one.facts).toEqual([
      { callId: 'call1', type: 'way-refused', way: 'softphone', reason: 'The server refused the call (403).' },
    ]);
    // Our own answering is not the destination's: only the session tells.
    one.sessions.set(
      's-out',
      sessionJson('s-out', ['p-out-1', 'Outbound', 'Answered'], ['p-out-2', 'Inbound', 'Answered']),
    );
    await one.fact('answered');
    expect(one.ear.done).toEqual(['open call1 practice', 'close call1', 'open call1 practice']);
  });

  it('while RingCentral pauses our requests (429) nothing was refused: the call was not sent, and the line is not suspected', async () => {
    const refused: string[] = [];
    one = await phoneCase({
      askAgainst: async ({ id }) => {
        refused.push(id);
        return undefined;
      },
    });
    const pause = { status: 429, headers: { 'Retry-After': '60' }, json: { errorCode: 'CMN-301' } };
    one.server.on('GET', `${A}/device/*/sip-info`, pause);
    one.server.on('POST', CALL_OUT, pause);
    const result = await one.phone.dial(request);
    expect(result).toMatchObject({ outcome: 'refused', end: 'not-sent' });
    expect(result).toHaveProperty('reason', expect.stringContaining('RingCentral'));
    expect(refused).toEqual([]);
  });

  it('a call from a number that the account refuses (CMN-101) is explained', async () => {
    one = await phoneCase({ dialWays: ['call-out-number'] });
    one.server.on('POST', CALL_OUT, CMN_101);
    const result = await one.phone.dial(request);
    expect(result).toMatchObject({ outcome: 'refused', end: 'refused' });
    expect(one.facts).toHaveLength(1);
    expect(one.facts[0]).toMatchObject({ type: 'way-refused', way: 'call-out-number' });
    // The line has a phone of the kind that is needed, so that it is not told to get one.
    expect(one.facts[0]).toHaveProperty(
      'reason',
      'This RingCentral account lets the bot call from a phone only, not from a number (CMN-101).',
    );
  });

  it('a call from a number that is allowed cannot hear; looking at its session tells of its answer and its end', async () => {
    one = await phoneCase({ dialWays: ['call-out-number'] });
    one.server.on('POST', CALL_OUT, placed);
    one.sessions.set(
      's-out',
      sessionJson('s-out', ['p-out-1', 'Outbound', 'Answered'], ['p-out-2', 'Inbound', 'Answered']),
    );
    expect(await one.phone.dial(request)).toMatchObject({ outcome: 'dialled', hears: false, way: 'call-out-number' });
    await one.fact('answered');
    await one.phone.say('call1', 'courtesy');
    one.sessions.set(
      's-out',
      sessionJson(
        's-out',
        ['p-out-1', 'Outbound', 'Disconnected'],
        ['p-out-2', 'Inbound', 'Disconnected', 'TargetBusy'],
      ),
    );
    expect(await one.fact('ended')).toMatchObject({ end: 'busy' });
    expect(one.lines).toHaveLength(0);
    expect(one.ear.done).toEqual([]);
  });

  it.each([
    ['nothing known', undefined, refusalWords('perhaps-busy')],
    ['a phone without an address', refusalWords('no-emergency-address'), refusalWords('no-emergency-address')],
  ])('a 486 at once is not told as busy, and no other way is tried: %s', async (_case, against, reason) => {
    const error = new SoftphoneError('call-refused', refusalWords('perhaps-busy'), {
      status: 486,
      end: endOfStatus(486),
    });
    one = await phoneCase({
      askAgainst: async () => against,
      prepare: (made) => {
        made.dialPlan = () => error;
      },
    });
    expect(await one.phone.dial(request)).toEqual({ outcome: 'refused', end: 'refused', reason });
    expect(one.facts).toEqual([]);
    expect(one.server.count('POST', CALL_OUT)).toBe(0);
  });

  it('trouble of the phone service (503) is no refusal of the line: where no way is left, the call was not sent', async () => {
    const error = new SoftphoneError('call-refused', 'No service.', { status: 503, end: endOfStatus(503) });
    one = await phoneCase({
      dialWays: ['softphone'],
      prepare: (made) => {
        made.dialPlan = () => error;
      },
    });
    expect(await one.phone.dial(request)).toMatchObject({ outcome: 'refused', end: 'not-sent' });
  });

  it('a call whose placing is uncertain is not placed again by another way', async () => {
    one = await phoneCase({
      prepare: (made) => {
        made.dialPlan = () => new SoftphoneError('silent', 'No answer from the SIP server.');
      },
    });
    expect(await one.phone.dial(request)).toMatchObject({ outcome: 'refused', end: 'line-lost' });
    expect(one.line().done).toContain('hangUp call1');
    expect(one.server.count('POST', CALL_OUT)).toBe(0);
  });

  it('a line that cannot register leaves the ways that need none', async () => {
    one = await phoneCase({
      prepare: (made) => {
        made.startFails = new SoftphoneError('credentials-refused', 'The SIP server refused the registration.');
      },
    });
    one.server.on('POST', CALL_OUT, placed);
    expect(await one.phone.dial(request)).toMatchObject({ outcome: 'dialled', way: 'call-out-number', hears: false });
    // Both ways that need it were refused for one cause, which is told once.
    expect(one.facts.filter((fact) => fact.type === 'way-refused')).toHaveLength(1);
    // The second way does not wait through the same failure again.
    expect(one.server.count('GET', `${A}/device/*/sip-info`)).toBe(1);
  });

  it('call-out that never rings our softphone is ended again', async () => {
    one = await phoneCase({ dialWays: ['call-out-device'] });
    one.server.on('POST', CALL_OUT, () => {
      setImmediate(() => one.line().notRung?.());
      return placed();
    });
    one.sessions.set('s-out', sessionJson('s-out', ['p-out-1', 'Outbound', 'Setup']));
    expect(await one.phone.dial(request)).toMatchObject({ outcome: 'refused', end: 'refused' });
    expect(one.sessions.has('s-out')).toBe(false);
  });

  it('a call that is dropped while it is being dialled is ended and never told as dialled', async () => {
    let go: () => void = () => {};
    one = await phoneCase({
      prepare: (made) => {
        made.dialPlan = () =>
          new Promise((resolve) => {
            go = () => resolve({ sessionId: 's-call1', partyId: 'p-call1-1' });
          });
      },
    });
    const dialling = one.phone.dial(request);
    await expect.poll(() => one.lines[0]?.done).toContain('dial call1 +18005550199 audio');
    const dropping = one.phone.drop({ callId: 'call1' });
    go();
    expect(await dialling).toMatchObject({ outcome: 'refused', end: 'us' });
    expect(await dropping).toBe(true);
    expect(one.line().done.at(-1)).toBe('hangUp call1');
  });

  it('a call that is dropped while its line comes up is never placed', async () => {
    let up: () => void = () => {};
    one = await phoneCase({
      prepare: (made) => {
        made.start = () =>
          new Promise((resolve) => {
            up = resolve;
            made.done.push('starting');
          });
      },
    });
    const dialling = one.phone.dial(request);
    await expect.poll(() => one.lines[0]?.done).toEqual(['starting']);
    const dropping = one.phone.drop({ callId: 'call1' });
    up();
    expect(await dialling).toMatchObject({ outcome: 'refused', end: 'us' });
    expect(await dropping).toBe(true);
    expect(one.line().done).toEqual(['starting']);
    expect(one.facts).toEqual([]);
  });

  it('the line is shared by later calls, and stopped when it was idle', async () => {
    one = await phoneCase({ lineIdleMs: 2_000 });
    const ref = await one.dialled();
    await one.phone.drop(ref);
    await one.phone.dial({ ...request, callId: 'call2' });
    expect(one.lines).toHaveLength(1);
    await one.phone.drop({ callId: 'call2' });
    await expect.poll(() => one.line().done).toContain('stop');
    expect(one.phone.figures()).toMatchObject({ lines: 0, calls: 0 });
  });
});
