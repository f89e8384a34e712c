import type Softphone from 'ringcentral-softphone';
import { afterEach, describe, expect, it } from 'vitest';
import { DANA, SAM, TestWorld } from './world.js';

let world: TestWorld;

afterEach(() => world.stop());

type Call = Awaited<ReturnType<Softphone['call']>>;

/** A call of an extension's softphone, once it is answered. */
async function call(softphone: Softphone, to: string): Promise<Call> {
  const placed = await softphone.call(to);
  await new Promise<void>((resolve) => placed.once('answered', () => resolve()));
  return placed;
}

/** Sam's second device in a call with the destination, and one that has rung a colleague. */
async function samCalls() {
  const softphone = await world.softphone('102');
  await softphone.register();
  const [agentCall, takerCall] = [await call(softphone, '18005550198'), await call(softphone, '101')];
  await world.until('phone-picked-up');
  return { agentCall, takerCall };
}

const partyOf = ({ sessionId, partyId }: Call): string => `telephony/sessions/${sessionId}/parties/${partyId}`;
const asBridged = ({ sessionId, partyId }: Call) => ({ telephonySessionId: sessionId, partyId });

describe('by default an administrator reads all calls and controls their own alone', () => {
  it('everything that controls a colleague’s call is 403 TAS-106, and the call stays as it was', async () => {
    world = await TestWorld.start();
    const softphone = await world.softphone('201');
    await softphone.register();
    const agentCall = await call(softphone, '18005550198');
    const party = partyOf(agentCall);
    const before = await world.rest('GET', party);
    expect([before.status, before.body.status?.code]).toEqual([200, 'Answered']);
    const attempts: readonly (readonly [string, string, unknown?])[] = [
      ['PATCH', party, { muted: false }],
      ['POST', `${party}/hold`],
      ['POST', `${party}/unhold`],
      ['POST', `${party}/transfer`, { extensionNumber: '101' }],
      ['POST', `${party}/bridge`, { telephonySessionId: 's-1', partyId: 'p-1' }],
      ['DELETE', party],
      ['DELETE', `telephony/sessions/${agentCall.sessionId}`],
    ];
    for (const [method, path, body] of attempts) {
      const answer = await world.rest(method, path, body);
      expect([method, path, answer.status, answer.body.errorCode]).toEqual([method, path, 403, 'TAS-106']);
      expect(answer.body.errors?.[0]).toMatchObject({ errorCode: 'TAS-106', message: answer.body.message });
    }
    expect((await world.rest('GET', party)).body).toEqual(before.body);
    expect((await world.rest('GET', `telephony/sessions/${agentCall.sessionId}`)).status).toBe(200);
    expect((await world.rest('DELETE', 'telephony/sessions/s-none')).status).toBe(404);
  });

  it('their own call, rung by a colleague’s, they may control; to bridge it with the other is refused all the same', async () => {
    world = await TestWorld.start();
    const { agentCall, takerCall } = await samCalls();
    const own = await world.rest('GET', `telephony/sessions/${takerCall.sessionId}`);
    const dana = String(own.body.parties?.[1]?.id);
    const muted = await world.rest('PATCH', `telephony/sessions/${takerCall.sessionId}/parties/${dana}`, {
      muted: true,
    });
    expect([muted.status, muted.body.muted]).toEqual([200, true]);
    expect((await world.rest('POST', `${partyOf(takerCall)}/bridge`, asBridged(agentCall))).body.errorCode).toBe(
      'TAS-106',
    );
    expect((await world.rest('POST', `${partyOf(agentCall)}/bridge`, asBridged(takerCall))).body.errorCode).toBe(
      'TAS-106',
    );
  });

  it('whose line it is may, signed in themselves: a harmless PATCH in either form, and a bridge', async () => {
    world = await TestWorld.start();
    const { agentCall, takerCall } = await samCalls();
    const sam = await world.signInAs(SAM);
    const party = partyOf(agentCall);
    for (const body of [{ muted: false }, { party: { muted: false } }]) {
      const answer = await world.rest('PATCH', party, body, sam);
      expect([answer.status, answer.body.id, answer.body.muted]).toEqual([200, agentCall.partyId, false]);
    }
    expect((await world.rest('PATCH', party, { muted: 'no' }, sam)).body.errorCode).toBe('CMN-101');
    const bridged = await world.rest('POST', `${party}/bridge`, asBridged(takerCall), sam);
    expect([bridged.status, bridged.body.status?.reason]).toEqual([200, 'AttendedTransfer']);
    await world.until('taker-agent-audio', ({ person }) => person === DANA.slackId);
  });

  it('a colleague without a line of theirs in the call may neither read nor control it', async () => {
    world = await TestWorld.start();
    const softphone = await world.softphone('201');
    await softphone.register();
    const agentCall = await call(softphone, '18005550198');
    const sam = await world.signInAs(SAM);
    expect((await world.rest('GET', partyOf(agentCall), undefined, sam)).body.errorCode).toBe('CMN-404');
    expect((await world.rest('PATCH', partyOf(agentCall), { muted: true }, sam)).body.errorCode).toBe('TAS-106');
  });
});

it('where administrators control every call, they bridge two of a colleague’s', async () => {
  world = await TestWorld.start({ beliefs: { adminControls: true } });
  const { agentCall, takerCall } = await samCalls();
  const bridged = await world.rest('POST', `${partyOf(agentCall)}/bridge`, asBridged(takerCall));
  expect(bridged.status).toBe(200);
});

it('an administrator’s right may be granted late: the first tries are refused, reading never is', async () => {
  world = await TestWorld.start({ beliefs: { adminControls: true }, faults: { refuseControl: 1 } });
  const { agentCall } = await samCalls();
  const mute = () => world.rest('PATCH', partyOf(agentCall), { muted: false });
  expect((await world.rest('GET', partyOf(agentCall))).status).toBe(200);
  expect((await mute()).body.errorCode).toBe('TAS-106');
  expect((await mute()).status).toBe(200);
});

it('a bridge that a fault refuses is 403, as often as it is told to', async () => {
  world = await TestWorld.start({
    beliefs: { adminControls: true },
    faults: { refuseHandOver: { ways: ['bridge'], times: 1 } },
  });
  const { agentCall, takerCall } = await samCalls();
  const bridge = () => world.rest('POST', `${partyOf(agentCall)}/bridge`, asBridged(takerCall));
  expect((await bridge()).body.errorCode).toBe('TAS-106');
  expect((await bridge()).status).toBe(200);
});
