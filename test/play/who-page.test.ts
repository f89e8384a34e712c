import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { saysWhoTheyAre } from '../../sandbox/scenarios/says-who-they-are.js';
import { CHROMIUM } from '../support/chromium-path.js';
import { ByHand } from './chromium.js';

describe.skipIf(CHROMIUM === undefined)('who one is, said on the page, in Chromium, with the mouse', () => {
  let world: ByHand;

  beforeAll(async () => {
    world = await ByHand.start(saysWhoTheyAre, 5);
    await world.page.goto(`${world.practice.slack.pageUrl}?person=U0SAM`);
  });

  afterAll(() => world?.stop(), 30_000);

  it('a code is heard on the desk phone and typed, and the form says whose extension it is', async () => {
    const { page } = world;
    await world.type('/irs-hunt me');
    await page.getByText('No phone extension has your Slack e-mail address').waitFor();
    await world.shot('who-1-nobody');
    await page.getByRole('button', { name: 'Say which extension is mine' }).click();
    await page.getByRole('combobox', { name: 'Your extension' }).fill('102');
    await page.getByRole('option', { name: '102 · Sam Ortiz' }).click();
    await world.shot('who-2-chosen');
    await page.getByRole('button', { name: 'Call it' }).click();
    await page.getByText('is ringing').waitFor();
    await page.getByRole('button', { name: 'Pick up' }).click();
    const heard = page.getByText(/^hears: (\d ){5}\d/);
    await heard.waitFor();
    await world.shot('who-3-heard');
    const [code = ''] = ((await heard.textContent()) ?? '').replace('hears: ', '').split(' | ');
    await page.getByRole('textbox', { name: 'The code you hear' }).fill(code);
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByText('Proved').waitFor();
    await world.shot('who-4-proved');
    expect(world.problems).toEqual([]);
  });
});
