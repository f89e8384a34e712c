import { afterEach, describe, expect, it } from 'vitest';
import { createSoftphoneLine } from '../../../../../src/phone/softphone/start-softphone.js';
import { answeredCall, type Bench, bench, ear } from '../support/bench.js';
import { CREDENTIALS, DOMAIN, type ServerCall } from '../support/sip-server.js';
import { type Msg, one } from '../support/text.js';

let b: Bench;
const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  await b.stop();
});

const NUMBER_URI = `sip:18005550199@${DOMAIN}`;
const uriOf = ({ start }: Msg): string => start.split(' ')[1] ?? '';
const isPlain = (request: Msg): boolean => !uriOf(request).startsWith('sip:far@') && one(request, 'route') === '';
const of = (method: string) => b.server.received.filter((m) => m.method === method);
const reinvites = () => of('INVITE').filter((m) => /;tag=/.test(one(m, 'to')));

/** A server that knows a call by requests of the plain form only; the others it answers with that status, or not at all. */
async function plainOnly(otherwise: number | 'silence', timings = {}): Promise<ServerCall> {
  b = await bench(timings);
  const understood = (request: Msg): boolean => {
    if (isPlain(request)) return true;
    if (otherwise !== 'silence') b.server.reply(request, otherwise, 'No');
    return false;
  };
  const answer = async (request: Msg): Promise<void> => {
    if (understood(request)) b.server.reply(request, 200, 'OK');
  };
  b.server.scripts.set('BYE', answer);
  b.server.onInvite((call) => {
    call.onReinvite = (request) => {
      call.media.hearSdp(request.body);
      if (understood(request)) b.server.reply(request, 200, 'OK', [], call.media.sdp);
    };
    const route = [['Record-Route', `<sip:${b.server.proxy};transport=tls;lr>`]] as const;
    call.progress(route);
    call.answer(route);
  });
  return (await answeredCall(b)).call;
}

describe('a server that takes requests of a call in the plain form only', () => {
  it.each([404, 481, 'silence'] as const)('(else %s) keeps a call whose connection was reset', async (otherwise) => {
    const call = await plainOnly(otherwise);
    b.server.reset();
    const reinvite = await b.server.seen((m) => m.method === 'INVITE' && /;tag=/.test(one(m, 'to')) && isPlain(m));
    expect(uriOf(reinvite)).toBe(NUMBER_URI);
    const ack = await b.server.seen(
      (m) => m.method === 'ACK' && one(m, 'cseq').startsWith(`${Number.parseInt(one(reinvite, 'cseq'), 10)} `),
    );
    expect([uriOf(ack), one(ack, 'route')]).toEqual([NUMBER_URI, '']);
    await expect.poll(() => b.dialogs.at(-1)?.form).toBe('plain');
    expect((await call.request('UPDATE')).status).toBe(200);
    // What has shown itself to work is kept to: nothing is tried the other way any more.
    await b.line.hangUp('a');
    expect(of('BYE').map(uriOf)).toEqual([`sip:${DOMAIN}`]);
    expect(reinvites().map(isPlain)).toEqual([false, true]);
  });

  it.each([404, 481, 'silence'] as const)('(else %s) takes the hang-up', async (otherwise) => {
    await plainOnly(otherwise);
    await b.line.hangUp('a');
    expect(of('BYE').map((bye) => [uriOf(bye), isPlain(bye)])).toEqual([
      [expect.stringMatching(/^sip:far@/), false],
      [`sip:${DOMAIN}`, true],
    ]);
  });

  it.each([404, 481, 'silence'] as const)('(else %s) takes the transfer', async (otherwise) => {
    const call = await plainOnly(otherwise);
    b.server.scripts.set('REFER', async (request) => {
      if (!isPlain(request)) {
        if (otherwise !== 'silence') b.server.reply(request, otherwise, 'No');
        return;
      }
      b.server.reply(request, 202, 'Accepted');
      await call.request(
        'NOTIFY',
        [
          ['Event', 'refer'],
          ['Content-Type', 'message/sipfrag'],
        ],
        'SIP/2.0 200 OK\r\n',
      );
    });
    await b.line.refer('a', '101', 10_000);
    expect(of('REFER').map(uriOf).at(-1)).toBe(`sip:15035550142@${b.server.proxy};transport=tls`);
  });

  it('gives a call to another process, which keeps to that form when it is told of it', async () => {
    const call = await plainOnly(481);
    await expect.poll(() => b.dialogs.length).toBe(1);
    const dialog = b.dialogs[0];
    if (dialog === undefined) throw new Error('no dialog was told');
    await b.line.letGo('a');
    const keys = ['again', 'and-again'] as const;
    for (const [leg, state] of [
      [keys[0], dialog],
      [keys[1], { ...dialog, cseq: dialog.cseq + 5_000, form: 'plain' }],
    ] as const) {
      const before = reinvites().length;
      const next = createSoftphoneLine({
        credentials: { ...CREDENTIALS, proxy: b.server.proxy },
        ca: b.server.ca,
        isShared: true,
      });
      stops.push(() => next.stop());
      await next.start();
      const speaking = setInterval(() => void call.media.send(Buffer.alloc(160, 0x21)), 20);
      stops.push(async () => clearInterval(speaking));
      await next.resume(leg, state, ear().ring);
      clearInterval(speaking);
      expect(reinvites().slice(before).map(isPlain)).toEqual(leg === 'again' ? [false, true] : [true]);
      await next.letGo(leg);
    }
  });
});

