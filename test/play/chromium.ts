import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { type Practice, startPractice } from '../../sandbox/practice.js';
import type { Scenario } from '../../sandbox/scenario.js';
import { Story } from '../../sandbox/story.js';
import { packageRoot } from '../../support/package-root.js';
import { CHROMIUM } from '../support/chromium-path.js';

const OUTPUT = join(packageRoot(), 'sandbox-output');
const SCREENSHOTS = join(OUTPUT, 'screenshots');

/** The practice world for a person at its page: phones wait to be picked up. */
export class ByHand {
  readonly problems: string[] = [];

  private constructor(
    readonly story: Story,
    readonly practice: Practice,
    readonly page: Page,
    private readonly browser: Browser,
  ) {
    page.on('pageerror', (error) => this.problems.push(error.message));
  }

  static async start(scenario: Scenario, seed: number): Promise<ByHand> {
    mkdirSync(SCREENSHOTS, { recursive: true });
    const story = new Story();
    const folder = join(OUTPUT, `page-test-${scenario.name}-${process.pid}`);
    const practice = await startPractice({ story, scenario, seed, mode: 'socket', port: 0, folder, byHand: true });
    const browser = await chromium.launch({
      ...(CHROMIUM === undefined ? {} : { executablePath: CHROMIUM }),
      args: ['--no-sandbox'],
    });
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(60_000);
    await page.goto(practice.slack.pageUrl);
    return new ByHand(story, practice, page, browser);
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.practice.stop();
  }

  /** A picture for people to look at. */
  async shot(name: string): Promise<void> {
    await this.page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
  }

  /** Types a line into the channel. */
  async type(line: string): Promise<void> {
    const composer = this.page.getByRole('textbox', { name: /message/i }).first();
    await composer.fill(line);
    await composer.press('Enter');
  }
}
