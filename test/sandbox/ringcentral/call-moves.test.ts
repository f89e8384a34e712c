import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';
import type Softphone from 'ringcentral-softphone';
import { afterEach, expect, it } from 'vitest';
import { type Setup, TestWorld } from './world.js';

/** What the practice service takes from a client that comes back over another connection, and what not: a client written for this. */
let world: TestWorld;
const sockets: TLSSocket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await world.stop();
});

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

interface Sent {
  readonly method: string;
  readonly cseq: number;
  readonly from: string;
  readonly to: string;
  readonly callId: string;
  readonly body?: string;
}

/** A connection of its own, that signs with the softphone's credentials when it is challenged. */
async function client(softphone: Softphone) {
  const { domain, outboundProxy, username, password, authorizationId } = softphone.sipInfo;
  const socket = connect({
    host: '127.0.0.1',
    port: Number(outboundProxy?.split(':')[1]),
    rejectUnauthorized: false,
  });
  sockets.push(socket);
  await once(socket, 'secureConnect');
  let heard = '';
  socket.on('data', (bytes: Buffer) => {
    heard += bytes.toString();
  });
  const send = async (what: Sent, proof = ''): Promise<string> => {
    const { method, cseq, from, to, callId, body = '' } = what;
    const kind = body === '' ? '' : 'Content-Type: application/sdp\r\n';
    socket.write(
      `${method} sip:${domain} SIP/2.0\r\nVia: SIP/2.0/TLS 127.0.0.1:5;branch=z9hG4bK${cseq}${method}\r\nFrom: ${from}\r\nTo: ${to}\r\n` +
        `Call-ID: ${callId}\r\nContact: <sip:${username}@127.0.0.1:5;transport=TLS>\r\n${proof}${kind}CSeq: ${cseq} ${method}\r\n` +
        `Content-Length: ${body.length}\r\n\r\n${body}`,
    );
    const reply = new RegExp(`SIP/2\\.0 ([2-6]\\d\\d) [^\\r]*\\r\\n(?:[^\\r]+\\r\\n)*?CSeq: ${cseq} ${method}\\r\\n`);
    await expect.poll(() => reply.test(heard), { timeout: 5_000 }).toBe(true);
    return reply.exec(heard)?.[1] ?? '';
  };
  /** Answers the challenge with the next number. */
  const ask = async (what: Sent): Promise<string> => {
    const status = await send(what);
    if (status !== '401' && status !== '407') return status;
    const nonce = [...heard.matchAll(/nonce="([^"]+)"/g)].at(-1)?.[1] ?? '';
    const secret = md5(`${authorizationId}:${domain}:${password}`);
    const response = md5(`${secret}:${nonce}:${md5(`${what.method}:sip:${domain}`)}`);
    const name = status === '401' ? 'Authorization' : 'Proxy-Authorization';
    const fields = `username="${authorizationId}", realm="${domain}", nonce="${nonce}", uri="sip:${domain}"`;
    return send({ ...what, cseq: what.cseq + 1 }, `${name}: Digest ${fields}, response="${response}"\r\n`);
  };
  const register = () => {
    const own = `<sip:${username}@${domain}>`;
    return ask({ method: 'REGISTER', cseq: 1, from: `${own};tag=r`, to: own, callId: 'register' });
  };
  return { send, ask, register };
}

async function callOnHold(setup: Setup = {}) {
  world = await TestWorld.start({ destination: { holdMs: [60_000, 60_000] }, ...setup });
  const softphone = await world.softphone();
  await softphone.register();
  const call = await softphone.call('18005550198');
  await world.until('hold');
  const { headers } = call.sipMessage;
  const local = headers.From ?? '';
  const remote = headers.To ?? '';
  return { softphone, call, dialog: { from: local, to: remote, callId: call.callId ?? '' } };
}

const offer = (port: number): string =>
  [
    'v=0',
    'o=- 1 2 IN IP4 127.0.0.1',
    's=-',
    'c=IN IP4 127.0.0.1',
    't=0 0',
    `m=audio ${port} RTP/SAVP 0 101`,
    'a=rtpmap:101 telephone-event/8000',
    `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${Buffer.alloc(30, 3).toString('base64')}`,
    '',
  ].join('\r\n');

it('only a re-INVITE with proof, of the registered device and ahead in numbers, moves a call to another connection', async () => {
  const { softphone, dialog } = await callOnHold();
  const other = await client(softphone);
  const reinvite = (cseq: number): Sent => ({ ...dialog, method: 'INVITE', cseq, body: offer(40_000) });
  expect(await other.ask({ ...dialog, method: 'BYE', cseq: 20_000 })).toBe('481');
  expect(await other.ask({ ...dialog, method: 'UPDATE', cseq: 20_000 })).toBe('481');
  // Not registered over this connection.
  expect(await other.ask(reinvite(20_100))).toBe('403');
  expect(await other.register()).toBe('200');
  expect(await other.ask(reinvite(1))).toBe('500');
  expect(world.story.all().some(({ what }) => what === 'brought-back')).toBe(false);
  expect(await other.ask(reinvite(20_200))).toBe('200');
  expect(await world.until('brought-back')).toMatchObject({ way: 're-invite' });
  // Whoever had it is behind now, over the old connection and the new one.
  expect(await other.ask({ ...dialog, method: 'BYE', cseq: 20_150 })).toBe('500');
  expect(world.rc.callsAlive()).toBe(1);
  expect(await other.ask({ ...dialog, method: 'BYE', cseq: 20_300 })).toBe('200');
  expect(world.rc.callsAlive()).toBe(0);
});

it('another device cannot take a call over, and a dialog nobody knows is 481', async () => {
  const { dialog } = await callOnHold();
  const other = await client(await world.softphone('202'));
  expect(await other.register()).toBe('200');
  expect(await other.ask({ ...dialog, method: 'INVITE', cseq: 20_000, body: offer(40_000) })).toBe('403');
  const unknown = { ...dialog, callId: 'nobody-knows', method: 'INVITE', cseq: 30_000, body: offer(40_000) };
  expect(await other.ask(unknown)).toBe('481');
  expect(world.rc.counts().callsDialled).toBe(1);
});

it('a call outlives its connection, until its refresh stays unanswered', async () => {
  const { softphone, call } = await callOnHold({ tuning: { refreshAfterMs: 400, refreshAnswerMs: 400 } });
  softphone.client.destroy();
  expect(await world.until('call-over')).toMatchObject({ call: call.sessionId });
});