describe('a call that neither form reaches', () => {
  it('is lost as before, after one more try', async () => {
    b = await bench();
    b.server.onInvite((call) => {
      call.onReinvite = (request) => b.server.reply(request, 481, 'Gone');
      call.answer();
    });
    await answeredCall(b);
    b.server.reset();
    expect(await b.fact('a', 'ended')).toMatchObject({ end: { cause: 'line-lost' } });
    expect(reinvites().map(isPlain)).toEqual([false, true]);
  });

  it('is not hung up for certain when both are met with silence', async () => {
    b = await bench({ replyMs: 200 });
    await answeredCall(b);
    b.server.scripts.set('BYE', () => undefined);
    await expect(b.line.hangUp('a')).rejects.toMatchObject({ code: 'hang-up-unconfirmed' });
    expect(of('BYE').map(isPlain)).toEqual([false, true]);
  });
});

describe('a transfer', () => {
  const notify = [
    ['Event', 'refer'],
    ['Content-Type', 'message/sipfrag'],
  ] as const;

  it('is not asked for twice when a NOTIFY shows that the first was taken, though its reply never came', async () => {
    b = await bench({ replyMs: 400 });
    const { call } = await answeredCall(b);
    b.server.scripts.set('REFER', () => void call.request('NOTIFY', notify, 'SIP/2.0 100 Trying\r\n'));
    await expect(b.line.refer('a', '101', 5_000)).rejects.toMatchObject({ code: 'silent' });
    expect(of('REFER')).toHaveLength(1);
  });

  it('is not asked for twice when it was refused for any other reason', async () => {
    b = await bench();
    await answeredCall(b);
    b.server.scripts.set('REFER', (request) => b.server.reply(request, 403, 'Forbidden'));
    await expect(b.line.refer('a', '101', 5_000)).rejects.toMatchObject({ code: 'transfer-refused', status: 403 });
    expect(of('REFER')).toHaveLength(1);
  });
});

describe('a re-INVITE that is answered after it was given up', () => {
  it('is acknowledged by its own number', async () => {
    b = await bench({ replyMs: 200 });
    let late: Msg | undefined;
    b.server.onInvite((call) => {
      call.onReinvite = (request) => {
        late ??= request;
      };
      call.answer();
    });
    const { call } = await answeredCall(b);
    b.server.reset();
    await b.server.seen((m) => m === reinvites()[1]);
    if (late === undefined) throw new Error('no re-INVITE came');
    b.server.reply(late, 200, 'OK', [], call.media.sdp);
    await b.server.seen(
      (m) => m.method === 'ACK' && one(m, 'cseq') === one(late as Msg, 'cseq').replace('INVITE', 'ACK'),
    );
  });
});
