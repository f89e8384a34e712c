import { afterEach, beforeEach, expect, it } from 'vitest';
import { shareAt, tone } from '../../../sandbox/ringcentral/media/tones.js';
import { TestWorld } from './world.js';

let world: TestWorld;

beforeEach(async () => {
  world = await TestWorld.start({ destination: { menu: 'order-a' }, beliefs: { adminControls: true } });
});
afterEach(() => world.stop());

/** Resolves once an emitter tells of the event. */
const told = (emitter: { once(event: string, listener: (value: unknown) => void): unknown }, event: string) =>
  new Promise((resolve) => emitter.once(event, resolve));

it('the public softphone registers, dials, hears the destination, and its keys arrive', async () => {
  const softphone = await world.softphone();
  await softphone.register();
  const call = await softphone.call('18005550199');
  const packets: Buffer[] = [];
  call.on('audioPacket', (packet: { payload: Buffer }) => packets.push(packet.payload));
  await told(call, 'answered');
  await told(call, 'audioPacket');
  call.sendDTMF('1');
  call.sendDTMF('5');
  expect((await world.until('key', (one) => one.key === '5')).call).toBe(call.sessionId);
  const keys = world.story.all().filter((one) => one.what === 'key');
  expect(keys.map((one) => one.key)).toEqual(['1', '5']);
  expect(packets[0]?.length).toBe(160);
  const seen = await world.rest('GET', `telephony/sessions/${call.sessionId}`);
  expect(seen.body.parties?.[0]?.id).toBe(call.partyId);
  expect(seen.body.parties?.[0]?.status?.code).toBe('Answered');
  await call.hangup();
  expect(await world.until('call-over')).toMatchObject({ call: call.sessionId, by: 'caller' });
  expect(world.rc.callsAlive()).toBe(0);
  expect((await world.rest('GET', `telephony/sessions/${call.sessionId}`)).status).toBe(404);
});

it('a REFER of the public softphone brings the taker together with who was called', async () => {
  const softphone = await world.softphone();
  await softphone.register();
  const call = await softphone.call('18005550198');
  await world.until('agent-speaks');
  const gone = told(call, 'disposed');
  await call.transfer('101');
  await gone;
  await world.until('taker-agent-audio', (one) => one.person === 'U0DANA' && one.call === call.sessionId);
  expect(world.rc.talks()).toBe(1);
  world.rc.endTalks();
  expect(world.rc.talks()).toBe(0);
  expect(world.rc.phoneOf('U0DANA').state).toBe('idle');
});

it('call-out by device calls the registered softphone first, marked to be answered by itself', async () => {
  const softphone = await world.softphone();
  await softphone.register();
  const invite = new Promise<{ headers: Record<string, string> }>((resolve) =>
    softphone.once('invite', async (message) => {
      await softphone.answer(message);
      resolve(message);
    }),
  );
  const line = (await world.rest('GET', 'extension?extensionNumber=201')).body.records?.[0];
  const devices = await world.rest('GET', `extension/${line?.id}/device`);
  const made = await world.rest('POST', 'telephony/call-out', {
    from: { deviceId: devices.body.records?.[0]?.id },
    to: { phoneNumber: '+18005550198' },
  });
  expect(made.status).toBe(201);
  expect(made.body.session?.parties?.[0]?.status?.code).toBe('Setup');
  const { headers } = await invite;
  expect(headers['Alert-Info']).toBe('Auto Answer');
  expect(headers['Call-Info']).toContain('Answer-After=0');
  const id = String(made.body.session?.id);
  await world.until('agent-speaks', (one) => one.call === id);
  expect((await world.rest('DELETE', `telephony/sessions/${id}`)).status).toBe(204);
  expect(world.rc.callsAlive()).toBe(0);
});

it('what the softphone says is heard by the agent', async () => {
  const softphone = await world.softphone();
  await softphone.register();
  const call = await softphone.call('18005550198');
  await world.until('agent-speaks');
  const voice = Buffer.from(tone(700, 1));
  expect(shareAt(700, voice)).toBeGreaterThan(0.9);
  call.streamAudio(voice);
  expect((await world.until('agent-heard-courtesy')).call).toBe(call.sessionId);
  await call.hangup();
});
