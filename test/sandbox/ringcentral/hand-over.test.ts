import { afterEach, expect, it } from 'vitest';
import { type Json, type Setup, TestWorld } from './world.js';

let world: TestWorld;

afterEach(() => world.stop());

const answered = (call: { once(event: 'answered', listener: () => void): unknown }): Promise<void> =>
  new Promise((resolve) => call.once('answered', () => resolve()));

/** A line in a call with the destination, and a second call of the same line to a target. */
async function consult(setup: Setup, target = '101') {
  world = await TestWorld.start({ beliefs: { adminControls: true }, ...setup });
  const softphone = await world.softphone();
  await softphone.register();
  const agentCall = await softphone.call('18005550198');
  await answered(agentCall);
  const takerCall = await softphone.call(target);
  await answered(takerCall);
  await world.until('phone-rings');
  return { agentCall, takerCall };
}

const partiesOf = async (sessionId: string): Promise<Json[]> =>
  Object.values((await world.rest('GET', `telephony/sessions/${sessionId}`)).body.parties ?? {});

it('inside the firm my own leg is answered before anybody picks up; bridged too early is 409', async () => {
  const { agentCall, takerCall } = await consult({ manners: { pickUp: ['never'] } });
  const [mine, theirs] = await partiesOf(takerCall.sessionId);
  expect(mine?.status?.code).toBe('Answered');
  expect(theirs?.status?.code).toBe('Proceeding');
  expect(world.rc.phoneOf('U0DANA').state).toBe('ringing');
  const early = await world.rest(
    'POST',
    `telephony/sessions/${agentCall.sessionId}/parties/${agentCall.partyId}/bridge`,
    { telephonySessionId: takerCall.sessionId, partyId: takerCall.partyId },
  );
  expect(early.status).toBe(409);
  expect(String(early.body.message)).toContain('Incorrect State');
});

it('a bridge lets taker and agent hear each other and lets the line go', async () => {
  const { agentCall, takerCall } = await consult({ manners: { pickUp: ['never'] } });
  expect(world.story.all().find((one) => one.what === 'hand-over-request')).toMatchObject({
    call: agentCall.sessionId,
    way: 'consult',
  });
  world.rc.phoneOf('U0DANA').pickUp();
  const bothGone = Promise.all(
    [agentCall, takerCall].map((call) => new Promise<void>((resolve) => call.once('disposed', () => resolve()))),
  );
  const joined = await world.rest(
    'POST',
    `telephony/sessions/${agentCall.sessionId}/parties/${agentCall.partyId}/bridge`,
    { telephonySessionId: takerCall.sessionId, partyId: takerCall.partyId },
  );
  expect(joined.status).toBe(200);
  expect(joined.body.status).toMatchObject({
    code: 'Gone',
    reason: 'AttendedTransfer',
    peerId: { telephonySessionId: takerCall.sessionId, partyId: takerCall.partyId },
  });
  await bothGone;
  await world.until('joined', (one) => one.person === 'U0DANA' && one.call === agentCall.sessionId);
  await world.until('taker-agent-audio', (one) => one.person === 'U0DANA' && one.call === agentCall.sessionId);
  expect([world.rc.talks(), world.rc.callsAlive()]).toEqual([1, 0]);
  world.rc.phoneOf('U0DANA').hangUp();
  expect(await world.until('call-over')).toMatchObject({ call: agentCall.sessionId, by: 'taker' });
  expect(world.rc.talks()).toBe(0);
});

it('a person hears what the line plays into a call to the extension, as a teacher listens in', async () => {
  world = await TestWorld.start({ manners: { pickUp: [20] } });
  const softphone = await world.softphone();
  await softphone.register();
  const call = await softphone.call('101');
  await answered(call);
  await world.until('phone-picked-up');
  // 1.5 s of a tone, µ-law: 0x00 and 0x80 are the loudest samples there are.
  const packets = call.streamAudio(
    Buffer.from(Uint8Array.from({ length: 12_000 }, (_, i) => (i % 16 < 8 ? 0x00 : 0x80))),
  );
  expect(packets).toBeDefined();
  await world.until('phone-hears', (one) => one.person === 'U0DANA');
});

