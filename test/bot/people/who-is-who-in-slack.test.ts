import { afterEach, describe, expect, it } from 'vitest';
import type { Directory, Extension } from '../../../src/hunter/ports/directory.js';
import type { CodeRequest, SpokenOutcome } from '../../../src/hunter/ports/phone.js';
import { T0 } from '../../hunter/support/fixtures.js';
import { ALEX, DANA, directoryOf, SAM, WITHIN_MS, type World, type WorldOptions, world } from '../support/world.js';

let w: World;
/** Calls that still ring. */
const ringing: ((outcome: SpokenOutcome) => void)[] = [];
afterEach(() => {
  for (const end of ringing.splice(0)) end({ outcome: 'spoken' });
  return w.stop();
});

/** A directory that a test can change, with a phone of Sam's and an extension that nobody's address leads to. */
function changing(change: (all: readonly Extension[]) => readonly Extension[] = (all) => all) {
  const base = directoryOf(6);
  const spare: Extension = { id: '105105', number: '105', name: 'Front Office', enabled: true };
  const state = {
    extensions: change([
      ...base
        .extensions()
        .map((each) =>
          each.number === '102' ? { ...each, phones: [{ number: '+12025550177', name: 'Desk' }] } : each,
        ),
      spare,
    ]),
  };
  const directory: Directory = {
    ...base,
    extensions: () => state.extensions,
    numbers: () => [...base.numbers(), { number: '+12025550101', name: 'Dana Reyes', extensionId: '101101' }],
  };
  return { state, directory };
}

async function open(options: WorldOptions = {}) {
  const { state, directory } = changing();
  w = await world({ directory, ...options });
  return state;
}

/** A phone whose next calls end as told, when told. */
function phoneByHand() {
  const calls: CodeRequest[] = [];
  return {
    calls,
    /** The code of the call that rings now. */
    async code() {
      await expect.poll(() => ringing.length, { timeout: WITHIN_MS }).toBe(1);
      return calls.at(-1)?.digits ?? '';
    },
    end: (outcome: SpokenOutcome) => ringing.shift()?.(outcome),
    speakCode: (request: CodeRequest) => {
      calls.push(request);
      return new Promise<SpokenOutcome>((resolve) => ringing.push(resolve));
    },
  };
}

const me = async (who: string) => {
  await w.slack.hands.command(who, '/irs-hunt me');
  await expect.poll(() => words(who), { timeout: WITHIN_MS }).not.toMatch(/One moment|^$/);
  return w.slack.hands.awaitModal(who, WITHIN_MS, 'Who you are');
};
const words = (who: string) => {
  const modal = w.slack.hands.modal(who);
  return modal === undefined ? '' : `${modal.title} ${JSON.stringify(modal.blocks)}`;
};
const shows = (who: string, text: RegExp) => expect.poll(() => words(who), { timeout: WITHIN_MS }).toMatch(text);
const audited = async () => {
  await w.audit.flush();
  const all = await w.audit.read({ from: T0, to: T0 + 3_600_000, limit: 100 });
  return all.filter(({ act }) => act === 'link').map(({ by, outcome, about, why }) => ({ by, outcome, about, why }));
};

async function callTo(who: string, extension: string) {
  const modal = await me(who);
  await modal.press('Say which extension is mine').catch(() => modal.press('Another extension is mine'));
  const prove = await w.slack.hands.awaitModal(who, WITHIN_MS, 'Prove an extension');
  await prove.fill('Your extension', extension);
  return prove.submit();
}

