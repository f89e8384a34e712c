import { readFile } from 'node:fs/promises';
import { afterEach, expect, it } from 'vitest';
import { systemClock } from '../../../src/hunter/base/system-clock.js';
import type { CallRef, PhoneFact } from '../../../src/hunter/ports/phone.js';
import type { RingTarget } from '../../../src/hunter/terms.js';
import { createRingCentral } from '../../../src/phone/account/ringcentral.js';
import { createPhone, type LivePhone } from '../../../src/phone/phone.js';
import { createSoftphoneLine } from '../../../src/phone/softphone/start-softphone.js';
import { DANA, type Setup, TestWorld } from '../../sandbox/ringcentral/world.js';
import { memory, silent } from '../support/account.js';
import { FakeEar } from '../support/fake-ear.js';

/** The phone on its real line, against the practice RingCentral: SIP over TLS, SRTP, sessions and desk phones. */
let world: TestWorld;
let phone: LivePhone;
let stopAccount: () => void;
const facts: PhoneFact[] = [];

afterEach(async () => {
  await phone.stop();
  stopAccount();
  await world.stop();
  facts.length = 0;
});

const dana: RingTarget = {
  kind: 'extension',
  extensionId: DANA.extensionId,
  extensionNumber: DANA.extensionNumber,
  name: DANA.name,
};

async function callToThePracticeLine(setup: Setup = {}): Promise<CallRef> {
  world = await TestWorld.start({ destination: { holdMs: [60_000, 60_000] }, ...setup });
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
  stopAccount = () => account.stop();
  phone = createPhone({
    account,
    ear: new FakeEar(),
    createLine: (credentials) => createSoftphoneLine({ credentials, ca }),
    takerPhrases: () => new Int16Array(0),
    phrases: () => new Int16Array(0),
    codeClips: () => new Int16Array(0),
    log: silent,
    dialWays: ['softphone'],
    handOverWays: ['bridge'],
  });
  phone.onFact((fact) => facts.push(fact));
  const [extension] = Object.values((await world.rest('GET', 'extension?extensionNumber=201')).body.records ?? {});
  const [device] = Object.values((await world.rest('GET', `extension/${extension?.id}/device`)).body.records ?? {});
  const line = {
    id: '201',
    extensionId: String(extension?.id),
    extensionNumber: '201',
    name: 'Line 1',
    number: '+12025550101' as const,
    deviceId: String(device?.id),
  };
  const dialled = await phone.dial({ callId: 'call1', line, destinationId: 'practice', number: '+18005550198' });
  if (dialled.outcome !== 'dialled') throw new Error(dialled.reason);
  await world.until('hold');
  return { callId: 'call1', line, sessionId: dialled.sessionId, partyId: dialled.partyId };
}

const told = (type: PhoneFact['type']) => expect.poll(() => facts.some((fact) => fact.type === type));
const phoneState = () => world.rc.phoneOf(DANA.slackId).state;

it('a person who picks up hears the call until they hang up; the call goes on', async () => {
  const call = await callToThePracticeLine();
  expect(await phone.listenIn(call, dana, 15_000)).toEqual({ outcome: 'listening' });
  expect(phoneState()).toBe('talking');
  await world.until('phone-hears', ({ person }) => person === DANA.slackId);
  world.rc.phoneOf(DANA.slackId).hangUp();
  await told('listener-left').toBe(true);
  expect(await phone.look(call)).toEqual({ seen: 'alive', audible: true });
  expect(world.rc.callsAlive()).toBe(1);
});

it('a busy phone is busy, and dropping the call hangs up who listens', async () => {
  const call = await callToThePracticeLine({ manners: { pickUp: ['busy', 50] } });
  expect(await phone.listenIn(call, dana, 15_000)).toMatchObject({ outcome: 'busy' });
  expect(await phone.listenIn(call, dana, 15_000)).toEqual({ outcome: 'listening' });
  expect(await phone.drop(call)).toBe(true);
  await expect.poll(phoneState).toBe('idle');
  expect(facts.map(({ type }) => type)).not.toContain('listener-left');
});

it('who listens can be handed the call: they are rung anew, and talk', async () => {
  const call = await callToThePracticeLine({ beliefs: { adminControls: true }, destination: { holdMs: [300, 300] } });
  expect(await phone.listenIn(call, dana, 15_000)).toEqual({ outcome: 'listening' });
  await world.until('agent-speaks');
  expect(await phone.handOver(call, dana, 15_000)).toEqual({ outcome: 'connected', way: 'bridge' });
  await world.until('taker-agent-audio');
  expect(world.rc.talks()).toBe(1);
  expect(facts.map(({ type }) => type)).not.toContain('listener-left');
});