it('the keys that a person presses on the desk phone reach the line, each once', async () => {
  world = await TestWorld.start({ manners: { pickUp: [20] } });
  const softphone = await world.softphone();
  await softphone.register();
  const call = await softphone.call('101');
  await answered(call);
  await world.until('phone-picked-up');
  // Before its first datagram nobody knows where the softphone really is.
  await new Promise<void>((resolve) => call.once('rtpPacket', () => resolve()));
  const keys: string[] = [];
  call.on('dtmf', (key) => keys.push(key));
  const phone = world.rc.phoneOf('U0DANA');
  for (const [count, key] of ['4', '4', '#'].entries()) {
    phone.press(key);
    await expect.poll(() => keys.length).toBe(count + 1);
  }
  expect(keys).toEqual(['4', '4', '#']);
  phone.hangUp();
  phone.press('9');
  expect(world.story.all().filter(({ what }) => what === 'phone-key')).toHaveLength(3);
});

it('nobody picks up: the callee turns VoiceMail, not Answered', async () => {
  const { takerCall } = await consult({ manners: { pickUp: ['never'] }, tuning: { voicemailAfterMs: 200 } });
  await expect.poll(async () => (await partiesOf(takerCall.sessionId))[1]?.status?.code).toBe('VoiceMail');
  expect(world.rc.phoneOf('U0DANA').state).toBe('idle');
});

it('the call queue rings both phones; the one picked up has the call, the other stops', async () => {
  const { takerCall } = await consult({ manners: { pickUp: ['never'] } }, '300');
  expect(['U0DANA', 'U0SAM'].map((id) => world.rc.phoneOf(id).state)).toEqual(['ringing', 'ringing']);
  world.rc.phoneOf('U0SAM').pickUp();
  expect(['U0DANA', 'U0SAM'].map((id) => world.rc.phoneOf(id).state)).toEqual(['idle', 'talking']);
  const [, theirs] = await partiesOf(takerCall.sessionId);
  expect(theirs).toMatchObject({ status: { code: 'Answered' }, extensionId: '62001020' });
});

it('a blind transfer is refused once by order, then goes through; unanswered it leaves the agent alone', async () => {
  world = await TestWorld.start({
    manners: { pickUp: ['never'] },
    beliefs: { adminControls: true },
    faults: { refuseHandOver: { ways: ['transfer'], times: 1 } },
    tuning: { voicemailAfterMs: 300, busyToneMs: 200 },
  });
  const softphone = await world.softphone();
  await softphone.register();
  const call = await softphone.call('18005550198');
  await answered(call);
  const path = `telephony/sessions/${call.sessionId}/parties/${call.partyId}/transfer`;
  expect((await world.rest('POST', path, {})).status).toBe(400);
  expect((await world.rest('POST', path, { extensionNumber: '101' })).status).toBe(403);
  const moved = await world.rest('POST', path, { extensionNumber: '101' });
  expect(moved.body.status).toEqual({ code: 'Disconnected', reason: 'BlindTransfer' });
  expect((await partiesOf(call.sessionId))[2]).toMatchObject({
    status: { code: 'Proceeding' },
    extensionId: '62001010',
  });
  expect((await world.rest('POST', path, { extensionNumber: '102' })).status).toBe(409);
  expect(await world.until('call-over')).toMatchObject({ by: 'nobody-answered' });
});

it('hold and unhold through the API change the status of my party only', async () => {
  world = await TestWorld.start({ beliefs: { adminControls: true } });
  const softphone = await world.softphone();
  await softphone.register();
  const call = await softphone.call('18005550198');
  await answered(call);
  const party = `telephony/sessions/${call.sessionId}/parties/${call.partyId}`;
  expect((await world.rest('POST', `${party}/hold`)).body.status?.code).toBe('Hold');
  expect((await world.rest('POST', `${party}/hold`)).status).toBe(409);
  expect((await partiesOf(call.sessionId)).map((one) => one.status?.code)).toEqual(['Hold', 'Answered']);
  expect((await world.rest('POST', `${party}/unhold`)).body.status?.code).toBe('Answered');
  expect((await world.rest('DELETE', party)).status).toBe(409);
});
