import { afterEach, expect, it } from 'vitest';
import type { Suite } from '../../../sandbox/ringcentral/media/srtp.js';
import { type SipClient, sdp } from './sip-client.js';
import { type Setup, TestWorld } from './world.js';

/** What an INVITE to a device looks like, and what a device may answer. */
let world: TestWorld;

afterEach(() => world.stop());

/** A line, and the INVITE that a call-out to this number brings it. */
async function calledOut(to: Record<string, string>, setup: Setup = {}) {
  world = await TestWorld.start({ manners: { pickUp: ['never'] }, ...setup });
  const line = await world.sipClient();
  await line.register();
  const extension = (await world.rest('GET', 'extension?extensionNumber=201')).body.records?.[0];
  const devices = await world.rest('GET', `extension/${extension?.id}/device`);
  const made = await world.rest('POST', 'telephony/call-out', {
    from: { deviceId: devices.body.records?.[0]?.id },
    to,
  });
  expect(made.status).toBe(201);
  return { line, invite: await line.request('INVITE') };
}

/** Sam's softphone, and the INVITE with which the queue calls it for a line. */
async function calledByQueue(setup: Setup = {}) {
  world = await TestWorld.start({ manners: { pickUp: ['never'] }, ...setup });
  const sam = await world.sipClient('102');
  await sam.register();
  const line = await world.sipClient();
  await line.register();
  const dialog = await line.dial('300');
  return { sam, line, dialog, invite: await sam.request('INVITE') };
}

const atOurAddress = (line: SipClient): string => `sip:${line.user}@127.0.0.1:${line.port}`;

it('a call-out’s INVITE has the real shape and asks to be answered by itself', async () => {
  const { line, invite } = await calledOut({ phoneNumber: '+18005550198' });
  expect(invite.subject).toBe(`INVITE ${atOurAddress(line)};transport=TLS SIP/2.0`);
  expect(invite.header('to')).toBe(`<${atOurAddress(line)}>`);
  expect(invite.header('from')).toMatch(/^"18005550198" <sip:18005550198@127\.0\.0\.1:5096>;tag=\w+$/);
  expect(invite.header('session-expires')).toBe('14400;refresher=uac');
  expect(invite.header('min-se')).toBe('90');
  expect(invite.header('supported')).toBe('replaces, timer, diversion, histinfo');
  expect(invite.header('alert-info')).toBe('Auto Answer');
  expect(invite.header('call-info')).toContain('Answer-After=0');
  expect(invite.header('p-rc-api-ids')).toBe('');
  const allowed = invite.header('allow').split(', ');
  expect(allowed).toEqual(expect.arrayContaining(['UPDATE', 'REFER', 'INFO']));
  expect(allowed).not.toContain('PRACK');
  expect(allowed).not.toContain('OPTIONS');
});

it('its offer has six codecs beside telephone events and two suites with a key each, and no packet time', async () => {
  const { body } = (await calledOut({ phoneNumber: '+18005550198' })).invite;
  expect(/^m=audio \d+ (.*)\r$/m.exec(body)?.[1]).toBe('RTP/SAVP 111 9 0 18 96 8 109 101');
  const names = [...body.matchAll(/^a=rtpmap:(\d+) (\S+)\r$/gm)].map(([, type, name]) => `${type} ${name}`);
  expect(names).toEqual([
    '111 opus/48000/2',
    '9 g722/8000',
    '0 pcmu/8000',
    '18 g729/8000',
    '96 ilbc/8000',
    '8 pcma/8000',
    '109 opus/16000',
    '101 telephone-event/8000',
  ]);
  expect(body).toContain('a=fmtp:101 0-15\r\n');
  const lines = [...body.matchAll(/^a=crypto:(\d) (\S+) inline:(\S{40})\r$/gm)];
  expect(lines.map(([, tag, suite]) => `${tag} ${suite}`)).toEqual([
    '1 AES_CM_128_HMAC_SHA1_80',
    '2 AES_CM_128_HMAC_SHA1_32',
  ]);
  expect(new Set(lines.map(([, , , key]) => key)).size).toBe(2);
  expect(body).not.toContain('ptime');
});

it.each<[string, Suite]>([
  ['1', 'AES_CM_128_HMAC_SHA1_80'],
  ['2', 'AES_CM_128_HMAC_SHA1_32'],
])('a device may answer with suite %s, and the call goes on to its target', async (tag, suite) => {
  const { line, invite } = await calledOut({ phoneNumber: '+18005550198' });
  line.reply(invite, '200 OK', sdp(40_000, suite, tag));
  await line.request('ACK');
  await world.until('call-answered');
});

it('colleagues show their name and short number, also in a call through a queue, which comes without an offer', async () => {
  const { sam, invite } = await calledByQueue();
  expect(invite.header('from')).toMatch(/^"Line 1" <sip:201@127\.0\.0\.1:5096>;tag=\w+$/);
  expect(invite.header('alert-info')).toBe('');
  expect(invite.header('call-info')).toMatch(/;purpose=info$/);
  expect([invite.body, invite.header('content-type')]).toEqual(['', '']);
  sam.reply(invite, '200 OK', sdp(40_000, 'AES_CM_128_HMAC_SHA1_80', '7'));
  const ack = await sam.request('ACK');
  expect(ack.body).toMatch(/^a=crypto:7 AES_CM_128_HMAC_SHA1_80 inline:\S+\r$/m);
  expect(ack.body).toContain('RTP/SAVP 0 101');
});

it('whoever of the queue picks up has the call, and the others stop ringing', async () => {
  const { sam, line, dialog, invite } = await calledByQueue();
  expect(['U0DANA', 'U0SAM'].map((id) => world.rc.phoneOf(id).state)).toEqual(['ringing', 'ringing']);
  sam.reply(invite, '200 OK', sdp());
  await sam.request('ACK');
  await expect.poll(() => ['U0DANA', 'U0SAM'].map((id) => world.rc.phoneOf(id).state)).toEqual(['idle', 'idle']);
  const ids = line.heard.find((one) => one.callId === dialog.callId && one.status === 183)?.header('p-rc-api-ids');
  const session = /session-id=(\S+)/.exec(ids ?? '')?.[1];
  const callee = (await world.rest('GET', `telephony/sessions/${session}`)).body.parties?.[1];
  expect(callee).toMatchObject({ extensionId: '62001020', status: { code: 'Answered' } });
});

it('the session is the server’s to refresh: it sends UPDATEs that say so', async () => {
  const { line, invite } = await calledOut({ phoneNumber: '+18005550198' }, { tuning: { refreshAfterMs: 100 } });
  line.reply(invite, '200 OK', sdp());
  const update = await line.request('UPDATE');
  expect(update.header('session-expires')).toBe('14400;refresher=uac');
  expect(update.header('min-se')).toBe('90');
});

it('by the other belief an INVITE has one codec, one suite and no session timer', async () => {
  const { invite } = await calledOut({ extensionNumber: '101' }, { beliefs: { inboundInvite: 'plain' } });
  expect(invite.header('from')).toMatch(/^<sip:\+12025550101@sip\.ringcentral\.com>/);
  expect(invite.header('session-expires')).toBe('');
  expect(invite.body).toContain('RTP/SAVP 0 101');
  expect(invite.body.match(/^a=crypto/gm)).toHaveLength(1);
});
