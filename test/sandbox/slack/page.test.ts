import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeskPhone, Slack } from '../../../sandbox/world.js';
import { packageRoot } from '../../../support/package-root.js';
import { CHROMIUM } from '../../support/chromium-path.js';
import { listenAsHuntBot } from './hunt-bot.js';
import { clientOf, DANA, practiceSlack, SAM, socketBot } from './world.js';

const SHOTS = join(packageRoot(), 'sandbox-output');

describe.skipIf(CHROMIUM === undefined)('the page in Chromium', () => {
  let slack: Slack;
  let browser: Browser;
  let dana: Page;
  let sam: Page;
  const problems: string[] = [];
  const stops: (() => Promise<void>)[] = [];
  const phones: Record<string, { state: DeskPhone['state'] }> = { [DANA]: { state: 'idle' }, [SAM]: { state: 'idle' } };

  const keys: string[] = [];
  const phoneOf = (slackId: string): DeskPhone => {
    const phone = phones[slackId] ?? { state: 'idle' };
    return {
      state: phone.state,
      hears: phone.state === 'talking' ? '4 8 2' : '',
      press: (key) => keys.push(key),
      pickUp: () => Object.assign(phone, { state: 'talking' }),
      hangUp: () => Object.assign(phone, { state: 'idle' }),
    };
  };

  async function open(person: string): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(60_000);
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    await page.goto(`${slack.pageUrl}?person=${person}`);
    await page.getByRole('log', { name: 'Messages' }).waitFor();
    return page;
  }

  const shot = (page: Page, name: string) => page.screenshot({ path: join(SHOTS, `slack-page-${name}.png`) });

  beforeAll(async () => {
    mkdirSync(SHOTS, { recursive: true });
    ({ slack } = await practiceSlack({ phoneOf }));
    stops.push(slack.stop);
    const bot = await socketBot(slack, listenAsHuntBot);
    stops.push(bot.stop);
    browser = await chromium.launch({
      ...(CHROMIUM === undefined ? {} : { executablePath: CHROMIUM }),
      args: ['--no-sandbox', '--disable-dev-shm-usage'],
    });
    stops.push(() => browser.close());
    [dana, sam] = [await open(DANA), await open(SAM)];
  });

  afterAll(async () => {
    for (const stop of stops.reverse()) await stop();
  });

  it('shows who one is, the channel and a hint for the command', async () => {
    await dana.getByRole('textbox', { name: 'Message #tax-calls' }).fill('/ir');
    await dana.getByRole('button', { name: '/irs-hunt' }).waitFor();
    await shot(dana, '1-empty');
    expect(await dana.getByRole('radio', { name: 'Dana Reyes' }).isChecked()).toBe(true);
  });

  it('opens the form by the command, shows errors on the fields, and keeps what was filled in', async () => {
    const composer = dana.getByRole('textbox', { name: 'Message #tax-calls' });
    await composer.fill('/irs-hunt');
    await composer.press('Enter');
    const form = dana.getByRole('dialog', { name: 'Start a hunt' });
    await form.waitFor();
    await form.getByRole('button', { name: 'Start the hunt' }).click();
    await form.getByText('Please complete this required field.').first().waitFor();
    await shot(dana, '2-form-errors');

    await form.getByLabel('Phone line to reach').click();
    await dana.getByRole('option', { name: 'Practitioners' }).click();
    const from = form.getByLabel('Call from');
    await from.click();
    await from.fill('20');
    await dana.getByRole('option', { name: '203' }).waitFor();
    await shot(dana, '3-form-select');
    for (const line of ['201', '202', '203', '204']) {
      await from.fill(line);
      await dana.getByRole('option', { name: line }).click();
    }
    await from.press('Escape');
    await form.getByLabel('How many agents').fill('2');
    await form.getByLabel('When on hold').check();
    await form.getByLabel('Note').fill('the usual <client>');
    await form.getByRole('button', { name: 'Start the hunt' }).click();
    await form.getByText('Choose at most 3 lines.').waitFor();
    await shot(dana, '4-form-filled');
    await form.getByRole('button', { name: 'Remove 204 · Line 4' }).click();
    await form.getByRole('button', { name: 'Start the hunt' }).click();
    await form.waitFor({ state: 'detached' });
    expect(await sam.getByRole('dialog').count()).toBe(0);
  });

  it('shows the board to both, its thread beside it, and the offer', async () => {
    for (const page of [dana, sam]) await page.getByText('Hunting: Practitioners').first().waitFor();
    await sam.getByRole('button', { name: /2 replies/ }).click();
    const thread = sam.getByRole('complementary', { name: 'Thread' });
    await thread.getByText('201 dials Practitioners.').waitFor();
    await thread.getByRole('textbox', { name: 'Reply…' }).fill('/irs-hunt');
    await thread.getByRole('textbox', { name: 'Reply…' }).press('Enter');
    await sam.getByText('is not supported in threads').waitFor();
    await shot(sam, '5-thread');
    await shot(dana, '6-offer');
  });

  it('asks before what can’t be undone', async () => {
    await dana.getByRole('button', { name: 'Stop the hunt' }).click();
    const sure = dana.getByRole('dialog', { name: 'Stop the hunt?' });
    await shot(dana, '7-confirm');
    await sure.getByRole('button', { name: 'Keep waiting' }).click();
    await sure.waitFor({ state: 'detached' });
  });

  it('tells the bot of a choice in a message, and shows an answer only to who chose', async () => {
    await dana.getByRole('combobox', { name: 'Drop a line' }).click();
    await dana.getByRole('option', { name: '201' }).click();
    await dana.getByText('Line 201 is dropped.').waitFor();
    await dana.getByText('Only visible to you').waitFor();
    expect(await sam.getByText('Line 201 is dropped.').count()).toBe(0);
  });

  it('lets one take the call, edits the board, and tells the late one', async () => {
    await sam.getByRole('complementary', { name: 'Thread' }).getByRole('button', { name: 'Take the call' }).click();
    for (const page of [dana, sam]) await page.getByText('Connected: Practitioners').first().waitFor();
    await dana.getByRole('button', { name: 'Take the call' }).click();
    await dana.getByText('already taken by').waitFor();
    await shot(dana, '8-late');
    expect(await sam.getByText('already taken by').count()).toBe(0);
  });

  it('rings the desk phone, which is picked up, has keys to press, and is hung up', async () => {
    const phone = sam.getByRole('region', { name: 'Desk phone of Sam Ortiz' });
    const ringing = phones[SAM];
    if (ringing) ringing.state = 'ringing';
    await phone.getByRole('button', { name: 'Pick up' }).waitFor();
    await shot(sam, '9-ringing');
    await dana.getByText('phone rings').waitFor();
    await phone.getByRole('button', { name: 'Pick up' }).click();
    await phone.getByText('On the phone').waitFor();
    await phone.getByText('hears: 4 8 2').waitFor();
    await phone.getByRole('button', { name: 'Phone key 7' }).click();
    await expect.poll(() => keys).toEqual(['7']);
    await phone.getByRole('button', { name: 'Hang up' }).click();
    await phone.getByText('Idle').waitFor();
  });

  it('shows the home tab; a click that nobody acknowledges in 3 s is told, and a button opens the form', async () => {
    await dana.getByRole('button', { name: 'Hold Hunter' }).click();
    await dana.getByText('Nothing is hunted for you.').waitFor();
    await dana.getByRole('button', { name: 'Nobody listens' }).click();
    await dana.getByText('Hold Hunter didn’t respond in time').waitFor();
    await shot(dana, '10-home');
    await dana.getByRole('button', { name: 'Start a hunt' }).click();
    const form = dana.getByRole('dialog', { name: 'Start a hunt' });
    await form.waitFor();
    await dana.keyboard.press('Escape');
    await form.waitFor({ state: 'detached' });
  });

  it('shows a shared file as a link to its bytes', async () => {
    await clientOf(slack).filesUploadV2({
      ...{ channel_id: 'C0CALLS', filename: 'who-did-what.csv', title: 'Who did what', content: 'at,by\r\n' },
      initial_comment: 'As you asked',
    });
    const link = sam.getByRole('link', { name: 'Who did what' });
    await link.waitFor();
    const [download] = await Promise.all([sam.waitForEvent('download'), link.click()]);
    expect(download.suggestedFilename()).toBe('who-did-what.csv');
  });

  it('lets one be the other person, and fits on a phone', async () => {
    await dana.getByRole('radio', { name: 'Sam Ortiz' }).click({ force: true });
    await dana.getByText('Connected: Practitioners').first().waitFor();
    expect(await dana.getByText('already taken by').count()).toBe(0);
    await dana.setViewportSize({ width: 390, height: 780 });
    await shot(dana, '11-phone-width');
    expect(await dana.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    expect(problems).toEqual([]);
  });
});
