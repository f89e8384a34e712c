import { afterEach, expect, it } from 'vitest';
import { BELIEFS } from '../../../sandbox/ringcentral/beliefs.js';
import { Exchange } from '../../../sandbox/ringcentral/exchange/exchange.js';
import type { CallerLeg } from '../../../sandbox/ringcentral/exchange/party.js';
import { MediaClock } from '../../../sandbox/ringcentral/media/clock.js';
import { DEAF_AND_DUMB } from '../../../sandbox/ringcentral/media/frame.js';
import { TUNING } from '../../../sandbox/ringcentral/tuning.js';
import { Story } from '../../../sandbox/story.js';
import { type Setup, TestWorld } from './world.js';

let world: TestWorld | undefined;

afterEach(async () => {
  await world?.stop();
  world = undefined;
});

/** What a line hears of one INVITE, from the first 100 on. */
async function dialled(number: string, setup: Setup = {}, extensionNumber = '201') {
  world = await TestWorld.start({ tuning: { refusedAfterMs: 20 }, ...setup });
  const line = await world.sipClient(extensionNumber);
  await line.register();
  const { callId } = await line.dial(number);
  const progress = line.heard.find((one) => one.callId === callId && one.status === 183);
  return { told: line.heardIn(callId), progress, story: world.story };
}

const RINGS_FIRST = ['100', '407', '100', '183', '486'];

it('a number that leads nowhere rings first: 183 with media and ids, then 486', async () => {
  const { told, progress, story } = await dialled('18005550111');
  expect(told).toEqual(RINGS_FIRST);
  expect(progress?.header('p-rc-api-ids')).toMatch(/^party-id=p-\S+;session-id=s-\S+$/);
  expect(progress?.body).toContain('m=audio ');
  expect(story.all()).toContainEqual(expect.objectContaining({ what: 'dial-refused', why: 'no-such-number' }));
});

it('an extension that is not enabled is unreachable, and refused alike', async () => {
  expect((await dialled('480')).told).toEqual(RINGS_FIRST);
});

it('a device without a valid emergency address is refused alike', async () => {
  const { told, story } = await dialled('18005550198', {}, '485');
  expect(told).toEqual(RINGS_FIRST);
  expect(story.all()).toContainEqual(expect.objectContaining({ what: 'dial-refused', why: 'no-emergency-address' }));
});

it('by the other belief refusals come at once: 404 for the number, 486 for the address', async () => {
  const beliefs = { refusedDial: 'at-once' } as const;
  expect((await dialled('18005550111', { beliefs })).told).toEqual(['100', '407', '100', '404']);
  await world?.stop();
  expect((await dialled('18005550198', { beliefs }, '485')).told).toEqual(['100', '407', '100', '486']);
});

it('a person has five calls at a time; the sixth is refused without ringing, until one of them is over', async () => {
  world = await TestWorld.start({ destination: { holdMs: [60_000, 60_000] } });
  const line = await world.sipClient();
  await line.register();
  const dialogs = [];
  for (let i = 0; i < 5; i++) dialogs.push(await line.dial('18005550198'));
  expect(dialogs.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  const sixth = await line.dial('101');
  expect(line.heardIn(sixth.callId)).toEqual(['100', '407', '100', '486']);
  const [first] = dialogs;
  if (first === undefined) throw new Error('nothing was dialled');
  await line.send({ ...first, method: 'BYE', cseq: 200 });
  expect((await line.dial('101')).status).toBe(200);
});

it('in the session of a refused call there never is anybody but the caller, whose party ends Disconnected', async () => {
  const seen: string[] = [];
  const clock = new MediaClock();
  const exchange = new Exchange({
    story: new Story(),
    clock,
    times: { ...TUNING, refusedAfterMs: 1 },
    beliefs: BELIEFS,
    route: () => undefined,
    mailbox: () => leg,
    nobodyAvailable: () => DEAF_AND_DUMB,
    holdMusic: () => DEAF_AND_DUMB,
    onParty: (session, party) => seen.push(`${session.parties.length} ${party.id.slice(-2)} ${party.status.code}`),
    personOf: () => undefined,
  });
  let failed: (status: number) => void = () => undefined;
  const status = new Promise<number>((resolve) => {
    failed = resolve;
  });
  const leg: CallerLeg = {
    ...{ kind: 'sip', audio: DEAF_AND_DUMB, failed: (code) => failed(code) },
    ...{ end: () => undefined, progress: () => undefined, answered: () => undefined },
  };
  exchange.place(leg, { extensionId: '1', extensionNumber: '201' }, '5', true);
  expect(await status).toBe(486);
  expect(seen).toEqual(['1 -1 Setup', '1 -1 Disconnected']);
  expect(exchange.sessions()).toEqual([]);
  clock.stop();
});
