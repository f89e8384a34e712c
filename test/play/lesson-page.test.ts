import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { taughtThenHunted } from '../../sandbox/scenarios/taught-then-hunted.js';
import { happening, until } from '../../sandbox/until.js';
import { CHROMIUM } from '../support/chromium-path.js';
import { ByHand } from './chromium.js';

describe.skipIf(CHROMIUM === undefined)('a destination taught on the page, in Chromium, with the mouse', () => {
  let world: ByHand;

  beforeAll(async () => {
    world = await ByHand.start(taughtThenHunted, 3);
  });

  afterAll(() => world?.stop(), 30_000);

  /** A button of the lesson's thread, by what is written on it: read aloud it says more. */
  const button = (words: string) =>
    world.page
      .getByRole('complementary', { name: 'Thread' })
      .locator('button')
      .filter({ hasText: new RegExp(`^${words}$`) })
      .last();

  /** A happening of the call that is made now, not of one before. */
  const next = (what: string, recording?: string) => {
    const since = world.story.now();
    const fits = (each: { readonly t_ms: number; readonly [field: string]: unknown }): boolean =>
      each.t_ms > since && (recording === undefined || each.recording === recording);
    return happening(world.story, what, 60_000, fits);
  };

  it('is walked by demonstration, and then a hunt walks it by itself to the agent', async () => {
    const { page, story, practice } = world;
    await world.type('/irs-hunt teach practice');
    await page.getByRole('button', { name: 'Pick up' }).click();
    const lesson = page.getByRole('article').filter({ hasText: 'A lesson' }).first();
    await lesson.getByRole('button', { name: /repl/i }).click();
    await button('Done').waitFor();
    await world.shot('lesson-1-begins');
    await next('said', 'language');
    await button('1').click();
    await next('said', 'options');
    await world.shot('lesson-2-options');
    await button('2').click();
    await next('hold');
    await button('On hold').click();
    await world.shot('lesson-3-on-hold');
    await button('Done').click();
    await page.getByText('Idle').waitFor();
    await until(
      story,
      () => (practice.ringCentral.callsAlive() === 0 ? true : undefined),
      20_000,
      'the lesson’s call to be gone',
    );
    await world.shot('lesson-4-done');
    expect(story.all().some(({ what }) => what === 'phone-hears')).toBe(true);

    const taught = story.all().filter(({ what }) => what === 'key').length;
    await world.type('/irs-hunt start practice 1');
    await page.getByRole('button', { name: 'Take the call' }).last().click({ timeout: 90_000 });
    await page.getByRole('button', { name: 'Pick up' }).click();
    await happening(story, 'taker-agent-audio', 20_000);
    await world.shot('lesson-5-hunted');
    const keys = story.all().filter(({ what }) => what === 'key');
    expect(keys.map(({ key, right }) => [key, right])).toEqual([
      ['1', true],
      ['2', true],
      ['1', true],
      ['2', true],
    ]);
    expect(taught).toBe(2);
    expect(world.problems).toEqual([]);
  });
});
