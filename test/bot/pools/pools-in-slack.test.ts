import { afterEach, describe, expect, it } from 'vitest';
import type { SlackMessage } from '../../../sandbox/world.js';
import type { Pool } from '../../../src/hunter/office/rights.js';
import type { Directory } from '../../../src/hunter/ports/directory.js';
import { ALEX, DANA, directoryOf, SAM, WITHIN_MS, type World, world } from '../support/world.js';

let w: World;
afterEach(() => w.stop());

const words = ({ blocks }: SlackMessage): string => JSON.stringify(blocks);
const tax: Pool = { id: 'tax', name: 'Tax season', lineIds: ['line-1', 'line-2'], members: [SAM], groups: [] };

async function poolsOf(person: string, fits: RegExp): Promise<SlackMessage> {
  await w.slack.hands.command(person, '/irs-hunt pools');
  return w.slack.hands.awaitMessage(({ ephemeralFor, text }) => ephemeralFor === person && fits.test(text), WITHIN_MS);
}

async function audited() {
  await w.audit.flush();
  const entries = await w.audit.read({ from: 0, to: Number.MAX_SAFE_INTEGER, limit: 100 });
  return entries.filter(({ act }) => act === 'pool').map(({ by, outcome, about, why }) => [by, outcome, about, why]);
}

describe('/irs-hunt pools', () => {
  it('is made by an admin, used by whom it is open to, edited, and deleted', async () => {
    w = await world({ lines: 6, pools: [] });
    const none = await poolsOf(DANA, /There are no pools yet/);
    await w.slack.hands.press(DANA, none, 'New pool');
    const modal = await w.slack.hands.awaitModal(DANA, WITHIN_MS, 'New pool');
    await modal.fill('Name', 'Tax season');
    await modal.fill('Lines', ['201', '202']);
    await modal.fill('People who may use it', [SAM]);
    expect(await modal.submit()).toEqual({});
    await w.whisper(DANA, /The pool Tax season is created: 2 of 2 lines free/);

    const mine = await poolsOf(SAM, /^1 pool of lines you can call from/);
    expect(words(mine)).toContain('*Tax season* · 2 of 2 lines free');
    expect(words(mine)).not.toContain('Edit');
    await poolsOf(ALEX, /No pool of lines is open to you/);

    expect(await w.start(SAM, { 'Call from': ['Pool: Tax season'] })).toEqual({});
    await w.message(/on 2 lines/);
    expect((await w.hunts.open())[0]?.lines.map(({ id }) => id)).toEqual(['line-1', 'line-2']);
    const errors = await w.start(SAM, { 'Call from': ['Pool: Tax season'] });
    expect(errors['Call from']).toContain('The pool Tax season has no free line. All its lines are in other hunts now');
    w.slack.hands.modal(SAM)?.close();

    const admins = await poolsOf(DANA, /^1 pool of lines/);
    expect(words(admins)).toContain(`Open to <@${SAM}>, and admins.`);
    await w.slack.hands.press(DANA, admins, 'Edit');
    const edit = await w.slack.hands.awaitModal(DANA, WITHIN_MS, 'Edit pool');
    await edit.fill('Lines', ['201', '202', '203']);
    await edit.fill('User groups who may use it', ['Tax team']);
    expect(await edit.submit()).toEqual({});
    await w.whisper(DANA, /The pool Tax season is changed: 1 of 3 lines free/);
    const changed = await poolsOf(DANA, /^1 pool of lines/);

    await w.slack.hands.press(DANA, changed, 'Delete');
    await w.whisper(DANA, /Deleted the pool Tax season/);
    await poolsOf(SAM, /No pool of lines is open to you/);
    expect(await audited()).toEqual([
      [DANA, 'done', 'Tax season', 'deleted'],
      [DANA, 'done', 'Tax season', 'changed'],
      [DANA, 'done', 'Tax season', 'created'],
    ]);
  });

  it('is open to a user group', async () => {
    w = await world({ pools: [{ ...tax, members: [], groups: ['S0TAXTEAM'] }] });
    await w.slack.hands.command(SAM, '/irs-hunt start');
    await w.message(/<@U0SAM>, on 2 lines/);
    await poolsOf(ALEX, /No pool of lines/);
  });

  it('asks whether it is meant before it deletes, and says at its fields what is wrong', async () => {
    w = await world({ pools: [tax] });
    const seen = await poolsOf(DANA, /^1 pool/);
    expect(words(seen)).toContain('Delete the pool?');
    await w.slack.hands.press(DANA, seen, 'New pool');
    const modal = await w.slack.hands.awaitModal(DANA, WITHIN_MS, 'New pool');
    await modal.fill('Name', 'TAX season');
    await modal.fill('Lines', ['201']);
    expect((await modal.submit()).Name).toContain('There is already a pool named “Tax season”');
  });

  it('goes without user groups where the app may not read them', async () => {
    w = await world({ pools: [tax], slack: { scopes: ['commands', 'chat:write', 'users:read', 'users:read.email'] } });
    const seen = await poolsOf(DANA, /^1 pool/);
    await w.slack.hands.press(DANA, seen, 'Edit');
    const modal = await w.slack.hands.awaitModal(DANA, WITHIN_MS, 'Edit pool');
    await expect(modal.fill('User groups who may use it', ['Tax'])).rejects.toThrow('it offers: nothing');
    expect(await modal.submit()).toEqual({});
    await w.whisper(DANA, /is changed/);
  });

  it('says how many of its lines are gone or cannot be used, and leaves the gone ones out when it is saved', async () => {
    const base = directoryOf(2);
    const directory: Directory = {
      ...base,
      extensions: () =>
        base.extensions().map(({ line, ...each }) => (line?.id === 'line-2' || !line ? each : { ...each, line })),
    };
    const lineIds = ['line-1', '101101', 'gone-1', 'gone-2'];
    w = await world({ directory, pools: [{ ...tax, lineIds }] });
    const seen = await poolsOf(DANA, /^1 pool/);
    expect(words(seen)).toContain('1 of 4 lines free; 2 are gone, 1 cannot be used');
    await w.slack.hands.press(DANA, seen, 'Edit');
    const modal = await w.slack.hands.awaitModal(DANA, WITHIN_MS, 'Edit pool');
    expect(JSON.stringify(modal.blocks)).toContain('2 lines of this pool are no longer in the account');
    await modal.submit();
    await w.whisper(DANA, /is changed: 1 of 2 lines free; 1 cannot be used/);
  });

  it('buttons and forms of members are refused and audited', async () => {
    w = await world({ pools: [tax] });
    const seen = await poolsOf(DANA, /^1 pool/);
    const forged = { ...seen, ephemeralFor: SAM };
    await w.slack.hands.press(SAM, forged, 'Delete');
    await w.whisper(SAM, /^Only admins can do that/);
    await w.slack.hands.press(SAM, forged, 'New pool');
    await poolsOf(SAM, /^1 pool/);
    expect(w.slack.hands.modal(SAM)).toBeUndefined();
    expect((await audited()).every(([by, outcome]) => by === SAM && outcome === 'refused')).toBe(true);
    expect(await audited()).toHaveLength(2);
  });
});
