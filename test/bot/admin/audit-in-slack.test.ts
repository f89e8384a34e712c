import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SlackMessage } from '../../../sandbox/world.js';
import { DANA, SAM, WITHIN_MS, type World, world } from '../support/world.js';

let w: World;
beforeEach(async () => {
  w = await world();
});
afterEach(() => w.stop());

/** So many acts, a minute apart, the last one just now. */
function acts(count: number): void {
  const now = w.hunts.now();
  for (let index = 1; index <= count; index += 1) {
    const about = `number ${index}, call +1 202 555 0123`;
    w.audit.record({
      at: now - (count - index) * 60_000,
      by: SAM,
      act: 'start-hunt',
      outcome: 'done',
      hunt: `hunt-${index}`,
      about,
    });
  }
}

async function view(person: string, typed: string): Promise<SlackMessage> {
  const seen = new Set(w.slack.hands.messages().map(({ ts }) => ts));
  await w.slack.hands.command(person, `/irs-hunt audit ${typed}`);
  return w.slack.hands.awaitMessage(
    ({ ts, ephemeralFor, text }) => !seen.has(ts) && ephemeralFor === person && text.startsWith('Audit log: '),
    WITHIN_MS,
  );
}

const words = ({ blocks }: SlackMessage) => JSON.stringify(blocks);

describe('/irs-hunt audit', () => {
  it('is for admins, and who else asks is audited', async () => {
    await w.slack.hands.command(SAM, '/irs-hunt audit');
    await w.whisper(SAM, /^Only admins can do that/);
    expect(words(await view(DANA, 'refused'))).toContain(
      '<@U0SAM> read the audit log *refused*: see-audit (not-admin)',
    );
  });

  it('shows who did what, newest first, page by page, without numbers', async () => {
    acts(40);
    const first = await view(DANA, '');
    expect(first.text).toBe('Audit log: 40 entries from the last 7 days.');
    expect(words(first)).toMatch(/number 40.*number 26(?!.*number 25)/);
    expect(words(first)).toContain('<@U0SAM> started a hunt: number 40, call …23 `hunt-40`');
    expect(words(first)).toContain('… and 25 more.');
    await w.slack.hands.press(DANA, first, 'Older');
    const second = await w.slack.hands.awaitMessage(
      (each) => each.ts === first.ts && /number 25/.test(words(each)),
      WITHIN_MS,
    );
    expect(words(second)).toMatch(/number 25.*number 11(?!.*number 10)/);
    await w.slack.hands.press(DANA, second, 'Older');
    const last = await w.slack.hands.awaitMessage(
      (each) => each.ts === first.ts && /number 10,/.test(words(each)),
      WITHIN_MS,
    );
    expect(words(last)).not.toContain('Older');
    await w.slack.hands.press(DANA, last, 'Newer');
    await w.slack.hands.awaitMessage((each) => each.ts === first.ts && /number 25/.test(words(each)), WITHIN_MS);
  });

  it('finds by person, hunt, days and refusals', async () => {
    acts(3);
    w.audit.record({ at: w.hunts.now() - 3 * 86_400_000, by: DANA, act: 'pause', outcome: 'done', why: 'old' });
    w.audit.record({ at: w.hunts.now(), by: DANA, act: 'settings', outcome: 'done', about: 'lines 5 → 8' });
    expect((await view(DANA, '<@U0DANA|dana>')).text).toBe('Audit log: 2 entries from the last 7 days, by <@U0DANA>.');
    expect((await view(DANA, '1 <@U0DANA>')).text).toBe('Audit log: 1 entry from the last day, by <@U0DANA>.');
    expect((await view(DANA, 'hunt-2')).text).toBe('Audit log: 1 entry from the last 7 days, of hunt hunt-2.');
    expect((await view(DANA, 'refused 30')).text).toBe('Audit log: 0 entries from the last 30 days, refusals only.');
    await w.slack.hands.command(DANA, '/irs-hunt audit everything please');
    await w.whisper(DANA, /^Type `\/irs-hunt audit` with any of/);
  });

  it('exports what is shown as a CSV file to the admin alone, and audits the export', async () => {
    acts(20);
    w.audit.record({
      at: w.hunts.now(),
      by: DANA,
      act: 'destination',
      outcome: 'done',
      about: '=HYPERLINK("x"), "quoted"',
    });
    await w.slack.hands.press(DANA, await view(DANA, ''), 'Export CSV');
    await w.whisper(DANA, /^The export is in your messages with me/);
    const shared = await w.slack.hands.awaitMessage(({ files }) => files !== undefined, WITHIN_MS);
    expect(shared.channel).toBe(`D${DANA.slice(1)}`);
    const [file] = shared.files ?? [];
    expect(file?.name).toBe('hold-hunter-audit-2026-05-13.csv');
    const csv = await (await fetch(file?.url ?? '')).text();
    const rows = csv.trimEnd().split('\r\n');
    expect(rows).toHaveLength(22);
    expect(rows[0]).toBe('at,by,act,outcome,hunt,about,why');
    expect(rows[1]).toBe('2026-05-13T15:00:00.000Z,U0DANA,destination,done,,"\'=HYPERLINK(""x""), ""quoted""",');
    expect(rows[2]).toBe('2026-05-13T15:00:00.000Z,U0SAM,start-hunt,done,hunt-20,"number 20, call …23",');
    expect(csv).not.toMatch(/555/);
    expect(words(await view(DANA, ''))).toContain('read the audit log: exported 21 entries from the last 7 days');
  });

  it('says what is missing when Slack does not let the bot upload', async () => {
    await w.stop();
    w = await world({ slack: { scopes: ['commands', 'chat:write', 'users:read', 'users:read.email', 'im:write'] } });
    acts(1);
    await w.slack.hands.press(DANA, await view(DANA, ''), 'Export CSV');
    await w.whisper(DANA, /files:write/);
    expect(words(await view(DANA, ''))).toContain('read the audit log *failed*');
  });

  it('an export button that somebody else presses gives them nothing', async () => {
    acts(1);
    await w.slack.hands.press(SAM, await view(DANA, ''), 'Export CSV');
    await w.whisper(SAM, /^Only admins can do that/);
    expect(w.slack.hands.messages().filter(({ files }) => files !== undefined)).toEqual([]);
  });
});
