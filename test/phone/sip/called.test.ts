import { afterEach, describe, expect, it } from 'vitest';
import { type Bench, bench, ear } from './support/bench.js';
import { MediaPeer } from './support/media-peer.js';
import { one, write } from './support/text.js';

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

async function invite(peer: MediaPeer, extra: Extra, withSdp = true) {
  const replied = b.server.request('INVITE', fields, extra, withSdp ? peer.sdp : '');
  const reply = await replied;
  const cseq = one(reply, 'cseq').split(' ')[0];
  const ack = (body = '') =>
    b.server.send(
      write(
        'ACK sip:line@x SIP/2.0',
        [
          ['Via', 'SIP/2.0/TLS x;branch=z9hG4bKack'],
          ['From', fields.from],
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
    const { reply, ack } = await invite(media, [['Alert-Info', 'Auto Answer']], false);
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
