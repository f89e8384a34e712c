import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstAgent } from '../../sandbox/scenarios/first-agent.js';
import { happening, until } from '../../sandbox/until.js';
import { CHROMIUM } from '../support/chromium-path.js';
import { ByHand } from './chromium.js';

/** The plain story without its menu, which other tests walk. */
const scenario = {
  ...firstAgent,
  destination: { ...firstAgent.destination, ringMs: 800, holdMs: [6_000, 9_000] },
} as const;

describe.skipIf(CHROMIUM === undefined)('the page, in Chromium, by hand', () => {
  let world: ByHand;

  beforeAll(async () => {
    world = await ByHand.start(scenario, 2);
  });

  afterAll(() => world?.stop(), 30_000);

  it('takes a person from /irs-hunt through the form, the offer and the desk phone to the agent', async () => {
    const { page, story, practice } = world;
    const shot = (name: string): Promise<void> => world.shot(name);
    const composer = page.getByRole('textbox', { name: /message/i }).first();
    await composer.fill('/irs-hunt');
    await shot('1-command');
    await composer.press('Enter');

    const form = page.getByRole('dialog', { name: 'Start a hunt' });
    await form.waitFor();
    await form.getByLabel('Phone line to reach').click();
    await form.getByRole('option', { name: 'Practice line (no menu)' }).click();
    await form.getByLabel('Note').fill('first try by hand');
    await shot('2-form');
    await form.getByRole('button', { name: 'Start the hunt' }).click();
    await form.waitFor({ state: 'hidden' });

    const board = page.getByRole('article').filter({ hasText: 'Hunting for an agent' }).first();
    await board.waitFor();
    await happening(story, 'hold', 30_000);
    await shot('3-board');

    const offer = page.getByRole('article').filter({ hasText: 'Agent on the line' }).last();
    const take = offer.getByRole('button', { name: 'Take the call' });
    await take.waitFor();
    await shot('4-offer');
    await take.click();

    const pickUp = page.getByRole('button', { name: 'Pick up' });
    await pickUp.waitFor();
    await shot('5-phone-rings');
    await pickUp.click();
    await happening(story, 'taker-agent-audio', 20_000);
    await page
      .getByRole('article')
      .filter({ hasText: /Connected/ })
      .first()
      .waitFor();
    await shot('6-connected');

    await page.getByRole('button', { name: 'Hang up' }).click();
    await page.getByText('Idle').waitFor();
    await until(
      story,
      () => (practice.ringCentral.callsAlive() === 0 ? true : undefined),
      20_000,
      'every call to be gone',
    );
    expect(world.problems).toEqual([]);
  });
});
