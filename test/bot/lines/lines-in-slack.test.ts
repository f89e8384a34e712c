import { afterEach, describe, expect, it } from 'vitest';
import type { SlackMessage } from '../../../sandbox/world.js';
import type { Directory, Extension, SyncProgress } from '../../../src/hunter/ports/directory.js';
import { line, T0 } from '../../hunter/support/fixtures.js';
import { ALEX, DANA, directoryOf, SAM, WITHIN_MS, type World, world } from '../support/world.js';

let w: World;
afterEach(() => w.stop());

const words = ({ blocks }: SlackMessage): string => JSON.stringify(blocks);

/** The newest list this person sees, once it fits. */
async function list(person: string, fits: (message: SlackMessage) => boolean): Promise<SlackMessage> {
  return w.slack.hands.awaitMessage(
    (message) => message.ephemeralFor === person && /lines? can call/.test(message.text) && fits(message),
    WITHIN_MS,
  );
}

async function audited(act: string) {
  await w.audit.flush();
  const entries = await w.audit.read({ from: 0, to: Number.MAX_SAFE_INTEGER, limit: 100 });
  return entries.filter((entry) => entry.act === act);
}

/** A directory that a test can change. */
function changeable(count: number, others: readonly Extension[] = []) {
  const base = directoryOf(count);
  const state = {
    others,
    progress: undefined as SyncProgress | undefined,
    looked: [] as string[],
    done: undefined as Promise<void> | undefined,
    everything: undefined as boolean | undefined,
  };
  const directory: Directory = {
    ...base,
    extensions: () => [...base.extensions(), ...state.others],
    progress: () => state.progress,
    lastSync: () => ({ began: T0 - 574_000, ended: T0, extensions: 1_000, lines: 300, looked: 420 }),
    async refresh(ask) {
      state.everything = ask?.everything;
      await state.done;
      state.progress = undefined;
    },
    async lookAgain(id) {
      state.looked.push(id);
      return undefined;
    },
  };
  return { directory, state };
}

const noNumber: Extension = {
  id: '900',
  number: '481',
  name: 'Front Desk',
  enabled: true,
  obstacle: 'no-direct-number',
  cannotCall:
    'It has no direct number; the account already pays for an unassigned number (+12025550190): assign one in the Admin Portal.',
};

