import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { LongCall } from '../support/long-call.js';
import { isProven } from '../support/sip-server.js';
import { one } from '../support/text.js';

let long: LongCall;
afterEach(() => long.stop());

/** The call is talking: heard both ways, and no end was told. */
async function talks(): Promise<void> {
  await long.hears();
  await long.isHeard();
  expect(long.ends).toEqual([]);
}

/** A refresh of ours every half a second. */
const OFTEN = '1;refresher=uac';

const refreshes = () => long.server.received.filter((m) => m.method === 'INVITE' && one(m, 'call-id') === long.call.id);

describe('a registrar that restarts', () => {
  it.each([403, 481, 503])(
    'answers %i for a while and has lost the registration: the call stays, and is bound anew',
    async (status) => {
      long = await LongCall.begin();
      await talks();
      long.registrar = status;
      await long.server.next((m) => m.method === 'REGISTER');
      await long.server.next((m) => m.method === 'REGISTER');
      await talks();
      const bound = long.reinvited();
      long.registrar = 'works';
      await bound;
      await talks();
    },
  );

  it.each([403, 481, 491, 503])(
    'answers the re-INVITE after a TLS reset with %i at first: asked again while the audio runs',
    async (status) => {
      long = await LongCall.begin();
      await talks();
      long.reinvites = status;
      const refused = long.reinvited();
      long.server.reset();
      await refused;
      await talks();
      const again = long.reinvited();
      long.reinvites = 'works';
      await again;
      await talks();
      expect((await long.call.request('UPDATE')).status).toBe(200);
    },
  );

  it('ends the call as lost when the server does not know it for long, though something still sends audio', async () => {
    long = await LongCall.begin({ repairMs: 300 });
    await talks();
    long.reinvites = 481;
    long.server.reset();
    expect(await long.lost()).toMatchObject({ cause: 'line-lost', reason: expect.stringContaining('no longer knows') });
    await long.call.seen('BYE');
  });
});

describe('a TLS reset', () => {
  it('in the middle of our own refresh: the refresh is made again over the new connection', async () => {
    long = await LongCall.begin({}, OFTEN);
    const answer = long.call.onReinvite;
    let asked = 0;
    long.call.onReinvite = (request) => {
      asked += 1;
      if (asked === 1) long.server.reset();
      else answer(request);
    };
    await long.server.seen(() => asked >= 2);
    await talks();
  });

  it('in the middle of the server’s refresh: its answer is lost, and ours over the new connection stands for it', async () => {
    long = await LongCall.begin();
    await talks();
    const bound = long.reinvited();
    void long.offer();
    long.server.reset();
    await bound;
    await talks();
  });

  it('again and again: the call stays', async () => {
    long = await LongCall.begin();
    for (let reset = 0; reset < 4; reset++) {
      const bound = long.reinvited();
      long.server.reset();
      await bound;
      await talks();
    }
  });
});

describe('a name service that fails', () => {
  it.each(['fail', 'hang'] as const)(
    '(%s) while the connection is lost: the address that worked is used, and the call bound anew',
    async (names) => {
      long = await LongCall.begin({ connectMs: 400 });
      await talks();
      const { connections } = long.server;
      const bound = long.reinvited();
      long.names = names;
      long.server.reset();
      await bound;
      expect(long.server.connections).toBe(connections + 1);
      await talks();
    },
  );
});

describe('session refreshes', () => {
  it('are taken over when the server’s do not come', async () => {
    long = await LongCall.begin({}, '1;refresher=uas');
    await long.reinvited();
    await talks();
  });

  it('ask for longer intervals when the server wants them', async () => {
    long = await LongCall.begin({ repairMs: 150 }, OFTEN);
    const answer = long.call.onReinvite;
    long.call.onReinvite = (request) => {
      if (one(request, 'min-se') === '7200') answer(request);
      else long.server.reply(request, 422, 'Session Interval Too Small', [['Min-SE', '7200']]);
    };
    await long.server.seen((m) => m.method === 'INVITE' && one(m, 'session-expires') === '7200;refresher=uac');
    await talks();
  });

  it('that are refused end a call on hold only once its session has run out', async () => {
    long = await LongCall.begin({ repairMs: 100 }, OFTEN);
    long.reinvites = 503;
    await long.offer('inactive');
    long.radio.playing = false;
    const begun = long.reinvited();
    await begun;
    expect(long.ends).toEqual([]);
    expect(await long.lost()).toMatchObject({
      cause: 'line-lost',
      reason: expect.stringContaining('has no audio'),
    });
  });

  it('cross with an offer of the server’s: it is asked to wait, and the call goes on', async () => {
    long = await LongCall.begin({}, OFTEN);
    let crossed: number | undefined;
    const answer = long.call.onReinvite;
    long.call.onReinvite = async (request) => {
      long.call.onReinvite = answer;
      crossed = (await long.offer('sendrecv', 'UPDATE')).status;
      answer(request);
    };
    await long.server.seen(() => crossed !== undefined && refreshes().some((m) => isProven(m)));
    expect(crossed).toBe(491);
    await talks();
  });
});

