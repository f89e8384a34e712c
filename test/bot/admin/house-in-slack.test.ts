import { afterEach, describe, expect, it } from 'vitest';
import { CALLS, DANA, SAM, WITHIN_MS, type World, type WorldOptions, world } from '../support/world.js';

let w: World;
afterEach(() => w.stop());

async function begin(options: WorldOptions = {}): Promise<void> {
  w = await world(options);
}

const command = (person: string, text: string) => w.slack.hands.command(person, `/irs-hunt ${text}`);

describe('/irs-hunt pause and resume', () => {
  it('hold everything back for everybody, in the form, in status and the home tab, until an admin resumes', async () => {
    await begin();
    await command(DANA, 'pause fire drill <!channel>');
    await w.whisper(DANA, /^Hunting is paused: nothing new starts/);
    await command(SAM, 'start');
    expect(await w.whisper(SAM, /paused by/)).toBe(
      'Hunting is paused by <@U0DANA>: fire drill &lt;!channel&gt;. Nothing new starts until an admin resumes.',
    );
    await command(SAM, 'status');
    await w.whisper(SAM, /^Hunting is paused by <@U0DANA>.*\nNo hunt is running/);
    await w.slack.hands.command(SAM, '/irs-hunt');
    const form = await w.slack.hands.awaitModal(SAM, WITHIN_MS, 'Start a hunt');
    expect(JSON.stringify(form.blocks)).toContain('Hunting is paused by <@U0DANA>');
    expect((await form.submit())['Phone line to reach']).toContain('Hunting is paused: fire drill');
    w.slack.hands.openHome(SAM);
    await w.slack.hands.awaitHome(SAM, ({ blocks }) => JSON.stringify(blocks).includes('Hunting is paused'), WITHIN_MS);
    await command(DANA, 'pause again');
    await w.whisper(DANA, /^Hunting is paused by <@U0DANA>.*ends the pause/);
    expect(w.hunts.started).toBe(0);
    await command(DANA, 'resume');
    await w.whisper(DANA, /^Hunting has resumed/);
    await command(DANA, 'resume');
    await w.whisper(DANA, /^Hunting is not paused/);
    await command(SAM, 'start');
    await w.message(/^Hunting for an agent/);
    const acts = (await w.audited()).filter((entry) => !entry.includes('|start-hunt|'));
    expect(acts).toEqual(['U0DANA|pause|done||fire drill <!channel>', 'U0DANA|resume|done||']);
  });

  it('are for admins; whoever else tries is told and audited', async () => {
    await begin();
    await command(SAM, 'pause');
    await w.whisper(SAM, /^Only admins can do that/);
    expect(w.house.hold()).toBeUndefined();
    await w.house.rules.change((rules) => ({ ...rules, paused: { by: DANA, at: 1 } }));
    await command(SAM, 'resume');
    await w.whisper(SAM, /^Only admins can do that/);
    expect(w.house.hold()).toBeDefined();
    expect(await w.audited()).toEqual([
      'U0SAM|pause|refused|pause-hunting|not-admin',
      'U0SAM|resume|refused|resume-hunting|not-admin',
    ]);
  });

  it('show on the board of a hunt whose lines are due, once in its thread, and no longer once it dials', async () => {
    await begin();
    await command(DANA, 'start practice 2');
    await w.message(/^Hunting .* on 2 lines/);
    const [state] = await w.hunts.open();
    const huntId = state?.huntId ?? '';
    const hold = { by: SAM, at: w.hunts.now(), why: 'fire drill' };
    for (const each of state?.lines ?? []) {
      await w.hunts.report(huntId, { type: 'line-waits', lineId: each.id, reason: 'paused', hold });
    }
    await w.message(/^Hunting .*Next: dial when hunting resumes/);
    const board = await w.message(/^Hunting .*when hunting resumes/);
    expect(JSON.stringify(board.blocks)).toContain('Hunting is paused by <@U0SAM>: fire drill.');
    await w.message(/Hunting is paused by <@U0SAM>: fire drill\. Running calls keep their places/);
    const [first] = state?.lines ?? [];
    await w.hunts.hold(huntId, first?.id ?? '');
    await w.message(/^Hunting .*when an agent answers/);
    const told = w.slack.hands.messages().map(({ text }) => text.match(/Hunting is paused by/g) ?? []);
    expect(told.flat()).toHaveLength(1);
  });
});