describe('`/irs-hunt me`', () => {
  it('says whom the bot takes the person for and how it knows', async () => {
    await open();
    await me(SAM);
    await shows(SAM, /extension 102, Sam Ortiz\*: it has your Slack e-mail address/);
    await me(ALEX);
    await shows(ALEX, /No phone extension has your Slack e-mail address/);
  });

  it('two extensions with one address are nobody’s, and a disabled one or a queue does not count', async () => {
    const twin: Extension = { id: '1', number: '901', name: 'Old Dana', email: 'DANA@example.com', enabled: true };
    const { directory } = changing((all) => [
      ...all,
      twin,
      { ...twin, id: '2', number: '902', email: 'sam@example.com', enabled: false },
      { ...twin, id: '3', number: '903', email: 'sam@example.com', impersonal: true },
    ]);
    w = await world({ directory });
    await me(DANA);
    await shows(DANA, /Several extensions have your e-mail address \(101, 901\)/);
    await me(SAM);
    await shows(SAM, /extension 102, Sam Ortiz/);
    await w.slack.hands.command(DANA, '/irs-hunt start');
    expect(await w.whisper(DANA, /Several extensions/)).toContain('/irs-hunt me');
    expect(w.hunts.started).toBe(0);
  });

  it('keeps where a person is rung: their phone, not another person’s, and it is what a start uses', async () => {
    const state = await open();
    const modal = await me(SAM);
    await expect(modal.fill('Where to ring you', 'Dana Reyes')).rejects.toThrow(/offers no/);
    await modal.fill('Where to ring you', 'My phone Desk');
    expect(await modal.submit()).toEqual({});
    await shows(SAM, /Saved.*Desk/);
    await w.slack.hands.command(SAM, '/irs-hunt start practice 1');
    await w.message(/^Hunting/);
    expect((await w.hunts.open())[0]?.ringTarget).toEqual({ kind: 'number', number: '+12025550177', name: 'Desk' });

    state.extensions = state.extensions.map(({ phones: _, ...each }) => each);
    await w.slack.hands.command(SAM, '/irs-hunt start practice-direct 1');
    expect(await w.whisper(SAM, /is no longer available/)).toContain('I ring your extension');
    expect((await w.hunts.open()).at(-1)?.ringTarget).toMatchObject({ kind: 'extension', extensionNumber: '102' });
  });

  it('whoever takes a call is rung where they chose, never on the phone of who asked for it', async () => {
    await open();
    const modal = await me(SAM);
    await modal.fill('Where to ring you', 'My phone Desk');
    await modal.submit();
    expect(await w.start(SAM)).toEqual({});
    await w.message(/started this hunt/);
    const [state] = await w.hunts.open();
    const id = state?.huntId ?? '';
    expect(state?.ringTarget).toMatchObject({ kind: 'number', number: '+12025550177' });
    await w.hunts.agent(id, await w.hunts.hold(id, state?.lines[0]?.id ?? ''));
    await w.hunts.wait(id, 16_000);
    const message = await w.message(/Anyone here can take it/);
    await w.slack.hands.press(DANA, message, 'Take the call');
    await w.whisper(DANA, /extension 101 is ringing/);
  });
});

describe('a code', () => {
  it('that was heard and typed makes the extension theirs, while it is still being repeated', async () => {
    const phone = phoneByHand();
    await open({ speakCode: phone.speakCode });
    expect(await callTo(ALEX, '105')).toEqual({});
    await shows(ALEX, /Extension \*105\* is ringing/);
    const said = await phone.code();
    expect(phone.calls[0]).toMatchObject({ target: { extensionNumber: '105' } });
    expect(await w.store.get(`proof:${ALEX}`)).not.toContain(said);
    const form = w.slack.hands.modal(ALEX);
    await form?.fill('The code you hear', said.replace(/(...)/, '$1 '));
    expect(await form?.submit()).toEqual({});
    await shows(ALEX, /Proved: \*extension 105, Front Office/);
    phone.end({ outcome: 'spoken' });
    await me(ALEX);
    await shows(ALEX, /extension 105, Front Office\*: you proved it with a code on/);
    await w.slack.hands.command(ALEX, '/irs-hunt start practice 1');
    await w.message(/^Hunting/);
    expect((await w.hunts.open())[0]?.ringTarget).toMatchObject({ extensionNumber: '105' });
    expect(await audited()).toMatchObject([{ by: ALEX, outcome: 'done', about: `${ALEX}: extension 105` }]);
    expect(JSON.stringify([await audited(), w.logged])).not.toContain(said);
    expect(await w.store.get(`proof:${ALEX}`)).toBeUndefined();
  });

  it('that is wrong three times is void, and the right one does not help any more', async () => {
    const phone = phoneByHand();
    await open({ speakCode: phone.speakCode });
    await callTo(ALEX, '105');
    await shows(ALEX, /is ringing/);
    const wrong = (await phone.code()) === '000000' ? '111111' : '000000';
    const tries: unknown[] = [];
    const modal = w.slack.hands.modal(ALEX);
    for (const typed of ['12', wrong, wrong]) {
      await modal?.fill('The code you hear', typed);
      tries.push(await modal?.submit());
    }
    expect(tries).toEqual([
      { 'The code you hear': 'A code has six digits.' },
      { 'The code you hear': 'That is not the code. 2 tries are left.' },
      { 'The code you hear': 'That is not the code. One try is left.' },
    ]);
    await modal?.fill('The code you hear', wrong);
    expect(await modal?.submit()).toEqual({});
    await shows(ALEX, /wrong three times/);
    await me(ALEX);
    await shows(ALEX, /No phone extension/);
    expect((await audited()).map(({ outcome }) => outcome)).toEqual(['refused', 'refused', 'refused']);
  });

  it.each([
    ['unanswered', /Nobody took the call at extension 105/],
    ['busy', /Extension 105 is busy/],
    ['voicemail', /voicemail of extension 105 answered, and I don’t leave the code there/],
    ['refused', /could not be called. It was refused./],
  ] as const)('%s: the form says so and can be sent again', async (outcome, says) => {
    const phone = phoneByHand();
    await open({ speakCode: phone.speakCode });
    await callTo(ALEX, '105');
    await shows(ALEX, /is ringing/);
    await phone.code();
    phone.end({ outcome, reason: 'It was refused.' });
    await shows(ALEX, says);
    expect(w.slack.hands.modal(ALEX)?.labels).toEqual(['Your extension']);
  });

  it('needs a line that no hunt uses', async () => {
    const phone = phoneByHand();
    await open({ speakCode: phone.speakCode, limits: { lines: 3 } });
    await w.slack.hands.command(DANA, '/irs-hunt start practice 3');
    await w.message(/^Hunting/);
    expect(await callTo(ALEX, '105')).toEqual({
      'Your extension': 'No line is free to call from right now. Try again in a few minutes.',
    });
    expect(phone.calls).toEqual([]);
  });

  it('is not called for while hunting is paused', async () => {
    const phone = phoneByHand();
    await open({ speakCode: phone.speakCode });
    await w.slack.hands.command(DANA, '/irs-hunt pause');
    await w.whisper(DANA, /Hunting is paused/);
    expect((await callTo(ALEX, '105'))['Your extension']).toContain('admin has paused hunting');
    expect(phone.calls).toEqual([]);
  });

  it('on an extension that has somebody else’s address: they are told', async () => {
    const phone = phoneByHand();
    await open({ speakCode: phone.speakCode });
    await callTo(ALEX, '102');
    await shows(ALEX, /is ringing/);
    const modal = w.slack.hands.modal(ALEX);
    await modal?.fill('The code you hear', await phone.code());
    await modal?.submit();
    expect((await w.message(/Extension 102 now belongs to/)).text).toContain(`<@${ALEX}>`);
    await me(SAM);
    await shows(SAM, /it belongs to somebody else/);
  });
});

