import { afterEach, describe, expect, it } from 'vitest';
import { answeredCall, type Bench, bench, usual } from '../support/bench.js';
import { MediaPeer } from '../support/media-peer.js';
import { isProven } from '../support/sip-server.js';
import { one } from '../support/text.js';

let b: Bench;
afterEach(() => b.stop());

describe('requests of the server within a call', () => {
  it('answers UPDATE with 200 and the session timer’s terms', async () => {
    b = await bench();
    const { call } = await answeredCall(b);
    const reply = await call.request('UPDATE', [
      ['Supported', 'timer'],
      ['Session-Expires', '1800;refresher=uac'],
    ]);
    expect(reply.status).toBe(200);
    expect(one(reply, 'session-expires')).toBe('1800;refresher=uac');
    expect(one(reply, 'require')).toBe('timer');
    expect(reply.body).toBe('');
  });

  it.each([
    ['OPTIONS', 200],
    ['INFO', 200],
    ['NOTIFY', 200],
    ['PUBLISH', 405],
    ['BYE', 200],
  ])('answers %s with %i', async (method, status) => {
    b = await bench();
    const { call } = await answeredCall(b);
    expect((await call.request(method)).status).toBe(status);
  });

  it('tells a BYE as the far side’s end', async () => {
    b = await bench();
    const { call, ear } = await answeredCall(b);
    await call.request('BYE');
    expect(await b.fact('a', 'ended')).toMatchObject({ end: { cause: 'far-end' } });
    await ear.closed;
    expect((await call.request('UPDATE')).status).toBe(481);
    await expect(b.line.press('a', '1')).rejects.toMatchObject({ code: 'no-leg' });
  });

  it('answers what belongs to no call: 481 within dialogs, 200 to OPTIONS and NOTIFY, 405 to the unknown', async () => {
    b = await bench();
    const ask = async (method: string, tag: string) => {
      const to = `<sip:line@sip.practice.example>${tag}`;
      const reply = await b.server.request(method, { callId: `stray-${method}${tag}`, from: '<sip:x@y>;tag=1', to });
      return reply.status;
    };
    expect(await ask('UPDATE', ';tag=2')).toBe(481);
    expect(await ask('BYE', ';tag=2')).toBe(481);
    expect(await ask('OPTIONS', '')).toBe(200);
    expect(await ask('NOTIFY', '')).toBe(200);
    expect(await ask('SUBSCRIBE', '')).toBe(405);
  });

  it('answers a re-INVITE with SDP and sends its audio to the new place with the new key', async () => {
    b = await bench();
    const { call } = await answeredCall(b);
    const moved = await MediaPeer.open();
    moved.hearSdp(call.invite.body);
    const reply = await call.request('INVITE', [['Content-Type', 'application/sdp']], moved.sdp);
    expect(reply.status).toBe(200);
    expect(reply.body).toContain('RTP/SAVP 0 101');
    await moved.heard((packets) => packets.length >= 3);
    moved.close();
  });

  it('answers a hold as recvonly, an offer it cannot speak with 488, and a re-INVITE without SDP with an offer', async () => {
    b = await bench();
    const { call } = await answeredCall(b);
    const type = [['Content-Type', 'application/sdp']] as const;
    expect((await call.request('INVITE', type, call.media.sdpWith('sendonly'))).body).toContain('a=recvonly');
    expect((await call.request('INVITE', type, 'v=0\r\nm=audio 9 RTP/AVP 18\r\n')).status).toBe(488);
    expect((await call.request('INVITE')).body).toContain('a=sendrecv');
  });

  it('takes media that changes between 183 and 200', async () => {
    b = await bench();
    const early = await MediaPeer.open();
    b.server.onInvite((call) => {
      early.hearSdp(call.invite.body);
      const late = call.media;
      call.media = early;
      call.progress();
      call.media = late;
      call.answer();
    });
    const { call } = await answeredCall(b);
    await early.heard((packets) => packets.length >= 1);
    await call.media.heard((packets) => packets.length >= 3);
    early.close();
  });
});

describe('session timers', () => {
  it('refreshes by re-INVITE at half time when the refreshing is ours, answers its challenge, and goes on', async () => {
    b = await bench();
    b.server.onInvite((call) => {
      call.onReinvite = (request) => {
        if (!isProven(request)) b.server.challenge(request, 407);
        else b.server.reply(request, 200, 'OK', [['Session-Expires', '1;refresher=uac']], call.media.sdp);
      };
      call.answer([['Session-Expires', '1;refresher=uac']]);
    });
    const { call } = await answeredCall(b);
    const refreshes = () => b.server.received.filter((m) => m.method === 'INVITE' && /;tag=/.test(one(m, 'to')));
    await b.server.seen(() => refreshes().filter((m) => isProven(m)).length === 2);
    expect(one(refreshes()[0] as never, 'call-id')).toBe(call.id);
    expect(b.facts.map((fact) => fact.type)).toEqual(['answered']);
  });

  it('ends the leg as lost when its refresh is told that the call is no more', async () => {
    b = await bench();
    b.server.onInvite((call) => {
      call.onReinvite = (request) => b.server.reply(request, 481, 'Gone');
      call.answer([['Session-Expires', '1;refresher=uac']]);
    });
    await answeredCall(b);
    expect(await b.fact('a', 'ended')).toMatchObject({ end: { cause: 'line-lost' } });
  });
});

