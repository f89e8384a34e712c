import { afterEach, describe, expect, it } from 'vitest';
import { SoftphoneError } from '../../../../../src/phone/softphone/sip/softphone-error.js';
import { answeredCall, type Bench, bench, ear, usual } from '../support/bench.js';
import { isProven } from '../support/sip-server.js';
import { one } from '../support/text.js';

let b: Bench;
afterEach(() => b.stop());

describe('registration', () => {
  it('answers the challenge, names a stable instance, and registers again before the server’s expiry', async () => {
    b = await bench({ registerEveryMs: 30 });
    const registers = () => b.server.received.filter((m) => m.method === 'REGISTER');
    expect(isProven(registers()[1] as never)).toBe(true);
    expect(one(registers()[1] as never, 'contact')).toMatch(/\+sip\.instance="<urn:uuid:[0-9a-f-]{36}>"/);
    await b.server.seen(() => registers().length >= 6);
    expect(new Set(registers().map((m) => one(m, 'call-id'))).size).toBe(1);
  });

  it('tells refused credentials apart, without the password in error or log', async () => {
    b = await bench({}, false);
    b.server.scripts.set('REGISTER', (request) => b.server.reply(request, 403, 'Forbidden'));
    const error = await b.line.start().catch((reason) => reason);
    expect(error).toBeInstanceOf(SoftphoneError);
    expect(error).toMatchObject({ code: 'credentials-refused', status: 403, retry: false });
    expect(JSON.stringify([error.message, error.stack, b.logged])).not.toContain('a-secret-of-the-test');
  });

  it('gives up in time when the server is silent, and can be started again', async () => {
    b = await bench({ startMs: 200, replyMs: 50 }, false);
    const answers = b.server.scripts.get('REGISTER');
    b.server.scripts.set('REGISTER', () => undefined);
    await expect(b.line.start()).rejects.toMatchObject({ code: 'not-registered' });
    if (answers !== undefined) b.server.scripts.set('REGISTER', answers);
    await b.line.start();
    await answeredCall(b);
  });

  it('resets a connection that no longer answers and registers over a new one', async () => {
    b = await bench({ registerEveryMs: 50, replyMs: 100 });
    const answers = b.server.scripts.get('REGISTER');
    if (answers === undefined) throw new Error('no script');
    b.server.scripts.set('REGISTER', (request, server) =>
      server.connections > 1 ? answers(request, server) : undefined,
    );
    await b.server.next((m) => m.method === 'REGISTER' && b.server.connections === 2 && isProven(m));
  });
});

