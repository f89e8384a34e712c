import { afterEach, describe, expect, it } from 'vitest';
import { type Bench, bench, ear } from '../support/bench.js';
import { MediaPeer } from '../support/media-peer.js';
import { one, write } from '../support/text.js';

let b: Bench;
const peers: MediaPeer[] = [];
afterEach(async () => {
  for (const peer of peers.splice(0)) peer.close();
  await b.stop();
});

type Extra = readonly (readonly [string, string])[];

const fields = {
  callId: 'in-1',
  from: '<sip:caller@sip.practice.example>;tag=far',
  to: '<sip:line@sip.practice.example>',
};
const marks: [string, Extra][] = [
  ['Alert-Info', [['Alert-Info', 'Auto Answer']]],
  ['Call-Info', [['Call-Info', '<sip.practice.example>;purpose=info;Answer-After=0']]],
];

async function invite(peer: MediaPeer, extra: Extra, sdp = peer.sdp, from = fields) {
  const replied = b.server.request('INVITE', from, extra, sdp);
  const reply = await replied;
  const cseq = one(reply, 'cseq').split(' ')[0];
  const ack = (body = '') =>
    b.server.send(
      write(
        'ACK sip:line@x SIP/2.0',
        [
          ['Via', 'SIP/2.0/TLS x;branch=z9hG4bKack'],
          ['From', from.from],
          ['To', one(reply, 'to')],
          ['Call-ID', fields.callId],
          ['CSeq', `${cseq} ACK`],
        ],
        body,
      ),
    );
  return { reply, ack };
}

async function peer(): Promise<MediaPeer> {
  const opened = await MediaPeer.open();
  peers.push(opened);
  return opened;
}

