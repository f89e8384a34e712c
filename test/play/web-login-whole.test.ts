import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstAgent } from '../../sandbox/scenarios/first-agent.js';
import { CHROMIUM } from '../support/chromium-path.js';
import { ByHand } from './chromium.js';

describe.skipIf(CHROMIUM === undefined)('the whole bot, as it is started', () => {
  let world: ByHand;
  beforeAll(async () => {
    world = await ByHand.start({ ...firstAgent, name: 'web-login' }, 2);
  });
  afterAll(() => world?.stop(), 30_000);

  it('connects and disconnects a person by the address of its settings', async () => {
    const { page, practice } = world;
    const [dana] = practice.people;
    await world.type('/irs-hunt connect');
    const link = page.getByRole('link', { name: 'Open this private link' });
    const [tab] = await Promise.all([page.context().waitForEvent('page'), link.click()]);
    await tab.getByLabel(dana?.name ?? '').check();
    await tab.getByRole('button', { name: 'Allow' }).click();
    await tab.getByRole('heading', { name: 'You are connected' }).waitFor();
    // One by the JWT, one of her own.
    const signedIn = () => practice.ringCentral.signedIn().filter((id) => id === dana?.extensionId);
    expect(signedIn()).toHaveLength(2);
    await page.bringToFront();
    await world.type('/irs-hunt disconnect');
    await page.getByText('You are disconnected, and RingCentral was told to forget the sign-in.').waitFor();
    expect(signedIn()).toHaveLength(1);
    expect(world.problems).toEqual([]);
  });
});
