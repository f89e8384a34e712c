import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { packageRoot } from '../../support/package-root.js';
import { type WebLogin, webLogin } from '../bot/support/web-login.js';
import { SAM } from '../bot/support/world.js';
import { CHROMIUM } from '../support/chromium-path.js';

const PHONE = { width: 390, height: 780 };
const SCREENSHOTS = join(packageRoot(), 'sandbox-output', 'screenshots', 'sign-in');

describe.skipIf(CHROMIUM === undefined)('connecting a RingCentral account, in Chromium', () => {
  let browser: Browser;
  let w: WebLogin;
  let mine: BrowserContext;
  let slack: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    mkdirSync(SCREENSHOTS, { recursive: true });
    const program = CHROMIUM === undefined ? {} : { executablePath: CHROMIUM };
    browser = await chromium.launch({ ...program, args: ['--no-sandbox'] });
  });
  afterAll(() => browser?.close());

  beforeEach(async () => {
    problems.length = 0;
    await open();
  });
  afterEach(async () => {
    await mine?.close();
    await w?.stop();
  });

  async function open(options: Parameters<typeof webLogin>[0] = {}): Promise<void> {
    w = await webLogin(options);
    mine = await browser.newContext({ viewport: { width: 1280, height: 860 } });
    mine.setDefaultTimeout(60_000);
    // What a page may not do (its own policy) is told as an error in the console, too.
    mine.on('console', (message) => void (message.type() === 'error' && problems.push(message.text())));
    mine.on('weberror', (error) => void problems.push(error.error().message));
    slack = await mine.newPage();
    await slack.goto(w.slack.pageUrl);
    await slack.getByRole('radio', { name: 'Sam Ortiz' }).check({ force: true });
  }

  const shot = async (page: Page, name: string): Promise<void> => {
    await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
  };

  /** Types the command on the Slack page; the link of its answer. */
  async function ask() {
    const answers = slack.getByRole('article').filter({ hasText: 'Open this private link' });
    const earlier = await answers.count();
    const composer = slack.getByRole('textbox', { name: /message/i }).first();
    await composer.fill('/irs-hunt connect');
    await composer.press('Enter');
    const link = answers.nth(earlier).getByRole('link', { name: 'Open this private link' });
    await link.waitFor();
    return link;
  }

  /** Follows the link to RingCentral's login page, in the tab that opens. */
  async function follow(): Promise<Page> {
    const link = await ask();
    const [tab] = await Promise.all([mine.waitForEvent('page'), link.click()]);
    await tab.getByRole('heading', { name: /asks to use your RingCentral account/ }).waitFor();
    return tab;
  }

  const says = (page: Page, title: string) => page.getByRole('heading', { level: 1, name: title }).waitFor();

  it('leads from /irs-hunt connect through RingCentral’s login and back, and a message in Slack says so', async () => {
    const link = await ask();
    await shot(slack, '1-link');
    const [tab] = await Promise.all([mine.waitForEvent('page'), link.click()]);
    await tab.getByLabel('Sam Ortiz').check();
    await shot(tab, '2-login');
    await tab.getByRole('button', { name: 'Allow' }).click();
    await says(tab, 'You are connected');
    await tab.getByText('Sam Ortiz, extension 102').waitFor();
    await shot(tab, '3-connected');
    await tab.setViewportSize(PHONE);
    await tab.emulateMedia({ colorScheme: 'dark' });
    await shot(tab, '3-connected-phone-dark');
    expect(tab.url().startsWith(`${w.botUrl}/oauth/callback`)).toBe(true);
    // Nothing of it can be read by a script: the cookie is gone, and never was one for scripts.
    expect(await mine.cookies(`${w.botUrl}/oauth/callback`)).toEqual([]);

    await slack.bringToFront();
    await slack.getByRole('button', { name: 'Hold Hunter' }).click();
    await slack.getByRole('tab', { name: 'Messages' }).click();
    await slack.getByText('You are connected to RingCentral as Sam Ortiz, extension 102').waitFor();
    await shot(slack, '4-message');
    expect(problems).toEqual([]);
  });

  it('denied: nothing is kept, and the page says how to begin again', async () => {
    const tab = await follow();
    await tab.getByRole('button', { name: 'Deny' }).click();
    await says(tab, 'You did not allow access');
    await shot(tab, '5-denied');
    expect(await w.connections.of({ user: SAM })).toBeUndefined();
  });

  it('expired: a link and a login that took longer than ten minutes', async () => {
    const tab = await follow();
    const link = await ask();
    w.pass(600_001);
    await tab.getByLabel('Sam Ortiz').check();
    await tab.getByRole('button', { name: 'Allow' }).click();
    await says(tab, 'This link has expired');
    await shot(tab, '6-expired');
    const [late] = await Promise.all([mine.waitForEvent('page'), link.click()]);
    await says(late, 'This link has expired');
    expect(w.ringCentral.signedIn()).toEqual([]);
  });

  it('replayed: the address of the return, opened again, and the link clicked twice', async () => {
    const link = await ask();
    const [tab] = await Promise.all([mine.waitForEvent('page'), link.click()]);
    await tab.getByLabel('Sam Ortiz').check();
    await tab.getByRole('button', { name: 'Allow' }).click();
    await says(tab, 'You are connected');
    await tab.reload();
    await says(tab, 'This link was already used');
    await shot(tab, '7-replayed');
    const [twice] = await Promise.all([mine.waitForEvent('page'), link.click()]);
    await says(twice, 'This link was already used');
    expect(await w.connections.of({ user: SAM })).toMatchObject({ state: 'working' });
  });

  it('other user: the return in a browser that did not begin it, and somebody else’s RingCentral account', async () => {
    const tab = await follow();
    // As when somebody sends another person the login page they were led to.
    const theirs = await browser.newContext({ viewport: PHONE });
    const other = await theirs.newPage();
    await other.goto(tab.url());
    await shot(other, '8-login-phone');
    await other.getByLabel('Dana Reyes').check();
    await other.getByRole('button', { name: 'Allow' }).click();
    await says(other, 'This sign-in began somewhere else');
    await shot(other, '8-other-browser-phone');
    await theirs.close();

    const again = await follow();
    await again.getByLabel('Dana Reyes').check();
    await again.getByRole('button', { name: 'Allow' }).click();
    await says(again, 'That is not your RingCentral account');
    await shot(again, '9-other-account');
    expect(await w.connections.of({ user: SAM })).toBeUndefined();
    expect(w.ringCentral.signedIn()).toEqual([]);
  });

  it('wrong redirect address: RingCentral says so and leads nowhere', async () => {
    await mine.close();
    await w.stop();
    await open({ wrongRedirect: true });
    const link = await ask();
    const [tab] = await Promise.all([mine.waitForEvent('page'), link.click()]);
    await says(tab, 'Signing in is not possible');
    await tab.getByText('OAU-109').waitFor();
    await shot(tab, '10-wrong-redirect');
  });
});
