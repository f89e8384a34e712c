import { afterEach, describe, expect, it } from 'vitest';
import { createSoftphoneLine, type MeasurableSoftphone } from '../../../../../src/phone/softphone/start-softphone.js';
import { answeredCall, type Bench, bench, ear } from '../support/bench.js';
import { MediaPeer } from '../support/media-peer.js';
import { CREDENTIALS, isProven, type ServerCall } from '../support/sip-server.js';
import { type Msg, one, write } from '../support/text.js';

let b: Bench;
let next: MeasurableSoftphone | undefined;
const peers: MediaPeer[] = [];
afterEach(async () => {
  for (const peer of peers.splice(0)) peer.close();
  await next?.stop();
  next = undefined;
  await b.stop();
});

/** A line of another process on the same server, registered. */
async function anotherLine(timings = {}): Promise<MeasurableSoftphone> {
  const line = createSoftphoneLine({
    credentials: { ...CREDENTIALS, proxy: b.server.proxy },
    ca: b.server.ca,
    timings: { replyMs: 1_500, mediaLostMs: 600, ...timings },
  });
  next = line;
  await line.start();
  return line;
}

/** A call whose owner is gone: its dialog as it was kept, and what the server does with the next re-INVITE. */
async function left(onReinvite?: (call: ServerCall, request: Msg) => void) {
  b = await bench();
  const { call } = await answeredCall(b);
  await expect.poll(() => b.dialogs.length).toBe(1);
  const dialog = b.dialogs.at(-1);
  if (dialog === undefined) throw new Error('no dialog was told');
  const reinvites: Msg[] = [];
  const usual = call.onReinvite;
  call.onReinvite = (request) => {
    reinvites.push(request);
    if (!isProven(request)) return b.server.challenge(request, 407);
    if (onReinvite !== undefined) return onReinvite(call, request);
    call.media.hearSdp(request.body);
    usual(request);
    void speak(call, request);
  };
  await b.line.letGo('a');
  await b.line.stop();
  return { call, dialog, reinvites };
}

/** The server's audio goes to where the newest SDP says. */
async function speak(call: ServerCall, request: Msg): Promise<void> {
  const port = Number(/^m=audio (\d+)/m.exec(request.body)?.[1]);
  await call.media.heard(() => call.media.source?.port === port);
  for (let frame = 0; frame < 10; frame++) await call.media.send(Buffer.alloc(160, 0x21));
}

const number = (message: Msg): number => Number.parseInt(one(message, 'cseq'), 10);
const version = (body: string): readonly number[] => (/^o=- (\d+) (\d+)/m.exec(body)?.slice(1) ?? []).map(Number);

describe('a line that goes on with a call of another process', () => {
  it('asks within the dialog, far ahead in numbers, with keys and a port of its own, and hears the call', async () => {
    const { call, dialog, reinvites } = await left();
    const line = await anotherLine();
    const listener = ear();
    await line.resume('again', dialog, listener.ring);
    await listener.has(160);
    const [challenged, proven] = reinvites;
    if (challenged === undefined || proven === undefined) throw new Error('no re-INVITE came');
    expect(number(challenged)).toBe(dialog.cseq + 1_001);
    expect(number(proven)).toBe(dialog.cseq + 1_002);
    expect(one(proven, 'from')).toBe(one(call.invite, 'from'));
    expect(one(proven, 'to')).toMatch(/;tag=server$/);
    const [session, first = 0] = version(call.invite.body);
    expect(version(proven.body)).toEqual([session, first + 1_001]);
    expect(/inline:(\S+)/.exec(proven.body)?.[1]).not.toBe(/inline:(\S+)/.exec(call.invite.body)?.[1]);
    // The server finds it there, and it can be ended.
    expect((await call.request('OPTIONS')).status).toBe(200);
    await line.hangUp('again');
    await call.seen('BYE');
  });

  it('hears a far side whose numbers have gone round four times since the call began', async () => {
    const { call, dialog } = await left((held, request) => {
      held.media.hearSdp(request.body);
      b.server.reply(request, 200, 'OK', [['Contact', '<sip:far@x>']], held.media.sdp);
      held.media.goRound(4);
      void speak(held, request);
    });
    const line = await anotherLine();
    const listener = ear();
    await line.resume('again', dialog, listener.ring);
    await listener.has(160);
    expect(call.media.key).toHaveLength(30);
  });

  it.each([403, 481, 500])('refused with %i, leaves the call as it is, and says so', async (status) => {
    const { dialog } = await left((_, request) => b.server.reply(request, status, 'No'));
    const line = await anotherLine();
    await expect(line.resume('again', dialog)).rejects.toMatchObject({ code: 'call-refused', status });
    await expect(line.press('again', '1')).rejects.toMatchObject({ code: 'no-leg' });
    expect(b.server.received.some(({ method }) => method === 'BYE')).toBe(false);
  });

  it('does not believe in a call without audio', async () => {
    const { dialog } = await left((held, request) => {
      held.media.hearSdp(request.body);
      b.server.reply(request, 200, 'OK', [['Contact', '<sip:far@x>']], held.media.sdp);
    });
    const line = await anotherLine();
    await expect(line.resume('again', dialog)).rejects.toMatchObject({ code: 'not-connected' });
    expect(b.server.received.some(({ method }) => method === 'BYE')).toBe(false);
  });
});

