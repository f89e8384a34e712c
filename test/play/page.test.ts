import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../sandbox/package-root.js';
import { type Practice, startPractice } from '../../sandbox/practice.js';
import { firstAgent } from '../../sandbox/scenarios/first-agent.js';
import { Story } from '../../sandbox/story.js';
import { happening, until } from '../../sandbox/until.js';

const CHROMIUM = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== undefined && existsSync(path));
const OUTPUT = join(packageRoot(), 'sandbox-output');
const SCREENSHOTS = join(OUTPUT, 'screenshots');

/** The plain story without its menu, which other tests walk. */
const scenario = {
  ...firstAgent,
  destination: { ...firstAgent.destination, ringMs: 800, holdMs: [6_000, 9_000] },
} as const;

describe.skipIf(CHROMIUM === undefined)('the page, in Chromium, by hand', () => {
  const story = new Story();
  let practice: Practice;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    mkdirSync(SCREENSHOTS, { recursive: true });
    const folder = join(OUTPUT, `page-test-${process.pid}`);
    practice = await startPractice({ story, scenario, seed: 2, mode: 'socket', port: 0, folder, byHand: true });
    browser = await chromium.launch({
      ...(CHROMIUM === undefined ? {} : { executablePath: CHROMIUM }),
      args: ['--no-sandbox'],
    });
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(20_000);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await practice?.stop();
  }, 30_000);

  const shot = async (name: string): Promise<void> => {
    await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
  };

  it('takes a person from /irs-hunt through the form, the offer and the desk phone to the agent', async () => {
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(practice.slack.pageUrl);
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
    await take.waitFor({ timeout: 60_000 });
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
    expect(problems).toEqual([]);
  }, 120_000);
});