describe('transfer by REFER', () => {
  const sipfrag = (status: string) => [[['Content-Type', 'message/sipfrag']], `SIP/2.0 ${status}\r\n`] as const;

  async function referring(script: (notify: (status: string) => Promise<unknown>) => void, accepted = 202) {
    b = await bench();
    const { call } = await answeredCall(b);
    b.server.scripts.set('REFER', (request) => {
      b.server.reply(request, accepted, 'Told');
      script((status) => call.request('NOTIFY', [['Event', 'refer'], ...sipfrag(status)[0]], sipfrag(status)[1]));
    });
    return call;
  }

  it('resolves when the transfer succeeded, after its progress', async () => {
    await referring(async (notify) => {
      await notify('100 Trying');
      await notify('200 OK');
    });
    await b.line.refer('a', '101', 2_000);
    const refer = await b.server.seen((m) => m.method === 'REFER');
    expect(one(refer, 'refer-to')).toBe('sip:101@sip.practice.example');
  });

  it('rejects when the target is busy, when REFER is refused, and when nothing is told in time', async () => {
    await referring((notify) => void notify('486 Busy Here'));
    await expect(b.line.refer('a', '101', 2_000)).rejects.toMatchObject({ code: 'transfer-refused', status: 486 });
    b.server.scripts.set('REFER', (request) => b.server.reply(request, 403, 'Forbidden'));
    await expect(b.line.refer('a', '101', 2_000)).rejects.toMatchObject({ code: 'transfer-refused', status: 403 });
    b.server.scripts.set('REFER', (request) => b.server.reply(request, 202, 'Accepted'));
    await expect(b.line.refer('a', '101', 50)).rejects.toMatchObject({ code: 'transfer-unconfirmed' });
    expect(b.facts.some((fact) => fact.type === 'ended')).toBe(false);
  });

  it('rejects when the leg ends before the outcome, and refuses a target that is no number', async () => {
    const call = await referring(() => undefined);
    await expect(b.line.refer('a', '101@evil.example', 50)).rejects.toMatchObject({ code: 'bad-number' });
    const referred = b.line.refer('a', '101', 5_000).catch((error) => error);
    await call.seen('REFER');
    await call.request('BYE');
    expect(await referred).toMatchObject({ code: 'transfer-unconfirmed', end: { cause: 'far-end' } });
  });

  it('names the call whose place is to be taken as its far end knows it, and hears of success before both legs end', async () => {
    b = await bench();
    b.server.onInvite(usual);
    const agent = await answeredCall(b, 'agent');
    const taker = await answeredCall(b, 'taker');
    b.server.scripts.set('REFER', async (request) => {
      b.server.reply(request, 202, 'Accepted');
      const notify = (status: string) =>
        agent.call.request('NOTIFY', [['Event', 'refer'], ...sipfrag(status)[0]], sipfrag(status)[1]);
      await notify('100 Trying');
      await taker.call.request('BYE');
      await notify('200 OK');
      await agent.call.request('BYE');
    });
    await b.line.refer('agent', '101', 5_000, 'taker');
    const refer = await agent.call.seen('REFER');
    const [, query = ''] = /^<sip:101@sip\.practice\.example\?Replaces=([^>]*)>$/.exec(one(refer, 'refer-to')) ?? [];
    const theirs = /;tag=([^;]+)/.exec(one(taker.call.invite, 'from'))?.[1];
    expect(decodeURIComponent(query)).toBe(`${taker.call.id};to-tag=server;from-tag=${theirs}`);
    expect(await b.fact('taker', 'ended')).toMatchObject({ end: { cause: 'far-end' } });
    expect(await b.fact('agent', 'ended')).toMatchObject({ end: { cause: 'far-end' } });
  });

  it('replaces no leg that is not there, or not answered', async () => {
    await referring(() => undefined);
    await expect(b.line.refer('a', '101', 50, 'nobody')).rejects.toMatchObject({ code: 'no-leg' });
    b.server.onInvite((call) => {
      call.trying();
      call.progress();
    });
    await b.line.dial('early', '+12025550101');
    await expect(b.line.refer('a', '101', 50, 'early')).rejects.toMatchObject({ code: 'not-connected' });
  });

  it('keeps the transfers of two legs apart', async () => {
    b = await bench();
    b.server.onInvite(usual);
    const first = await answeredCall(b, 'a');
    const second = await answeredCall(b, 'b');
    b.server.scripts.set('REFER', (request) => b.server.reply(request, 202, 'Accepted'));
    const a = b.line.refer('a', '101', 5_000).catch((error) => error);
    const other = b.line.refer('b', '102', 5_000);
    await first.call.seen('REFER');
    await second.call.seen('REFER');
    await second.call.request('NOTIFY', [['Event', 'refer'], ...sipfrag('200 OK')[0]], sipfrag('200 OK')[1]);
    await other;
    await first.call.request('NOTIFY', [['Event', 'refer'], ...sipfrag('603 No')[0]], sipfrag('603 No')[1]);
    expect(await a).toMatchObject({ code: 'transfer-refused', status: 603 });
  });
});
