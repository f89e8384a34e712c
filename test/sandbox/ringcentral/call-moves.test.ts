import { afterEach, expect, it } from 'vitest';
import { type ClientDialog, type Sent, type SipClient, sdp } from './sip-client.js';
import { type Setup, TestWorld } from './world.js';

/** What the practice service takes from a client that comes back over another connection, and what not. */
let world: TestWorld;

afterEach(() => world.stop());

async function callOnHold(setup: Setup = {}): Promise<{ line: SipClient; dialog: ClientDialog }> {
  world = await TestWorld.start({ destination: { holdMs: [60_000, 60_000] }, ...setup });
  const line = await world.sipClient();
  await line.register();
  const dialog = await line.dial('18005550198');
  await world.until('hold');
  return { line, dialog };
}

const reinvite = (dialog: ClientDialog, cseq: number): Sent => ({ ...dialog, method: 'INVITE', cseq, body: sdp() });
const challenged = (client: SipClient): boolean => client.heard.some(({ status }) => status === 407);

it('only a re-INVITE of the registered device, ahead in numbers, moves a call to another connection, and is not challenged', async () => {
  const { dialog } = await callOnHold();
  const other = await world.sipClient();
  const status = async (what: Sent): Promise<number | undefined> => (await other.ask(what)).status;
  expect(await status({ ...dialog, method: 'BYE', cseq: 20_000 })).toBe(481);
  expect(await status({ ...dialog, method: 'UPDATE', cseq: 20_000 })).toBe(481);
  // Not registered over this connection.
  expect(await status(reinvite(dialog, 20_100))).toBe(403);
  expect(await other.register()).toBe(200);
  expect(await status(reinvite(dialog, 1))).toBe(500);
  expect(world.story.all().some(({ what }) => what === 'brought-back')).toBe(false);
  expect(await status(reinvite(dialog, 20_200))).toBe(200);
  expect(await world.until('brought-back')).toMatchObject({ way: 're-invite' });
  expect(challenged(other)).toBe(false);
  // Whoever had it is behind now, over the old connection and the new one.
  expect(await status({ ...dialog, method: 'BYE', cseq: 20_150 })).toBe(500);
  expect(world.rc.callsAlive()).toBe(1);
  expect(await status({ ...dialog, method: 'BYE', cseq: 20_300 })).toBe(200);
  expect(world.rc.callsAlive()).toBe(0);
});

it('by the other belief a re-INVITE over another connection has to be signed', async () => {
  const { dialog } = await callOnHold({ beliefs: { challengesInDialog: true } });
  const other = await world.sipClient();
  expect(await other.register()).toBe(200);
  expect((await other.send(reinvite(dialog, 20_100))).status).toBe(407);
  expect((await other.ask(reinvite(dialog, 20_200))).status).toBe(200);
});

it('another device cannot take a call over, and a dialog nobody knows is 481', async () => {
  const { dialog } = await callOnHold();
  const other = await world.sipClient('202');
  expect(await other.register()).toBe(200);
  expect((await other.ask(reinvite(dialog, 20_000))).status).toBe(403);
  expect((await other.ask(reinvite({ ...dialog, callId: 'nobody-knows' }, 30_000))).status).toBe(481);
  expect(world.rc.counts().callsDialled).toBe(1);
});

it('a call outlives its connection, until its refresh stays unanswered', async () => {
  const { line } = await callOnHold({ tuning: { refreshAfterMs: 400, refreshAnswerMs: 400 } });
  line.close();
  await world.until('line-lost');
  expect(world.rc.callsAlive()).toBe(1);
  await world.until('call-over');
});
