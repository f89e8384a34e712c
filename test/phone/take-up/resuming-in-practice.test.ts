import { afterEach, expect, it } from 'vitest';
import type { ResumeRequest } from '../../../src/hunter/ports/phone.js';
import type { Store } from '../../../src/hunter/ports/store.js';
import type { RingTarget } from '../../../src/hunter/terms.js';
import { unseal } from '../../../src/phone/api/sealing.js';
import { DANA, type Setup, TestWorld } from '../../sandbox/ringcentral/world.js';
import { KEY, memory } from '../support/account.js';
import { type PracticeProcess, practiceLine, practiceProcess } from '../support/practice-process.js';

/** Two processes of the bot, one after the other, on one store: real lines, SIP over TLS, SRTP and sessions. */
let world: TestWorld;
let store: Store;
const stops: (() => Promise<void>)[] = [];
const dana: RingTarget = {
  kind: 'extension',
  extensionId: DANA.extensionId,
  extensionNumber: DANA.extensionNumber,
  name: DANA.name,
};
const NUMBER = '+18005550198';

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
  await world.stop();
});

async function processOf(): Promise<PracticeProcess> {
  const made = await practiceProcess(world, store);
  stops.push(made.stop);
  return made;
}

/** A call on hold that the first process placed. */
async function onHold(setup: Setup = {}): Promise<{ first: PracticeProcess; call: ResumeRequest }> {
  world = await TestWorld.start({
    beliefs: { adminControls: true },
    destination: { holdMs: [60_000, 60_000] },
    ...setup,
  });
  store = memory();
  const first = await processOf();
  const line = await practiceLine(world);
  const dialled = await first.phone.dial({ callId: 'call1', line, destinationId: 'practice', number: NUMBER });
  if (dialled.outcome !== 'dialled') throw new Error(dialled.reason);
  await world.until('hold');
  await expect.poll(() => store.get('dialog:call1')).toBeDefined();
  const { sessionId, partyId } = dialled;
  return { first, call: { callId: 'call1', line, sessionId, partyId, destinationId: 'practice', number: NUMBER } };
}

const dials = () => world.story.all().filter(({ what }) => what === 'call-dialled').length;

it('after a crash the next process goes on with the call by its own dialog: the place is kept, and it is heard', async () => {
  const { first, call } = await onHold();
  await first.kill();
  const second = await processOf();
  const began = performance.now();
  expect(await second.phone.resume(call)).toEqual({
    outcome: 'audible',
    sessionId: call.sessionId,
    partyId: call.partyId,
  });
  console.info(`taken up by its dialog in ${Math.round(performance.now() - began)} ms`);
  expect(await world.until('brought-back')).toMatchObject({ call: call.sessionId, way: 're-invite' });
  expect(await second.phone.look(call)).toEqual({ seen: 'alive', audible: true });
  expect(second.ear.done).toContain('open call1 practice');
  expect([dials(), world.rc.callsAlive()]).toEqual([1, 1]);
  expect(await second.phone.drop(call)).toBe(true);
  await world.until('call-over');
});

it('what is kept of a call is no readable text, holds no key of its audio, and is gone with the call', async () => {
  const { first, call } = await onHold();
  const box = (await store.get('dialog:call1')) ?? '';
  expect(box).toMatch(/^v1\.[\w+/=]+$/);
  const text = unseal(KEY, 'dialog:call1', box) ?? '';
  expect(text).toContain('"cseq"');
  expect(text).not.toMatch(/inline|crypto/);
  await first.phone.drop(call);
  await expect.poll(() => store.get('dialog:call1')).toBeUndefined();
});

it('a planned stop says nothing to the server: the next process hears the call, and the former one cannot end it any more', async () => {
  const { first, call } = await onHold();
  await first.phone.letGo('call1');
  expect(world.rc.callsAlive()).toBe(1);
  const second = await processOf();
  expect(await second.phone.resume(call)).toMatchObject({ outcome: 'audible', partyId: call.partyId });
  await first.phone.stop();
  // Its registration was not taken away with the former process's.
  expect(await second.phone.listenIn(call, dana, 15_000)).toEqual({ outcome: 'listening' });
  expect(await second.phone.look(call)).toEqual({ seen: 'alive', audible: true });
  expect([first.facts.filter(({ type }) => type === 'ended'), world.rc.callsAlive()]).toEqual([[], 1]);
});

it('a former owner that was only asleep notices: what it sends is refused, and it ends nothing by REST', async () => {
  const { first, call } = await onHold();
  const second = await processOf();
  expect(await second.phone.resume(call)).toMatchObject({ outcome: 'audible' });
  // Its audio has stopped coming: it takes the call for lost, and hangs up out of order.
  await expect.poll(() => first.facts.some(({ type }) => type === 'ended')).toBe(true);
  await expect.poll(() => first.said.some((line) => line.includes('it is left alone'))).toBe(true);
  expect(world.rc.callsAlive()).toBe(1);
  expect(await second.phone.look(call)).toEqual({ seen: 'alive', audible: true });
});

