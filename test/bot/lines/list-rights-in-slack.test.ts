import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SlackMessage } from '../../../sandbox/world.js';
import { LIST_ACTIONS } from '../../../src/bot/lines/list-actions.js';
import type { Act } from '../../../src/hunter/office/rights.js';
import { WHO_MAY } from '../../support/who-may.js';
import { ALEX, GUEST, KIM, WITHIN_MS, type World, world } from '../support/world.js';

/** Every button of the lists of extensions and pools, and what pressing it is. */
const BUTTONS: Readonly<Record<keyof typeof LIST_ACTIONS, Act>> = {
  filter: 'see-lines',
  previous: 'see-lines',
  next: 'see-lines',
  aside: 'set-line-aside',
  back: 'set-line-aside',
  lookAgain: 'sync-lines',
  newPool: 'edit-pools',
  editPool: 'edit-pools',
  deletePool: 'edit-pools',
};
const CLICKERS = { A: KIM, M: ALEX, X: GUEST } as const;
const REFUSALS = /Only members of this workspace|Only admins can do that/;

let w: World;
let list: SlackMessage;
beforeAll(async () => {
  w = await world({ slack: { rateFactor: 1_000 } });
  await w.slack.hands.command(KIM, '/irs-hunt lines');
  list = await w.slack.hands.awaitMessage(({ ephemeralFor }) => ephemeralFor === KIM, WITHIN_MS);
});
afterAll(() => w.stop());

async function refusals(person: string): Promise<number> {
  await w.audit.flush();
  const entries = await w.audit.read({ from: 0, to: Number.MAX_SAFE_INTEGER, limit: 1_000 });
  return entries.filter(({ by, outcome }) => by === person && outcome === 'refused').length;
}

describe('every button of the lists', () => {
  const cells = Object.entries(BUTTONS).flatMap(([name, act]) =>
    (Object.keys(CLICKERS) as (keyof typeof CLICKERS)[]).map((letter) => ({
      ...{ name, act, letter, person: CLICKERS[letter], may: WHO_MAY[act].includes(letter) },
      actionId: LIST_ACTIONS[name as keyof typeof LIST_ACTIONS],
    })),
  );
  it.each(cells)('$name by $letter: may $may', async ({ actionId, person, may }) => {
    const value = JSON.stringify({ line: '201', pool: 'everybody' });
    const element = { type: 'button', action_id: actionId, text: { type: 'plain_text', text: 'Forged' }, value };
    const before = [await refusals(person), w.slack.hands.messages().length] as const;
    const forged = { ...list, ephemeralFor: person, blocks: [{ type: 'actions', block_id: 'b', elements: [element] }] };
    await w.slack.hands.press(person, forged, 'Forged');
    if (!may) {
      const said = w.slack.hands.awaitMessage(
        (message) => message.ephemeralFor === person && REFUSALS.test(message.text) && isNew(message, before[1]),
        WITHIN_MS,
      );
      await said;
    }
    // Whatever the click did is done once the bot has answered the next thing this person does.
    await w.slack.hands.command(person, '/irs-hunt help');
    expect((await refusals(person)) - before[0]).toBe(may ? 0 : 1);
    w.slack.hands.modal(person)?.close();
    if (!may) expect(w.slack.hands.modal(person)).toBeUndefined();
  });

  const isNew = (message: SlackMessage, count: number): boolean =>
    w.slack.hands.messages().findIndex(({ ts }) => ts === message.ts) >= count;

  it('left the pool alone until an admin deleted it', async () => {
    const acts = (await w.audit.read({ from: 0, to: Number.MAX_SAFE_INTEGER, limit: 1_000 })).filter(
      ({ act, outcome }) => act === 'pool' && outcome === 'done',
    );
    expect(acts.every(({ by }) => by === KIM)).toBe(true);
  });
});
