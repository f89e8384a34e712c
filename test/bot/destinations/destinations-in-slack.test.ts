import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SlackMessage } from '../../../sandbox/world.js';
import { DANA, SAM, WITHIN_MS, type World, world } from '../support/world.js';

let w: World;
beforeEach(async () => {
  w = await world();
});
afterEach(() => w.stop());

/** A new list, as the command shows it. */
async function list(person: string): Promise<SlackMessage> {
  const seen = new Set(w.slack.hands.messages().map(({ ts }) => ts));
  await w.slack.hands.command(person, '/irs-hunt destinations');
  return w.slack.hands.awaitMessage(
    ({ ts, ephemeralFor, text }) =>
      !seen.has(ts) && ephemeralFor === person && /can be called, and no others/.test(text),
    WITHIN_MS,
  );
}

describe('/irs-hunt destinations', () => {
  it('shows everybody what may be called, and only admins what they can do to it', async () => {
    const forSam = await list(SAM);
    expect(JSON.stringify(forSam.blocks)).toContain('+18005550199');
    expect(JSON.stringify(forSam.blocks)).not.toContain('Add a phone line');
    const forDana = await list(DANA);
    expect(JSON.stringify(forDana.blocks)).toContain('Add a phone line');
  });

  it('an admin adds one, which can be hunted and taught at once', async () => {
    await w.slack.hands.press(DANA, await list(DANA), 'Add a phone line');
    const form = await w.slack.hands.awaitModal(DANA, WITHIN_MS, 'Add a phone line');
    await form.fill('Name', 'IRS e-help <desk>');
    await form.fill('Number', '1 866 255 0654');
    await form.fill('Note', 'For e-filers');
    expect(await form.submit()).toEqual({});
    await w.whisper(DANA, /^IRS e-help &lt;desk&gt; is on the list. .*`\/irs-hunt start irs-e-help-desk`/);
    expect(JSON.stringify((await list(SAM)).blocks)).toContain('Mon–Fri 07:00 to 19:00 local time of the calling line');
    await w.slack.hands.command(SAM, '/irs-hunt start irs-e-help-desk 1');
    await w.message(/^Hunting for an agent at IRS e-help &lt;desk&gt;/);
    const [state] = await w.hunts.open();
    expect(state?.destination).toMatchObject({ number: '+18662550654', checked: { sure: 'medium', on: '2026-05-13' } });
    expect(await w.audited()).toEqual(['U0DANA|destination|done|added irs-e-help-desk|']);
  });

  it.each([
    ['911', /not a number|Type a number/],
    ['+44 20 7123 4567', /not a US number/],
    ['1 900 555 1234', /premium/],
    ['212 976 5555', /premium/],
    ['876 456 7890', /toll-free or ordinary US number/],
    ['the IRS', /Type a number/],
  ])('takes no such number: %s', async (number, why) => {
    await w.slack.hands.press(DANA, await list(DANA), 'Add a phone line');
    const form = await w.slack.hands.awaitModal(DANA, WITHIN_MS, 'Add a phone line');
    await form.fill('Name', 'Somewhere');
    await form.fill('Number', number);
    expect((await form.submit()).Number).toMatch(why);
    expect(JSON.stringify(await w.audited())).not.toMatch(/\d{7}/);
  });

  it('an admin changes one and takes one off; hunts that run go on', async () => {
    await w.slack.hands.command(SAM, '/irs-hunt start practice 1');
    await w.message(/^Hunting for an agent at Practice line/);
    await w.slack.hands.choose(DANA, await list(DANA), 'Practice line', 'Change');
    const form = await w.slack.hands.awaitModal(DANA, WITHIN_MS, 'Change a phone line');
    await form.fill('Name', 'Practice, renamed');
    expect(await form.submit()).toEqual({});
    await w.whisper(DANA, /^Practice, renamed is changed/);
    await w.slack.hands.choose(DANA, await list(DANA), 'Practice, renamed', 'Remove');
    await w.whisper(DANA, /^Practice, renamed is off the list/);
    expect(JSON.stringify((await list(SAM)).blocks)).not.toContain('(`practice`)');
    const [state, ...others] = await w.hunts.open();
    expect(state?.outcome).toBeUndefined();
    expect(others).toEqual([]);
    expect(await w.audited()).toEqual([
      'U0DANA|destination|done|changed practice: name, checked|',
      'U0DANA|destination|done|removed practice|',
    ]);
  });

  it('buttons pressed by who may not change nothing and are audited', async () => {
    const forDana = await list(DANA);
    await w.slack.hands.press(SAM, forDana, 'Add a phone line');
    await w.whisper(SAM, /^Only admins can do that/);
    await w.slack.hands.choose(SAM, forDana, 'Practice line', 'Remove');
    await w.slack.hands.command(SAM, '/irs-hunt start practice 1');
    await w.message(/^Hunting for an agent at Practice line/);
    expect(await w.audited()).toEqual([
      'U0SAM|destination|refused|edit-destinations|not-admin',
      'U0SAM|destination|refused|edit-destinations|not-admin',
    ]);
  });
});
