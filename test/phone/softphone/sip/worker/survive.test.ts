import { afterEach, describe, expect, it } from 'vitest';
import { answeredCall, type Bench, bench, usual } from '../support/bench.js';
import { isProven } from '../support/sip-server.js';
import { one } from '../support/text.js';

let b: Bench;
afterEach(() => b.stop());

describe('a TLS reset', () => {
  it('keeps audio running, registers again, and ties the call to the new connection by re-INVITE', async () => {
    b = await bench();
    const { call, ear: listener } = await answeredCall(b);
    await call.media.send(Buffer.alloc(160, 0x10));
    b.server.reset();
    await b.server.next((m) => m.method === 'INVITE' && one(m, 'call-id') === call.id);
    await call.media.send(Buffer.alloc(160, 0x11));
    await listener.has(320);
    expect(b.server.connections).toBe(2);
    expect((await call.request('UPDATE')).status).toBe(200);
    expect(b.facts.map((fact) => fact.type)).toEqual(['ringing', 'answered']);
  });

  it('ends a call that the server no longer knows as lost, and can dial again', async () => {
    b = await bench();
    b.server.onInvite((call) => {
      call.onReinvite = (request) => b.server.reply(request, 481, 'Gone');
      usual(call);
    });
    await answeredCall(b);
    b.server.reset();
    expect(await b.fact('a', 'ended')).toMatchObject({ end: { cause: 'line-lost' } });
    await answeredCall(b, 'b');
  });

  it('ends a call that was still ringing, withdraws it over the new connection, and rejects a dial without reply', async () => {
    b = await bench();
    b.server.onInvite((call) => call.progress());
    await b.line.dial('a', '+18005550199');
    b.server.onInvite(() => undefined);
    const dialled = b.line.dial('b', '+18005550199').catch((error) => error);
    await b.server.invited(2);
    b.server.reset();
    expect(await b.fact('a', 'ended')).toMatchObject({ end: { cause: 'line-lost' } });
    expect(await dialled).toMatchObject({ code: 'line-lost', retry: true });
    await b.server.calls[0]?.seen('CANCEL');
  });

  it('sends a hang-up that did not get through again once it is registered', async () => {
    b = await bench({ replyMs: 100 });
    const { call } = await answeredCall(b);
    b.server.scripts.set('BYE', () => undefined);
    await expect(b.line.hangUp('a')).rejects.toMatchObject({ code: 'hang-up-unconfirmed' });
    b.server.reset();
    await b.server.next((m) => m.method === 'BYE' && one(m, 'call-id') === call.id);
  });

  it('survives rubbish from the server', async () => {
    b = await bench();
    b.server.send(
      '\r\n\r\nrubbish\r\nmore: rubbish\r\n\r\nSIP/2.0 299\r\n\r\nINVITE sip:x SIP/2.0\r\n\r\nBYE x SIP/2.0\r\nl: 0\r\n\r\n',
    );
    await answeredCall(b);
    b.server.send('SIP/2.0 200 OK\r\nContent-Length: 999999999\r\n\r\n');
    await b.server.next((m) => m.method === 'REGISTER' && isProven(m));
  });
});

describe('audio that stops', () => {
  it('is noticed, and the call is hung up as lost', async () => {
    b = await bench({ mediaLostMs: 200 });
    const { call } = await answeredCall(b);
    await call.media.send(Buffer.alloc(160, 0x10));
    expect(await b.fact('a', 'ended')).toMatchObject({ end: { cause: 'line-lost' } });
    await call.seen('BYE');
  });

  it('is no loss while the far side holds, nor when it never sent any', async () => {
    b = await bench({ mediaLostMs: 60 });
    const held = await answeredCall(b, 'held');
    await answeredCall(b, 'quiet');
    await held.call.media.send(Buffer.alloc(160, 0x10));
    await held.call.request('INVITE', [['Content-Type', 'application/sdp']], held.call.media.sdpWith('inactive'));
    const packets = held.call.media.packets.length;
    await held.call.media.heard((all) => all.length > packets + 15);
    expect(b.facts.some((fact) => fact.type === 'ended')).toBe(false);
  });
});

describe('a line that breaks', () => {
  it('loses its own legs only, tells so, and runs again', async () => {
    b = await bench();
    const other = await bench();
    const untouched = await answeredCall(other);
    await answeredCall(b, 'a');
    b.server.onInvite(() => undefined);
    const dialled = b.line.dial('b', '+18005550199').catch((error) => error);
    await b.server.invited(2);
    const again = b.server.next((m) => m.method === 'REGISTER' && isProven(m));
    await b.line.crash();
    expect(await b.fact('a', 'ended')).toMatchObject({ end: { cause: 'line-lost' } });
    expect(await dialled).toMatchObject({ code: 'line-lost' });
    await expect(b.line.dial('c', '+18005550199')).rejects.toMatchObject({ code: 'not-registered' });
    await again;
    await b.line.cost();
    b.server.onInvite(usual);
    // The 200 of the REGISTER is on its way: the next one that is answered shows that it has come.
    await untilRegistered(b);
    await answeredCall(b, 'd');
    expect((await untouched.call.request('OPTIONS')).status).toBe(200);
    await other.stop();
  });
});

async function untilRegistered(bench: Bench): Promise<void> {
  const to = '<sip:line@sip.practice.example>';
  await bench.server.request('OPTIONS', { callId: 'ping', from: '<sip:x@y>;tag=1', to });
}

describe('stopping', () => {
  it('hangs up every call and unregisters, and may be done twice', async () => {
    b = await bench();
    const { call } = await answeredCall(b);
    await Promise.all([b.line.stop(), b.line.stop()]);
    await b.line.stop();
    await call.seen('BYE');
    expect(b.server.received.some((m) => m.method === 'REGISTER' && one(m, 'expires') === '0')).toBe(true);
    await expect(b.line.dial('z', '+18005550199')).rejects.toMatchObject({ code: 'not-registered' });
  });
});
