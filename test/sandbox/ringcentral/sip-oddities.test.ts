import { readFile } from 'node:fs/promises';
import { connect } from 'node:tls';
import { afterEach, expect, it } from 'vitest';
import { type Setup, TestWorld } from './world.js';

let world: TestWorld;

afterEach(() => world.stop());

async function line(setup: Setup, extensionNumber?: string) {
  world = await TestWorld.start(setup);
  const softphone = await world.softphone(extensionNumber);
  const received: string[] = [];
  softphone.on('message', (message: { subject: string }) => received.push(message.subject));
  await softphone.register();
  return { softphone, received };
}

const told = (emitter: { once(event: string, listener: () => void): unknown }, event: string): Promise<void> =>
  new Promise((resolve) => emitter.once(event, () => resolve()));

it('a session refresh that stays unanswered ends the call with a BYE', async () => {
  const { softphone, received } = await line({ tuning: { refreshAfterMs: 200, refreshAnswerMs: 200 } });
  const call = await softphone.call('18005550198');
  await told(call, 'disposed');
  expect(received.some((subject) => subject.startsWith('UPDATE '))).toBe(true);
  expect(await world.until('call-over')).toMatchObject({ call: call.sessionId });
});

it('a destination that is busy answers 486 after the 183', async () => {
  const { softphone, received } = await line({ destination: { busyFirst: 1 } });
  const call = await softphone.call('18005550198');
  await told(call, 'busy');
  expect(received.slice(-2)).toEqual(['SIP/2.0 183 Session Progress', 'SIP/2.0 486 Busy Here']);
  expect((await world.rest('GET', `telephony/sessions/${call.sessionId}`)).status).toBe(404);
  const again = await softphone.call('18005550198');
  await told(again, 'answered');
});

it('a refused registration is 403 after the challenge, a refused dial too', async () => {
  world = await TestWorld.start({ faults: { refuseRegister: true } });
  const refused = await world.softphone();
  await expect(refused.register()).rejects.toThrow('403');
  await world.stop();
  const { softphone, received } = await line({ faults: { refuseDial: true } });
  await expect(softphone.call('18005550198')).rejects.toThrow();
  expect(received.slice(-4)).toEqual([
    'SIP/2.0 100 Trying',
    'SIP/2.0 407 Proxy Authentication Required',
    'SIP/2.0 100 Trying',
    'SIP/2.0 403 Forbidden',
  ]);
});

it('a crash on hold resets the connection of one line, and its call is lost', async () => {
  const { softphone } = await line({
    destination: { holdMs: [60_000, 60_000] },
    faults: { crashOneLineAfterMs: 100 },
    tuning: { lostLineNoticedMs: 200 },
  });
  const reset = new Promise<NodeJS.ErrnoException>((resolve) => softphone.client.once('error', resolve));
  const call = await softphone.call('18005550198');
  expect((await reset).code).toBe('ECONNRESET');
  expect(await world.until('call-over')).toMatchObject({ call: call.sessionId, by: 'network' });
});

it('the certificate is good for 127.0.0.1 to whoever trusts the file it is written to', async () => {
  world = await TestWorld.start();
  const softphone = await world.softphone();
  const ca = await readFile(world.rc.env.NODE_EXTRA_CA_CERTS ?? '', 'utf8');
  const port = Number(softphone.sipInfo.outboundProxy?.split(':')[1]);
  const socket = connect({ host: '127.0.0.1', port, ca });
  await new Promise<void>((resolve, reject) => {
    socket.once('secureConnect', resolve);
    socket.once('error', reject);
  });
  expect(socket.authorized).toBe(true);
  socket.destroy();
});