describe('/irs-hunt lines', () => {
  it('tells of each extension what it can do, why it cannot and what to do, its pools, and whether a hunt has it', async () => {
    w = await world({
      directory: changeable(2, [noNumber]).directory,
      pools: [{ id: 'tax', name: 'Tax <season>', lineIds: ['line-1', 'line-2'], members: [SAM], groups: [] }],
    });
    await w.start(DANA, { 'Call from': ['201'] });
    await w.message(/^Hunting/);
    await w.slack.hands.command(SAM, '/irs-hunt lines');
    const seen = words(await list(SAM, () => true));
    expect(seen).toContain('calls from +12025550110 · in a hunt now · in _Tax &lt;season&gt;_');
    expect(seen).toContain('takes calls, cannot place them: It has no direct number; the account already pays');
    expect(seen).not.toContain('"type":"button"');
  });

  it('is searched by words and by what extensions can do, and turned page by page in its place', async () => {
    w = await world({ lines: 40 });
    await w.slack.hands.command(SAM, '/irs-hunt lines can line');
    const first = await list(SAM, () => true);
    expect(words(first)).toContain('Page 1 of 5, 40 extensions');
    await w.slack.hands.press(SAM, first, 'Next');
    const second = await list(SAM, (message) => words(message).includes('Page 2 of 5'));
    expect([second.ts, words(second).includes('*209 Line 9*')]).toEqual([first.ts, true]);
    await w.slack.hands.press(SAM, second, 'Previous');
    await list(SAM, (message) => words(message).includes('Page 1 of 5') && message.edits === 2);
    await w.slack.hands.choose(SAM, second, 'Cannot place calls');
    const none = await list(SAM, (message) => words(message).includes('No extension with'));
    expect(words(none)).toContain('“line” under “Cannot place calls”');
    await w.slack.hands.command(SAM, '/irs-hunt lines cannot dana');
    expect(words(await list(SAM, ({ ts }) => ts !== first.ts))).toContain('*101 Dana Reyes*');
  });

  it('reads one extension anew when somebody asks for it and it cannot call', async () => {
    const { directory, state } = changeable(2, [noNumber]);
    w = await world({ directory });
    await w.slack.hands.command(SAM, '/irs-hunt lines 481');
    await list(SAM, () => true);
    expect(state.looked).toEqual(['900']);
    await w.slack.hands.command(DANA, '/irs-hunt lines 201');
    const seen = await list(DANA, () => true);
    expect(state.looked).toEqual(['900']);
    expect(words(seen)).toContain('Set aside');
  });

  it('lets admins set lines aside and bring them back, by button and by word; no hunt uses them meanwhile', async () => {
    w = await world({ lines: 3 });
    await w.slack.hands.command(DANA, '/irs-hunt lines 201');
    const seen = await list(DANA, () => true);
    await w.slack.hands.press(DANA, seen, 'Set aside');
    await list(DANA, (message) => words(message).includes('set aside, not for hunting'));
    await w.slack.hands.command(DANA, '/irs-hunt lines aside 202 999');
    await w.whisper(DANA, /There is no extension 999/);
    await w.slack.hands.command(DANA, '/irs-hunt lines aside 202');
    await w.whisper(DANA, /^Set aside: 202/);
    expect((await w.start(DANA, { 'Call from': ['203'] }))['Call from']).toBeUndefined();
    await w.message(/on 1 line/);
    await w.slack.hands.command(DANA, '/irs-hunt lines back 201 202');
    await w.whisper(DANA, /^Back for hunting: 201, 202/);
    await w.slack.hands.command(SAM, '/irs-hunt lines aside 203');
    await w.whisper(SAM, /^Only admins can do that/);
    const entries = (await audited('lines')).map(({ by, outcome, about }) => [by, outcome, about]);
    expect(entries).toEqual([
      [SAM, 'refused', 'set-line-aside'],
      [DANA, 'done', 'extension 201, 202'],
      [DANA, 'done', 'extension 202'],
      [DANA, 'done', 'extension 201'],
    ]);
  });

  it('sync answers with the result of a short one, and refuses members', async () => {
    const { directory, state } = changeable(2);
    w = await world({ directory });
    await w.slack.hands.command(DANA, '/irs-hunt lines sync all');
    await w.whisper(DANA, /^Synced in 9 min: 300 of 1,000 extensions can place calls; 420 were checked/);
    expect(state.everything).toBe(true);
    await w.slack.hands.command(SAM, '/irs-hunt lines sync');
    await w.whisper(SAM, /^Only admins can do that/);
  });

  it('sync of a large account is told in a direct message that is edited until it is over', async () => {
    const { directory, state } = changeable(2);
    w = await world({ directory });
    let end: () => void = () => undefined;
    state.done = new Promise((resume) => {
      end = resume;
    });
    state.progress = { began: T0, looked: 240, of: 412, endsAt: T0 + 240_000 };
    await w.slack.hands.command(DANA, '/irs-hunt lines sync');
    await w.whisper(DANA, /is already running. Checked 240 of 412 extensions, about 4 minutes left/);
    const told = await w.message(/^Checked 240 of 412 extensions, about 4 minutes left/);
    await w.slack.hands.command(SAM, '/irs-hunt lines');
    await list(SAM, ({ text }) => text.includes('Checked 240 of 412'));
    end();
    const over = await w.message(/^Synced in|restarting/);
    expect(over.ts).toBe(told.ts);
  });
});