describe('dialling', () => {
  it('goes 407, 100, 183 with audio and ids, 200, ACK to the far contact', async () => {
    b = await bench();
    const { call } = await answeredCall(b);
    const invites = b.server.received.filter((m) => m.method === 'INVITE');
    expect(invites).toHaveLength(2);
    expect(invites[0]?.start).toBe('INVITE sip:18005550199@sip.practice.example SIP/2.0');
    expect(one(invites[0] as never, 'call-id')).toBe(one(invites[1] as never, 'call-id'));
    expect((await call.acked()).start).toMatch(/^ACK sip:far@sip\.practice\.example;leg=/);
    expect(b.facts).toEqual([
      { leg: 'a', type: 'ringing' },
      { leg: 'a', type: 'answered' },
    ]);
  });

  it('resolves with session and party ids, whatever the case and order of the header', async () => {
    b = await bench();
    b.server.onInvite((call) => {
      call.reply(183, 'Session Progress', [['P-RC-API-IDS', 'session-id=s-9;party-id=p-9-1']], call.media.sdp);
    });
    expect(await b.line.dial('a', '+18005550199')).toEqual({ sessionId: 's-9', partyId: 'p-9-1' });
  });

  it('takes a 200 that comes at once, without any 183', async () => {
    b = await bench();
    b.server.onInvite((call) => call.answer([['p-rc-api-ids', 'party-id=p-1;session-id=s-1']]), false);
    expect(await b.line.dial('a', '18005550199')).toEqual({ sessionId: 's-1', partyId: 'p-1' });
    await b.fact('a', 'answered');
  });

  it('waits on a bare 180 for the ids, and takes 180, 183 and 200 in one write', async () => {
    b = await bench();
    b.server.onInvite((call) => {
      call.reply(180, 'Ringing');
      usual(call);
    });
    expect(await b.line.dial('a', '+18005550199')).toEqual({ sessionId: 's-a1', partyId: 'p-a1-1' });
  });

  it.each([
    [480, 'no-answer'],
    [486, 'busy'],
    [487, 'refused'],
    [404, 'refused'],
    [403, 'refused'],
    [500, 'refused'],
    [503, 'refused'],
    [600, 'busy'],
    [603, 'refused'],
  ])('rejects on %i before the 183, and tells it as the end after the 183 (%s)', async (status, cause) => {
    b = await bench();
    b.server.onInvite((call) => call.reply(status, 'No'));
    const error = await b.line.dial('a', '+18005550199').catch((reason) => reason);
    expect(error).toMatchObject({ code: 'call-refused', status, end: { cause, status } });
    expect(b.facts).toEqual([]);
    b.server.onInvite((call) => {
      call.progress();
      call.reply(status, 'No');
    });
    await b.line.dial('b', '+18005550199');
    expect(await b.fact('b', 'ended')).toMatchObject({
      end: { cause, status, reason: expect.stringMatching(/^[A-Z].*\.$/) },
    });
  });

  it('proves itself to the proxy and to the far side when each asks once', async () => {
    b = await bench();
    b.server.scripts.set('INVITE', (request) => {
      if (!isProven(request, one(request, 'proxy-authorization'))) b.server.challenge(request, 407);
      else if (!isProven(request, one(request, 'authorization'))) b.server.challenge(request, 401);
      else b.server.reply(request, 486, 'Busy Here');
    });
    await expect(b.line.dial('a', '+18005550199')).rejects.toMatchObject({ code: 'call-refused', status: 486 });
    expect(b.server.received.filter(({ method }) => method === 'INVITE')).toHaveLength(3);
  });

  it.each(['3600', '3600;lr'])('asks again with a longer session interval on 422 (Min-SE: %s)', async (least) => {
    b = await bench();
    b.server.onInvite((call) => {
      if (Number(one(call.invite, 'min-se')) < 3600) call.reply(422, 'Session Interval Too Small', [['Min-SE', least]]);
      else usual(call);
    });
    await b.line.dial('a', '+18005550199');
    await b.fact('a', 'answered');
    expect(one(b.server.calls[1]?.invite as never, 'session-expires')).toBe('3600');
  });

  it('bounds a silent server and a phone nobody picks up, and hangs up an answer that comes too late', async () => {
    b = await bench({ replyMs: 80, ringMs: 250 });
    b.server.onInvite(() => undefined);
    await expect(b.line.dial('a', '+18005550199')).rejects.toMatchObject({
      code: 'silent',
      end: { cause: 'line-lost' },
    });
    b.server.calls[0]?.answer();
    await b.server.calls[0]?.seen('BYE');
    b.server.onInvite((call) => call.progress());
    await b.line.dial('b', '+18005550199');
    expect(await b.fact('b', 'ended')).toMatchObject({ end: { cause: 'no-answer' } });
    await b.server.calls[1]?.seen('CANCEL');
    b.server.calls[1]?.answer();
    await b.server.calls[1]?.seen('BYE');
  });

  it.each(['18005550199\r\nX: y', '1800@evil.example', '', '+1 800 555 0199', 'abc'])(
    'refuses to dial %j',
    async (number) => {
      b = await bench();
      await expect(b.line.dial('a', number)).rejects.toMatchObject({ code: 'bad-number' });
      expect(b.server.received.some((m) => m.method === 'INVITE')).toBe(false);
    },
  );

  it('holds several legs at once, each with a key and audio of its own', async () => {
    b = await bench();
    const first = await answeredCall(b, 'a');
    const second = await answeredCall(b, 'b');
    const key = (body: string) => /inline:(\S+)/.exec(body)?.[1];
    expect(key(first.call.invite.body)).not.toBe(key(second.call.invite.body));
    await expect(b.line.dial('a', '+18005550198')).rejects.toMatchObject({ code: 'leg-exists' });
    await b.line.hangUp('b');
    await second.call.seen('BYE');
    await first.call.media.send(Buffer.alloc(160, 0x10));
    await first.ear.has(160);
    expect(b.facts.filter((fact) => fact.type === 'ended')).toEqual([
      { leg: 'b', type: 'ended', end: expect.anything() },
    ]);
  });
});