describe('the limits of the house', () => {
  it('are said at the field of the form, in start and in teach, each refusal audited', async () => {
    await begin({ limits: { huntsPerPerson: 1, linesPerPerson: 2 } });
    const faults = await w.start(SAM, { 'Call from': ['201', '202', '203'] });
    expect(faults['Call from']).toBe('The limit for one person is 2 lines at once. Choose fewer, or ask an admin.');
    await command(SAM, 'start');
    await w.message(/^Hunting .*<@U0SAM>, on 2 lines/);
    await command(SAM, 'start');
    await w.whisper(SAM, /^You have 1 hunt running, the limit for one person/);
    await command(DANA, 'start practice 1');
    await w.message(/^Hunting .*<@U0DANA>, on 1 line/);
    await command(DANA, 'teach practice');
    await w.whisper(DANA, /^You have 1 hunt running/);
    expect(w.hunts.started).toBe(2);
    expect((await w.audited()).map((entry) => entry.split('|').slice(0, 4).join('|'))).toEqual([
      'U0SAM|start-hunt|refused|Practice line',
      'U0SAM|start-hunt|refused|Practice line',
      'U0DANA|teach|refused|Practice line',
    ]);
  });

  it('count the person’s own lines before those of the workspace, so nobody is told of lines they may not have', async () => {
    await begin({ limits: { linesPerPerson: 1, lines: 3 } });
    for (const who of [SAM, DANA]) await command(who, 'start practice 1');
    await w.message(/^Hunting .*<@U0SAM>, on 1 line/);
    await w.message(/^Hunting .*<@U0DANA>, on 1 line/);
    // One line of the workspace is left, and none of Sam's.
    const faults = await w.start(SAM, { 'Call from': ['203', '204'] });
    expect(faults['Call from']).toMatch(/^You have 1 line in use, and the limit for one person is 1\./);
  });

  it('hold when two starts come at the same moment', async () => {
    await begin({ limits: { startsPerPerson: 3 } });
    await Promise.all(Array.from({ length: 8 }, () => command(SAM, 'start practice 1')));
    await w.whisper(SAM, /^You have started 3 hunts in the last hour/);
    await w.slack.hands.command(SAM, '/irs-hunt status');
    await w.whisper(SAM, /^•.*\n•.*\n•/);
    expect(w.hunts.started).toBe(3);
  });

  it('keep hunting to the channels that are allowed, and say which', async () => {
    await begin();
    await w.house.rules.change((rules) => ({ ...rules, channels: ['C0TAX'] }));
    await command(SAM, 'start');
    expect(await w.whisper(SAM, /not allowed in this channel/)).toContain('It is allowed in <#C0TAX>.');
    expect(w.hunts.started).toBe(0);
  });
});

describe('/irs-hunt settings', () => {
  it('changes limits and channels at run time; only what was changed is audited and told', async () => {
    await begin();
    await command(DANA, 'settings');
    const form = await w.slack.hands.awaitModal(DANA, WITHIN_MS, 'Hunting settings');
    await form.fill('A person: lines at once', '8');
    await form.fill('Channels where hunting is allowed', [CALLS]);
    // Meanwhile another admin has changed another limit: it stays.
    await w.house.rules.change((rules) => ({ ...rules, limits: { ...rules.limits, hunts: 7 } }));
    expect(await form.submit()).toEqual({});
    await w.whisper(DANA, /^Changed: linesPerPerson 100 → 8; channels all → C0CALLS\.$/);
    expect(w.house.limits()).toMatchObject({ linesPerPerson: 8, hunts: 7, lines: 8 });
    expect(w.house.rules.get().channels).toEqual([CALLS]);
    expect(await w.audited()).toEqual([
      'U0DANA|settings|done|linesPerPerson 100 → 8|',
      'U0DANA|settings|done|channels all → C0CALLS|',
    ]);
  });

  it('goes back to the default of a limit whose field is emptied, and only of that', async () => {
    await begin({ limits: { huntsPerPerson: 3 } });
    await w.house.rules.change((rules) => ({ ...rules, limits: { huntsPerPerson: 5, hunts: 7 } }));
    await command(DANA, 'settings');
    const form = await w.slack.hands.awaitModal(DANA, WITHIN_MS, 'Hunting settings');
    await form.fill('A person: hunts at once', '');
    expect(await form.submit()).toEqual({});
    await w.whisper(DANA, /^Changed: huntsPerPerson 5 → 3 \(the default\)\.$/);
    expect(w.house.rules.get().limits).toEqual({ hunts: 7 });
    expect(w.house.limits()).toMatchObject({ huntsPerPerson: 3, hunts: 7 });
    expect(await w.audited()).toEqual(['U0DANA|settings|done|huntsPerPerson 5 → 3 (the default)|']);
    await command(DANA, 'settings');
    const again = await w.slack.hands.awaitModal(DANA, WITHIN_MS, 'Hunting settings');
    expect(await again.submit()).toEqual({});
    await w.whisper(DANA, /^Nothing changed\.$/);
  });

  it('says what is no number of it, and is for admins, also at the moment of saving', async () => {
    await begin();
    await command(SAM, 'settings');
    await w.whisper(SAM, /^Only admins can do that/);
    await command(DANA, 'settings');
    const form = await w.slack.hands.awaitModal(DANA, WITHIN_MS, 'Hunting settings');
    await form.fill('The workspace: hunts at once', '1001');
    expect(await form.submit()).toEqual({ 'The workspace: hunts at once': expect.stringContaining('1000') });
    expect(w.house.rules.get().limits).toEqual({});
    expect(await w.audited()).toEqual(['U0SAM|settings|refused|edit-settings|not-admin']);
  });
});