it.each([403, 481] as const)(
  'when the re-INVITE is refused with %i the call comes back by a transfer, with new ids',
  async (status) => {
    const { first, call } = await onHold({ faults: { refuseReinvite: status } });
    await first.kill();
    const second = await processOf();
    const resumed = await second.phone.resume(call);
    expect(resumed).toMatchObject({ outcome: 'audible', sessionId: call.sessionId });
    if (resumed.outcome !== 'audible') throw new Error('not audible');
    expect(resumed.partyId).not.toBe(call.partyId);
    expect(await world.until('brought-back')).toMatchObject({ way: 'transfer' });
    const now = { ...call, ...resumed };
    // It can be handed over like any other.
    expect(await second.phone.listenIn(now, dana, 15_000)).toEqual({ outcome: 'listening' });
    expect([dials(), world.rc.callsAlive()]).toEqual([1, 1]);
    // And goes on once more, in a third process.
    await second.kill();
    const third = await processOf();
    expect(await third.phone.resume(now)).toMatchObject({ outcome: 'audible' });
  },
);

it('when both ways are refused the call is only controllable; its end is noticed', async () => {
  const { first, call } = await onHold({
    faults: { refuseReinvite: 403, refuseHandOver: { ways: ['transfer'], times: 9 } },
  });
  await first.kill();
  const second = await processOf();
  expect(await second.phone.resume(call)).toMatchObject({ outcome: 'controllable' });
  expect(await second.phone.look(call)).toEqual({ seen: 'alive', audible: false });
  await world.rest('DELETE', `telephony/sessions/${call.sessionId}`);
  await expect.poll(() => second.facts.some(({ type }) => type === 'ended')).toBe(true);
});

it('a call that ended meanwhile is gone', async () => {
  const { first, call } = await onHold();
  await first.kill();
  await world.rest('DELETE', `telephony/sessions/${call.sessionId}`);
  const second = await processOf();
  expect(await second.phone.resume(call)).toEqual({ outcome: 'gone' });
});

it.each([
  ['over REST', true],
  ['by its own dialog, where REST may end no calls of others', false],
])(
  'the phone that a dead owner was ringing is quiet before the next owner rings it, and the agent gets there: %s',
  async (_way, adminControls) => {
    const { first, call } = await onHold({ manners: { pickUp: ['never', 300] }, beliefs: { adminControls } });
    void first.phone.handOver(call, dana, 30_000).catch(() => undefined);
    await world.until('phone-rings');
    await expect.poll(() => store.get('consult:call1')).toBeDefined();
    await first.kill();
    const second = await processOf();
    expect(await second.phone.resume(call)).toMatchObject({ outcome: 'audible' });
    expect(world.rc.phoneOf(DANA.slackId).state).toBe('idle');
    expect(await second.phone.handOver(call, dana, 15_000)).toMatchObject({ outcome: 'connected', way: 'replaces' });
    expect(world.story.all().filter(({ what }) => what === 'phone-busy')).toEqual([]);
    await expect.poll(() => store.get('consult:call1')).toBeUndefined();
  },
);

it('a process that had used the line before registers it anew: the service gives a call to the newest registration only', async () => {
  const { first: former, call: earlier } = await onHold();
  expect(await former.phone.drop(earlier)).toBe(true);
  const second = await processOf();
  const { line } = earlier;
  const dialled = await second.phone.dial({ callId: 'call2', line, destinationId: 'practice', number: NUMBER });
  if (dialled.outcome !== 'dialled') throw new Error(dialled.reason);
  await expect.poll(() => store.get('dialog:call2')).toBeDefined();
  await second.kill();
  const call = { ...earlier, callId: 'call2', sessionId: dialled.sessionId, partyId: dialled.partyId };
  expect(await former.phone.resume(call)).toMatchObject({ outcome: 'audible', partyId: call.partyId });
  expect(await world.until('brought-back')).toMatchObject({ call: call.sessionId, way: 're-invite' });
});

it('a line that nobody uses any more is closed here within seconds, and its going leaves alone whoever registered it since', async () => {
  const { first, call: earlier } = await onHold();
  expect(await first.phone.drop(earlier)).toBe(true);
  const second = await processOf();
  const { line } = earlier;
  const dialled = await second.phone.dial({ callId: 'call2', line, destinationId: 'practice', number: NUMBER });
  expect(dialled.outcome).toBe('dialled');
  await expect.poll(() => first.phone.figures().lines).toBe(0);
  await first.phone.stop();
  const device = await world.rest('GET', `device/${line.deviceId}`);
  expect(device.body).toMatchObject({ status: 'Online' });
  expect(second.phone.figures()).toMatchObject({ lines: 1, calls: 1 });
});