describe('five calls at once', () => {
  it('are the most of a line: one more is refused before anything is sent, and in plain words', async () => {
    b = await bench();
    b.server.onInvite(usual);
    await answeredCall(b, 'hunted');
    for (const leg of ['taker', 'listener', 'code', 'another']) await b.line.dial(leg, '101');
    const sent = b.server.received.length;
    await expect(b.line.dial('sixth', '102')).rejects.toMatchObject({
      code: 'too-many-calls',
      retry: true,
      message: expect.stringMatching(
        /^The phone service lets a line have 5 calls at once, .*\. Choose another line, or .*\.$/,
      ),
    });
    expect(b.server.received.slice(sent).filter(({ method }) => method === 'INVITE')).toEqual([]);
    await b.line.hangUp('code');
    await b.line.dial('sixth', '102');
  });

  it('leave each hunt’s call room to ring its taker: a third one of a hunt is refused, and both takers can be rung', async () => {
    b = await bench();
    b.server.onInvite(usual);
    await answeredCall(b, 'a');
    await answeredCall(b, 'b');
    await expect(b.line.dial('c', '+18005550199', ear().ring)).rejects.toMatchObject({ code: 'too-many-calls' });
    await expect(b.line.answerNext('d', 1_000, ear().ring)).rejects.toMatchObject({ code: 'too-many-calls' });
    for (const leg of ['consult:a', 'consult:b']) await b.line.dial(leg, '101');
  });

  it('are counted from the moment they are begun', async () => {
    b = await bench();
    b.server.onInvite(usual);
    const legs = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const dials = await Promise.allSettled(legs.map((leg) => b.line.dial(leg, '101')));
    expect(dials.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    expect(b.server.calls).toHaveLength(5);
  });
});

describe('hanging up', () => {
  it('sends BYE, tells the end as ours, closes the ear’s ring, and is fine a second time', async () => {
    b = await bench();
    const { call, ear: listener } = await answeredCall(b);
    await b.line.hangUp('a');
    expect((await call.seen('BYE')).start).toMatch(/^BYE sip:far@/);
    expect(await b.fact('a', 'ended')).toMatchObject({ end: { cause: 'us' } });
    await listener.closed;
    await b.line.hangUp('a');
  });

  it('answers the challenge of a BYE', async () => {
    b = await bench();
    await answeredCall(b);
    b.server.scripts.set('BYE', (m) => (isProven(m) ? b.server.reply(m, 200, 'OK') : b.server.challenge(m, 407)));
    await b.line.hangUp('a');
  });

  it('says so when the BYE is not confirmed, though the leg is over', async () => {
    b = await bench({ replyMs: 80 });
    await answeredCall(b);
    b.server.scripts.set('BYE', () => undefined);
    await expect(b.line.hangUp('a')).rejects.toMatchObject({ code: 'hang-up-unconfirmed' });
    expect(await b.fact('a', 'ended')).toMatchObject({ end: { cause: 'us' } });
  });

  it('cancels before the answer and takes the 487 as our own doing', async () => {
    b = await bench();
    b.server.onInvite((call) => call.progress());
    b.server.scripts.set('CANCEL', (cancel) => {
      b.server.reply(cancel, 200, 'OK');
      b.server.calls[0]?.reply(487, 'Request Terminated');
    });
    await b.line.dial('a', '+18005550199');
    await b.line.hangUp('a');
    expect(await b.fact('a', 'ended')).toMatchObject({ end: { cause: 'us' } });
    const cancel = await b.server.seen((m) => m.method === 'CANCEL');
    expect(one(cancel, 'via')).toBe(one(b.server.calls[0]?.invite as never, 'via'));
  });

  it('acknowledges and hangs up an answer that crosses the CANCEL', async () => {
    b = await bench();
    b.server.onInvite((call) => call.progress());
    b.server.scripts.set('CANCEL', (cancel) => {
      b.server.calls[0]?.answer();
      b.server.reply(cancel, 481, 'Too Late');
    });
    await b.line.dial('a', '+18005550199');
    await b.line.hangUp('a');
    await b.server.calls[0]?.acked();
    await b.server.calls[0]?.seen('BYE');
    await b.fact('a', 'ended');
    expect(b.facts.map((fact) => fact.type)).toEqual(['ringing', 'ended']);
  });

  it('cancels a dial that has no reply yet as soon as the server shows that it has the INVITE', async () => {
    b = await bench();
    b.server.onInvite(() => undefined);
    const dialled = b.line.dial('a', '+18005550199', ear().ring).catch((reason) => reason);
    await b.server.seen(isProvenInvite);
    const hungUp = b.line.hangUp('a');
    // The hang-up is an order behind the dial on the same port: once a later order is answered, it has been taken.
    await b.line.cost();
    b.server.calls[0]?.trying();
    await b.server.seen((m) => m.method === 'CANCEL');
    b.server.calls[0]?.reply(487, 'Request Terminated');
    await hungUp;
    expect(await dialled).toMatchObject({ code: 'call-refused', end: { cause: 'us' } });
  });
});

function isProvenInvite(m: Parameters<typeof isProven>[0]): boolean {
  return m.method === 'INVITE' && isProven(m);
}