describe('an admin', () => {
  it('links and unlinks a person who was picked from Slack’s list; both are told and written down', async () => {
    await open();
    await w.slack.hands.command(DANA, '/irs-hunt link @alex 105');
    await w.whisper(DANA, /Extension 105 \(Front Office\) now belongs to <@U0ALEX>/);
    await w.message(/told me that extension 105/);
    await me(ALEX);
    await shows(ALEX, /<@U0DANA> confirmed it on/);
    await w.slack.hands.command(DANA, '/irs-hunt unlink @alex');
    await w.whisper(DANA, /is no longer linked/);
    await w.slack.hands.command(DANA, '/irs-hunt unlink @alex');
    await w.whisper(DANA, /has no link/);
    expect((await audited()).map(({ about }) => about)).toEqual([`${ALEX}: unlinked`, `${ALEX}: extension 105`]);
  });

  it('is told what is missing: person, extension, one that can be somebody’s', async () => {
    const { directory } = changing((all) => [
      ...all,
      { id: '9', number: '909', name: 'Old', enabled: false, cannotCall: 'It is disabled; enable it.' },
    ]);
    w = await world({ directory });
    const told = async (text: string, says: RegExp) => {
      await w.slack.hands.command(DANA, text);
      await w.whisper(DANA, says);
    };
    await told('/irs-hunt link alex 105', /Give a person and an extension/);
    await told('/irs-hunt link @alex 999', /There is no extension 999/);
    await told('/irs-hunt link @alex 909', /cannot belong to a person: It is disabled/);
    await told('/irs-hunt unlink', /Give a person: /);
  });

  it('a member is none: refused, and written down', async () => {
    await open();
    await w.slack.hands.command(SAM, '/irs-hunt link @sam 101');
    await w.whisper(SAM, /Only admins can do that/);
    expect(await audited()).toMatchObject([{ by: SAM, outcome: 'refused', why: 'not-admin' }]);
    await me(SAM);
    await shows(SAM, /extension 102/);
  });
});

describe('an extension that is disabled', () => {
  it('is nobody’s at once; its person is told once and by one process, and the link is gone', async () => {
    const state = await open();
    await w.slack.hands.command(DANA, '/irs-hunt link @alex 105');
    await w.whisper(DANA, /now belongs to <@U0ALEX>/);
    state.extensions = state.extensions.map((each) => (each.number === '105' ? { ...each, enabled: false } : each));
    await me(ALEX);
    await shows(ALEX, /No phone extension/);
    // A process that starts looks at once, and so do two.
    await Promise.all([w.anotherBot().start(), w.anotherBot().start()]);
    await w.message(/Extension 105 is no longer in use/);
    await expect.poll(audited, { timeout: WITHIN_MS }).toContainEqual({
      by: 'the-bot',
      outcome: 'done',
      about: `${ALEX}: unlinked`,
      why: 'Extension 105: no longer in use',
    });
    const told = w.slack.hands.messages().filter(({ text }) => text.includes('no longer in use'));
    expect(told).toHaveLength(1);
    expect(await w.store.get('shared:links')).toBe('[]');
  });
});
