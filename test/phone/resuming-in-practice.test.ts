import { readFile } from 'node:fs/promises';
import { pino } from 'pino';
import { afterEach, expect, it } from 'vitest';
import type { PhoneFact, ResumeRequest, Store } from '../../src/hunter/ports.js';
import { systemClock } from '../../src/hunter/system-clock.js';
import type { Line, RingTarget } from '../../src/hunter/words.js';
import { DialogKeep } from '../../src/phone/dialog-keep.js';
import { createPhone, type LivePhone } from '../../src/phone/phone.js';
import { createRingCentral } from '../../src/phone/ringcentral.js';
import { createSoftphoneLine, type MeasurableLine } from '../../src/phone/softphone-line.js';
import { unseal } from '../../src/phone/token-box.js';
import { DANA, type Setup, TestWorld } from '../sandbox/ringcentral/world.js';
import { memory, silent } from './support/account.js';
import { FakeEar } from './support/fake-ear.js';

/** Two processes of the bot, one after the other, on one store: real lines, SIP over TLS, SRTP and sessions. */
let world: TestWorld;
let store: Store;
const stops: (() => Promise<void>)[] = [];
const KEY = Buffer.alloc(32, 7);
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

interface Process {
  readonly phone: LivePhone;
  readonly ear: FakeEar;
  readonly facts: PhoneFact[];
  /** What it logged. */
  readonly said: string[];
  /** As kill -9: nothing more is sent, and the kernel closes what was open. */
  kill(): Promise<void>;
}

/** What a dead process cannot reach any more. */
function mortal(): { readonly kept: Store; die(): void } {
  let alive = true;
  const kept = new Proxy(store, {
    get: (target, name: keyof Store) => (alive ? target[name] : () => Promise.reject(new Error('the process is dead'))),
  });
  return {
    kept,
    die: () => {
      alive = false;
    },
  };
}

async function processOf(): Promise<Process> {
  const { kept, die } = mortal();
  const { RC_SERVER_URL, RC_CLIENT_ID, RC_CLIENT_SECRET, RC_JWT_TOKEN, NODE_EXTRA_CA_CERTS } = world.rc.env;
  const ca = await readFile(NODE_EXTRA_CA_CERTS ?? '', 'utf8');
  const account = createRingCentral({
    server: RC_SERVER_URL ?? '',
    clientId: RC_CLIENT_ID ?? '',
    clientSecret: RC_CLIENT_SECRET ?? '',
    jwt: RC_JWT_TOKEN ?? '',
    store: memory(),
    log: silent,
    clock: systemClock,
  });
  const ear = new FakeEar();
  const said: string[] = [];
  const lines: MeasurableLine[] = [];
  const phone = createPhone({
    account,
    ear,
    createLine: (credentials) => {
      const line = createSoftphoneLine({ credentials, ca, restartPausesMs: [3_600_000] });
      lines.push(line);
      return line;
    },
    phrases: () => new Int16Array(0),
    log: pino({ level: 'warn' }, { write: (line) => void said.push(line) }),
    dialogs: new DialogKeep({ store: kept, keys: [KEY], clock: systemClock, log: silent }),
    dialWays: ['softphone'],
    handOverWays: ['bridge'],
  });
  const facts: PhoneFact[] = [];
  phone.onFact((fact) => facts.push(fact));
  stops.push(async () => {
    await phone.stop();
    account.stop();
  });
  const kill = async (): Promise<void> => {
    die();
    account.stop();
    await Promise.all(lines.map((line) => line.crash()));
  };
  return { phone, ear, facts, said, kill };
}

/** A call on hold that the first process placed. */
async function onHold(setup: Setup = {}): Promise<{ first: Process; call: ResumeRequest }> {
  world = await TestWorld.start({ destination: { holdMs: [60_000, 60_000] }, ...setup });
  store = memory();
  const first = await processOf();
  const [extension] = Object.values((await world.rest('GET', 'extension?extensionNumber=201')).body.records ?? {});
  const [device] = Object.values((await world.rest('GET', `extension/${extension?.id}/device`)).body.records ?? {});
  const line: Line = {
    id: '201',
    extensionId: String(extension?.id),
    extensionNumber: '201',
    name: 'Line 1',
    number: '+12025550101',
    deviceId: String(device?.id),
  };
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
  await expect.poll(() => first.facts.some(({ type }) => type === 'ended'), { timeout: 9_000 }).toBe(true);
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
  await expect.poll(() => second.facts.some(({ type }) => type === 'ended'), { timeout: 9_000 }).toBe(true);
});

it('a call that ended meanwhile is gone', async () => {
  const { first, call } = await onHold();
  await first.kill();
  await world.rest('DELETE', `telephony/sessions/${call.sessionId}`);
  const second = await processOf();
  expect(await second.phone.resume(call)).toEqual({ outcome: 'gone' });
});