describe('what a person may call from', () => {
  const own: Extension = {
    ...{ id: '104104', number: '104', name: 'Alex Kim', email: 'alex@example.com', enabled: true },
    line: { ...line(9), id: '104104', extensionId: '104104', extensionNumber: '104', name: 'Alex Kim' },
  };

  it('a member: their own extension and nothing else, in the form, its search and at once', async () => {
    w = await world({ directory: changeable(3, [own]).directory, pools: [] });
    await w.slack.hands.command(ALEX, '/irs-hunt');
    const modal = await w.slack.hands.awaitModal(ALEX, WITHIN_MS, 'Start a hunt');
    expect(JSON.stringify(modal.blocks)).toContain('104 · Alex Kim');
    expect(JSON.stringify(modal.blocks)).not.toContain('201 · Line 1');
    await expect(modal.fill('Call from', ['201'])).rejects.toThrow('offers no “201”');
    modal.close();
    await w.slack.hands.command(ALEX, '/irs-hunt start');
    await w.message(/on 1 line/);
    expect((await w.hunts.open())[0]?.lines.map(({ id }) => id)).toEqual(['104104']);
  });

  it('a member without one is told why and what to do', async () => {
    w = await world({ lines: 3, pools: [] });
    await w.slack.hands.command(SAM, '/irs-hunt start');
    const said = await w.whisper(SAM, /You have no line to call from/);
    expect(said).toContain('Your own extension 102 cannot place calls. it has no device that can be listened to');
    expect(said).toContain('Ask an admin to open a pool');
    await w.slack.hands.command(ALEX, '/irs-hunt start');
    await w.whisper(ALEX, /no phone extension has your Slack e-mail address/);
    await w.slack.hands.command(SAM, '/irs-hunt');
    const modal = await w.slack.hands.awaitModal(SAM, WITHIN_MS, 'Start a hunt');
    expect(JSON.stringify(modal.blocks)).toContain('You have no line to call from');
  });

  it('a member whose e-mail address two extensions have is told so, with the one thing to do', async () => {
    const twin = { ...own, id: '105105', number: '105', name: 'Alex Kim (home)' };
    w = await world({ directory: changeable(3, [own, twin]).directory, pools: [] });
    await w.slack.hands.command(ALEX, '/irs-hunt start');
    const said = await w.whisper(ALEX, /You have no line to call from/);
    expect(said).toContain(
      'You have no line to call from. Several extensions have your e-mail address (104, 105), so I don’t know which is yours. `/irs-hunt me` lets you say which one is.',
    );
    expect(said).not.toContain('pool');
  });

  it('a form with lines the person may not use is refused at its field, and audited', async () => {
    const tax = { id: 'tax', name: 'Tax', lineIds: ['line-1', 'line-2'], members: [SAM], groups: [] };
    w = await world({ directory: changeable(3, [own]).directory, pools: [tax] });
    await w.slack.hands.command(SAM, '/irs-hunt');
    const sams = await w.slack.hands.awaitModal(SAM, WITHIN_MS, 'Start a hunt');
    await sams.fill('Call from', ['201', '202']);
    await w.slack.hands.command(DANA, '/irs-hunt pools');
    const pools = await w.slack.hands.awaitMessage(({ text }) => /^1 pool/.test(text), WITHIN_MS);
    await w.slack.hands.press(DANA, pools, 'Delete');
    await w.whisper(DANA, /^Deleted the pool/);
    expect((await sams.submit())['Call from']).toContain('You may not call from 201, 202. Choose lines from the list');
    sams.close();
    await w.slack.hands.command(ALEX, '/irs-hunt');
    const modal = await w.slack.hands.awaitModal(ALEX, WITHIN_MS, 'Start a hunt');
    await modal.fill('Call from', ['104']);
    await w.slack.hands.command(DANA, '/irs-hunt lines aside 104');
    await w.whisper(DANA, /^Set aside/);
    const errors = await modal.submit();
    expect(errors['Call from']).toContain('Set aside, not for hunting: 104');
    expect(w.hunts.started).toBe(0);
    expect((await audited('start-hunt')).map(({ by, outcome, about, why }) => [by, outcome, about, why])).toEqual([
      [ALEX, 'refused', 'extension 104', 'set aside'],
      [SAM, 'refused', 'extension 201, 202', 'not their own line, nor in a pool open to them'],
    ]);
  });
});
