import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LongCall } from '../support/long-call.js';

/**
 * Random sequences of what may happen to a call in hours, played against a leg over real sockets. The model knows only whether the
 * call must be talking; after each step it is asked: is it heard, both ways, or was its loss told, once?
 */

type Step =
  | 'sound'
  | 'server-refreshes'
  | 'server-offers'
  | 'media-moves'
  | 'held-and-back'
  | 'connection-resets'
  | 'registrar-restarts'
  | 'server-forgets-for-a-while'
  | 'names-fail'
  | 'names-hang'
  | 'stranger-sends';

type End =
  | 'far-end-hangs-up'
  | 'audio-stops'
  | 'audio-stops-with-the-connection-down'
  | 'server-forgets'
  | 'we-hang-up';

const steps = fc.array(
  fc.constantFrom<Step>(
    'sound',
    'server-refreshes',
    'server-offers',
    'media-moves',
    'held-and-back',
    'connection-resets',
    'registrar-restarts',
    'server-forgets-for-a-while',
    'names-fail',
    'names-hang',
    'stranger-sends',
  ),
  { minLength: 1, maxLength: 7 },
);
const ends = fc.constantFrom<End>(
  'far-end-hangs-up',
  'audio-stops',
  'audio-stops-with-the-connection-down',
  'server-forgets',
  'we-hang-up',
);

/** After a reset, the call is bound to the new connection. */
async function reset(long: LongCall): Promise<void> {
  const bound = long.reinvited();
  long.server.reset();
  await bound;
}

async function play(long: LongCall, step: Step): Promise<void> {
  switch (step) {
    case 'sound':
      return long.hears();
    case 'server-refreshes':
      expect((await long.call.request('UPDATE', [['Session-Expires', '1800;refresher=uac']])).status).toBe(200);
      return;
    case 'server-offers':
      expect([200, 491]).toContain((await long.offer()).status);
      return;
    case 'media-moves':
      return long.move();
    case 'held-and-back':
      long.radio.playing = false;
      await long.offer('inactive');
      await long.registered();
      long.radio.playing = true;
      await long.offer();
      return;
    case 'connection-resets':
      return reset(long);
    case 'registrar-restarts': {
      long.registrar = 503;
      await long.server.next((m) => m.method === 'REGISTER');
      const bound = long.reinvited();
      long.registrar = 'works';
      await bound;
      return;
    }
    case 'server-forgets-for-a-while': {
      long.reinvites = 481;
      await reset(long);
      const again = long.reinvited();
      long.reinvites = 'works';
      await again;
      return;
    }
    case 'names-fail':
    case 'names-hang':
      long.names = step === 'names-fail' ? 'fail' : 'hang';
      await reset(long);
      long.names = 'work';
      return;
    case 'stranger-sends': {
      const stranger = await long.newPeer();
      await long.call.media.sendRaw(stranger.seal(Buffer.alloc(160, 0x11)));
      await long.call.media.sendRaw(Buffer.alloc(172, 0x80));
    }
  }
}

async function finish(long: LongCall, end: End): Promise<'far-end' | 'line-lost' | 'us'> {
  switch (end) {
    case 'far-end-hangs-up':
      await long.call.request('BYE');
      return 'far-end';
    case 'we-hang-up':
      await long.endpoint.hangUp('a');
      return 'us';
    case 'audio-stops':
      long.radio.playing = false;
      return 'line-lost';
    case 'audio-stops-with-the-connection-down':
      long.registrar = 503;
      long.server.reset();
      long.radio.playing = false;
      return 'line-lost';
    case 'server-forgets':
      long.reinvites = 481;
      long.server.reset();
      return 'line-lost';
  }
}

it('15 calls of random misfortunes: each talks after every step, and its end is told once, by its cause', async () => {
  await fc.assert(
    fc.asyncProperty(steps, ends, async (all, end) => {
      const long = await LongCall.begin({ connectMs: 1_000 });
      try {
        await long.hears();
        for (const step of all) {
          await play(long, step);
          await long.hears();
          await long.isHeard();
          expect(long.ends).toEqual([]);
        }
        const cause = await finish(long, end);
        expect(await long.lost()).toMatchObject({ cause });
        expect(long.ends).toHaveLength(1);
      } finally {
        await long.stop();
      }
    }),
    { numRuns: 15, endOnFailure: true },
  );
});