describe('a line that lets a call go', () => {
  it('stops its audio and says nothing: no BYE, no end, and no unregistering when it stops', async () => {
    b = await bench();
    const { call } = await answeredCall(b);
    await call.media.heard((packets) => packets.length > 0);
    await b.line.letGo('a');
    await b.line.stop();
    const methods = b.server.received.map(({ method }) => method);
    expect(methods).not.toContain('BYE');
    expect(b.server.received.some((m) => m.method === 'REGISTER' && one(m, 'expires') === '0')).toBe(false);
    expect(b.facts.map(({ type }) => type)).not.toContain('ended');
  });
});

describe('a call that is put through to its own line', () => {
  const expected = { number: '+18005550199', sessionId: 's-a1' };
  const fields = (user: string, callId: string) => ({
    callId,
    from: `<sip:${user}@sip.practice.example>;tag=far`,
    to: '<sip:line@sip.practice.example>',
  });

  async function peer(): Promise<MediaPeer> {
    const opened = await MediaPeer.open();
    peers.push(opened);
    return opened;
  }

  function acknowledge(reply: Msg, from: string): void {
    const cseq = `${number(reply)} ACK`;
    b.server.send(
      write('ACK sip:line@x SIP/2.0', [
        ['Via', 'SIP/2.0/TLS x;branch=z9hG4bKack'],
        ['From', from],
        ['To', one(reply, 'to')],
        ['Call-ID', 'ours'],
        ['CSeq', cseq],
      ]),
    );
  }

  it('is answered by the number it comes from; anybody else is left ringing', async () => {
    b = await bench();
    const answered = b.line.answerNext('back', 5_000, undefined, expected);
    await b.line.cost();
    const media = await peer();
    void b.server.request('INVITE', fields('+15035550177', 'stranger'), [], media.sdp);
    await b.server.seen((m) => m.status === 180 && one(m, 'call-id') === 'stranger');
    const reply = await b.server.request('INVITE', fields('18005550199', 'ours'), [], media.sdp);
    expect(reply.status).toBe(200);
    media.hearSdp(reply.body);
    acknowledge(reply, fields('18005550199', 'ours').from);
    expect(await answered).toEqual({ sipCallId: 'ours' });
  });

  it('is answered by the short number of the extension that sent it on; a longer one that ends like it is not', async () => {
    b = await bench();
    const answered = b.line.answerNext('back', 5_000, undefined, { ...expected, extensionNumber: '101' });
    await b.line.cost();
    const media = await peer();
    for (const stranger of ['1101', '102']) {
      void b.server.request('INVITE', fields(stranger, stranger), [], media.sdp);
      await b.server.seen((m) => m.status === 180 && one(m, 'call-id') === stranger);
    }
    const reply = await b.server.request('INVITE', fields('101', 'ours'), [], media.sdp);
    expect(reply.status).toBe(200);
    media.hearSdp(reply.body);
    acknowledge(reply, fields('101', 'ours').from);
    expect(await answered).toEqual({ sipCallId: 'ours' });
  });

  it('is answered by the session it names', async () => {
    b = await bench();
    const answered = b.line.answerNext('back', 5_000, undefined, expected);
    await b.line.cost();
    const media = await peer();
    const ids = [['p-rc-api-ids', 'party-id=p-a1-3;session-id=s-a1']] as const;
    const reply = await b.server.request('INVITE', fields('anonymous', 'ours'), ids, media.sdp);
    expect(reply.status).toBe(200);
    media.hearSdp(reply.body);
    acknowledge(reply, fields('anonymous', 'ours').from);
    expect(await answered).toEqual({ sipCallId: 'ours', sessionId: 's-a1', partyId: 'p-a1-3' });
  });
});
