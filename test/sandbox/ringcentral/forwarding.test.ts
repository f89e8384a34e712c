import type Softphone from 'ringcentral-softphone';
import { afterEach, describe, expect, it } from 'vitest';
import { DANA, type Json, type Setup, TestWorld } from './world.js';

let world: TestWorld;

afterEach(() => world.stop());

type Call = Awaited<ReturnType<Softphone['call']>>;

/** A line rings Dana, whose extension is forwarded to her mobile. */
async function ringDana(setup: Setup): Promise<{ softphone: Softphone; call: Call }> {
  world = await TestWorld.start(setup);
  const softphone = await world.softphone();
  await softphone.register();
  const call = await softphone.call('101');
  await world.until('phone-rings');
  return { softphone, call };
}

const dana = async ({ sessionId }: Call): Promise<Json | undefined> =>
  Object.values((await world.rest('GET', `telephony/sessions/${sessionId}`)).body.parties ?? {})[1];
const happened = (what: string): boolean => world.story.all().some((one) => one.what === what);

describe('with “prompt me before connecting”', () => {
  it('who picks up hears a prompt and stays Proceeding; pressing 1, and nothing else, is the answer', async () => {
    const { call } = await ringDana({ manners: { pickUp: [20], forwarded: { prompt: ['never'] } } });
    await world.until('phone-prompted');
    // A second of the prompt came through.
    await world.until('phone-hears');
    expect((await dana(call))?.status).toEqual({ code: 'Proceeding' });
    const phone = world.rc.phoneOf('U0DANA');
    phone.press('5');
    expect([happened('phone-picked-up'), (await dana(call))?.status?.code]).toEqual([false, 'Proceeding']);
    phone.press('1');
    await world.until('phone-picked-up');
    await expect.poll(async () => (await dana(call))?.status?.code).toBe('Answered');
    expect(await dana(call)).toMatchObject({ extensionId: DANA.extensionId });
  });

  it('by manners the key comes so long after the pick-up', async () => {
    const { call } = await ringDana({ manners: { pickUp: [20], forwarded: { prompt: [100] } } });
    await world.until('phone-picked-up');
    await expect.poll(async () => (await dana(call))?.status?.code).toBe('Answered');
  });

  it('a caller who gives up meanwhile leaves nobody connected, and a hang-up at the prompt is no answer', async () => {
    const { softphone, call } = await ringDana({
      manners: { pickUp: [20], forwarded: { prompt: ['never'] } },
      tuning: { busyToneMs: 100 },
    });
    await world.until('phone-prompted');
    await call.hangup();
    expect(await world.until('phone-quiet')).toMatchObject({ person: 'U0DANA', by: 'service' });
    const again = await softphone.call('101');
    await world.until('phone-prompted', (one) => one.call === again.sessionId);
    world.rc.phoneOf('U0DANA').hangUp();
    await world.until('phone-quiet', (one) => one.call === again.sessionId && one.by === 'person');
    expect(happened('phone-picked-up')).toBe(false);
  });

  it('a carrier’s mailbox presses nothing: the party stays Proceeding', async () => {
    const { call } = await ringDana({
      manners: { pickUp: ['never'], forwarded: { prompt: ['never'], mailboxAfterMs: 50 } },
    });
    await world.until('carrier-mailbox');
    expect((await dana(call))?.status).toEqual({ code: 'Proceeding' });
  });
});

describe('without the prompt', () => {
  it('whoever picks up the mobile is the answer', async () => {
    const { call } = await ringDana({ manners: { pickUp: [20], forwarded: {} } });
    await world.until('phone-picked-up');
    await expect.poll(async () => (await dana(call))?.status?.code).toBe('Answered');
  });

  it('a carrier’s mailbox counts as Answered like a person, though nobody has picked up', async () => {
    const { call } = await ringDana({ manners: { pickUp: ['never'], forwarded: { mailboxAfterMs: 50 } } });
    await world.until('carrier-mailbox');
    await expect
      .poll(async () => await dana(call))
      .toMatchObject({ status: { code: 'Answered' }, extensionId: DANA.extensionId });
    expect(happened('phone-picked-up')).toBe(false);
  });
});

it('a person who declines refuses a ring once they have looked', async () => {
  const { call } = await ringDana({ manners: { pickUp: ['decline', 20] } });
  await world.until('phone-quiet', ({ by }) => by === 'person');
  await expect.poll(async () => (await dana(call))?.status).toEqual({ code: 'Disconnected', reason: 'Rejected' });
});

it.each(['CallSwitch', 'Pickup'] as const)('%s: a talk goes on in the same call as another party', async (reason) => {
  const { call } = await ringDana({ manners: { pickUp: [20] } });
  await world.until('phone-picked-up');
  await expect.poll(async () => (await dana(call))?.status?.code).toBe('Answered');
  world.rc.switchPhone('U0DANA', reason);
  const { parties } = (await world.rest('GET', `telephony/sessions/${call.sessionId}`)).body;
  const [, ...theirs] = Object.values(parties ?? {});
  expect(theirs.map((party) => party.status)).toEqual([{ code: 'Disconnected', reason }, { code: 'Answered' }]);
  expect(theirs[1]).toMatchObject({ extensionId: DANA.extensionId, direction: 'Inbound' });
  expect(world.rc.phoneOf('U0DANA').state).toBe('talking');
  world.rc.phoneOf('U0DANA').hangUp();
  await expect.poll(async () => (await world.rest('GET', `telephony/sessions/${call.sessionId}`)).status).toBe(404);
});