describe('a change of the media address', () => {
  it.each(['INVITE', 'UPDATE'] as const)('by %s moves both directions, and the old address is left', async (method) => {
    long = await LongCall.begin();
    await talks();
    const old = long.radio.peer;
    await long.move(method);
    await talks();
    const { length } = old.packets;
    await talks();
    expect(old.packets).toHaveLength(length);
    old.close();
  });

  it('is not made for a stranger, who may send what he likes', async () => {
    long = await LongCall.begin();
    await talks();
    const stranger = createSocket('udp4');
    stranger.bind(0, '127.0.0.1');
    await once(stranger, 'listening');
    let caught = 0;
    stranger.on('message', () => {
      caught += 1;
    });
    const port = Number(/m=audio (\d+)/.exec(long.call.invite.body)?.[1]);
    const other = await long.newPeer();
    const throwIn = (bytes: Buffer) => new Promise((done) => stranger.send(bytes, port, '127.0.0.1', done));
    const seen = long.call.media.seal(Buffer.alloc(160, 0x41));
    await long.call.media.sendRaw(seen);
    for (const bytes of [seen, other.seal(Buffer.alloc(160, 0x42)), Buffer.alloc(172, 0x80), Buffer.from('hello')]) {
      await throwIn(bytes);
    }
    await talks();
    expect(caught).toBe(0);
    stranger.close();
  });

  it('to an address that stays silent is a loss, and told', async () => {
    long = await LongCall.begin();
    await talks();
    await long.move();
    long.radio.playing = false;
    expect(await long.lost()).toMatchObject({ cause: 'line-lost', reason: expect.stringContaining('stopped coming') });
  });
});

describe('audio that stops', () => {
  it('is told though the dialog lives and is refreshed all the time', async () => {
    long = await LongCall.begin({ mediaLostMs: 300 });
    await talks();
    long.radio.playing = false;
    let answered = 0;
    while (long.ends.length === 0) {
      const { status } = await long
        .offer(answered % 2 === 0 ? 'sendrecv' : 'sendonly', 'UPDATE')
        .then(() => long.offer());
      if (status === 200) answered += 1;
      // Offers that say the same again and again give the audio no more time.
      await long.offer();
    }
    expect(await long.lost()).toMatchObject({ cause: 'line-lost' });
    expect(answered).toBeGreaterThan(0);
  });

  it('is no loss after comfort noise, nor on hold the old way, and sound that comes back is heard', async () => {
    long = await LongCall.begin({ mediaLostMs: 100 });
    await talks();
    long.radio.playing = false;
    await long.call.media.sendRaw(long.call.media.sealNoise());
    const turns = async () => {
      for (let turn = 0; turn < 8; turn++) await long.registered();
    };
    await turns();
    long.radio.playing = true;
    await talks();
    const nowhere = long.call.media.sdp.replace('c=IN IP4 127.0.0.1', 'c=IN IP4 0.0.0.0');
    const held = await long.call.request('INVITE', [['Content-Type', 'application/sdp']], nowhere);
    expect(held.body).toContain('a=inactive');
    long.radio.playing = false;
    await turns();
    await long.offer();
    long.radio.playing = true;
    await talks();
  });

  it('while the connection is down, too, is told', async () => {
    long = await LongCall.begin();
    await talks();
    long.registrar = 503;
    long.names = 'fail';
    long.server.reset();
    long.radio.playing = false;
    expect(await long.lost()).toMatchObject({ cause: 'line-lost' });
  });
});

it('a BYE that comes in the middle of all this is the far side’s end, told once', async () => {
  long = await LongCall.begin();
  await talks();
  long.reinvites = 503;
  const refused = long.reinvited();
  long.server.reset();
  await refused;
  await long.call.request('BYE');
  expect(await long.lost()).toMatchObject({ cause: 'far-end' });
  expect(long.ends).toHaveLength(1);
});