describe('calls that come in', () => {
  it.each(marks)('answers one marked by %s when somebody waits, and hears it', async (_, mark) => {
    b = await bench();
    const media = await peer();
    const listener = ear();
    const answered = b.line.answerNext('in', 5_000, listener.ring);
    await b.line.cost();
    const { reply, ack } = await invite(media, mark);
    expect(reply.status).toBe(200);
    ack();
    expect(await answered).toEqual({ sipCallId: 'in-1' });
    media.hearSdp(reply.body);
    await media.send(Buffer.alloc(160, 0x41));
    await listener.has(160);
    await b.line.hangUp('in');
    expect(b.facts.map((fact) => fact.type)).toEqual(['answered', 'ended']);
  });

  it('takes the far side’s SDP from the ACK when the INVITE has none', async () => {
    b = await bench();
    const media = await peer();
    const answered = b.line.answerNext('in', 5_000);
    await b.line.cost();
    const { reply, ack } = await invite(media, [['Alert-Info', 'Auto Answer']], '');
    expect(reply.body).toContain('a=crypto:1');
    media.hearSdp(reply.body);
    ack(media.sdp);
    await answered;
    await media.heard((packets) => packets.length >= 2);
  });

  it.each<[string, Extra, boolean]>([
    ['that is not marked, though somebody waits', [], true],
    ['that is marked, when nobody waits', [['Alert-Info', 'Auto Answer']], false],
  ])('leaves a call ringing %s, and ends it with 487 on CANCEL', async (_, mark, waiting) => {
    b = await bench();
    const answered = waiting ? b.line.answerNext('in', 5_000).catch((error) => error) : undefined;
    await b.line.cost();
    const ended = b.server.request('INVITE', fields, mark, (await peer()).sdp);
    const ringing = await b.server.seen((m) => m.status === 180);
    expect(one(ringing, 'to')).toMatch(/;tag=/);
    expect((await b.server.request('CANCEL', fields)).status).toBe(200);
    expect((await ended).status).toBe(487);
    await b.line.hangUp('in');
    expect((await answered)?.code ?? 'no-leg').toBe('no-leg');
  });

  /** As one was seen on the real servers, from a colleague within the account. */
  const REAL: Extra = [
    ['Session-Expires', '14400;refresher=uac'],
    ['Min-SE', '90'],
    ['Supported', 'replaces, timer, diversion, histinfo'],
    ['Allow', 'INVITE, ACK, BYE, CANCEL, UPDATE, REFER, INFO, NOTIFY'],
    ['Call-Info', '<sip:104.245.57.165>;purpose=info'],
  ];
  const realSdp = (media: MediaPeer, otherKey: string): string =>
    [
      'v=0',
      'o=- 7262 4154 IN IP4 127.0.0.1',
      's=SmcSip',
      'c=IN IP4 127.0.0.1',
      't=0 0',
      `m=audio ${media.port} RTP/SAVP 111 9 0 18 96 8 109 101`,
      'a=rtpmap:111 opus/48000/2',
      'a=fmtp:111 useinbandfec=1',
      'a=rtcp-fb:111 ccm tmmbr',
      'a=rtpmap:9 g722/8000',
      'a=rtpmap:0 pcmu/8000',
      'a=rtpmap:18 g729/8000',
      'a=fmtp:18 annexb=no',
      'a=rtpmap:96 ilbc/8000',
      'a=fmtp:96 mode=20',
      'a=rtpmap:8 pcma/8000',
      'a=rtpmap:109 opus/16000',
      'a=rtpmap:101 telephone-event/8000',
      'a=fmtp:101 0-15',
      'a=sendrecv',
      `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${media.key.toString('base64')}`,
      `a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:${otherKey}`,
      '',
    ].join('\r\n');
  const colleague = { number: '+18005550199', sessionId: 's-none', extensionNumber: '101' };
  const fromColleague = { ...fields, from: '"Ann" <sip:101@104.245.57.165:5096>;tag=far' };

  it('answers the real shape: PCMU of its eight, the first suite, and the timer as offered, which the server keeps', async () => {
    b = await bench();
    const media = await peer();
    const listener = ear();
    const answered = b.line.answerNext('in', 5_000, listener.ring, colleague);
    await b.line.cost();
    const { reply, ack } = await invite(media, REAL, realSdp(media, 'A'.repeat(40)), fromColleague);
    expect(reply.status).toBe(200);
    expect(one(reply, 'session-expires')).toBe('14400;refresher=uac');
    expect(one(reply, 'require')).toBe('timer');
    const lines = reply.body.split('\r\n');
    expect(lines.filter((line) => line.startsWith('m='))).toEqual([
      expect.stringMatching(/^m=audio \d+ RTP\/SAVP 0 101$/),
    ]);
    expect(lines.filter((line) => line.startsWith('a=crypto:'))).toEqual([
      expect.stringMatching(/^a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:[\w+/]{40}$/),
    ]);
    ack();
    expect(await answered).toEqual({ sipCallId: 'in-1' });
    media.hearSdp(reply.body);
    await media.send(Buffer.alloc(160, 0x41));
    await listener.has(160);
    const dialog = { ...fromColleague, to: one(reply, 'to') };
    const refreshed = await b.server.request('UPDATE', dialog, [['Session-Expires', '14400;refresher=uac']]);
    expect([refreshed.status, one(refreshed, 'session-expires')]).toEqual([200, '14400;refresher=uac']);
    expect(b.server.received.some((m) => m.method === 'INVITE' || m.method === 'UPDATE')).toBe(false);
  });

  it('answers the same without an offer: ours is in the answer, and the real shape in the ACK is taken', async () => {
    b = await bench();
    const media = await peer();
    const answered = b.line.answerNext('in', 5_000, undefined, colleague);
    await b.line.cost();
    const { reply, ack } = await invite(media, REAL, '', fromColleague);
    expect(reply.body).toMatch(/^m=audio \d+ RTP\/SAVP 0 101\r$/m);
    media.hearSdp(reply.body);
    ack(realSdp(media, 'A'.repeat(40)));
    await answered;
    await media.heard((packets) => packets.length >= 2);
  });

  it('rejects when no call comes in time', async () => {
    b = await bench();
    await expect(b.line.answerNext('in', 30)).rejects.toMatchObject({ code: 'no-invite' });
  });

  it('refuses an offer it cannot speak, and hangs up when the answer is never acknowledged', async () => {
    b = await bench({ replyMs: 200 });
    const first = b.line.answerNext('in', 5_000).catch((error) => error);
    await b.line.cost();
    const refused = await b.server.request('INVITE', { ...fields, callId: 'in-0' }, marks[0]?.[1], 'v=0\r\n');
    expect(refused.status).toBe(488);
    expect(await first).toMatchObject({ code: 'call-refused' });
    const second = b.line.answerNext('in', 5_000).catch((error) => error);
    await b.line.cost();
    await invite(await peer(), [['Alert-Info', 'Auto Answer']]);
    await b.server.seen((m) => m.method === 'BYE');
    expect(await second).toMatchObject({ code: 'call-refused' });
  });
});
