import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Hands } from '../../../sandbox/slack/hands.js';
import { CALLS, DANA, KIM, SAM, WITHIN_MS, type World, world } from '../support/world.js';

let w: World;
beforeEach(async () => {
  w = await world();
});
afterEach(() => w.stop());

describe('/irs-hunt', () => {
  it('start begins at once with free lines and the own extension, and says nothing but the board', async () => {
    await w.slack.hands.command(SAM, '/irs-hunt start');
    await w.message(/^Hunting for an agent at Practice line for <@U0SAM>, on 3 lines/);
    const [state] = await w.hunts.open();
    expect(state?.ringTarget).toMatchObject({ kind: 'extension', extensionNumber: '102' });
  });

  it('start takes a destination and how many lines, and leaves lines of other hunts alone', async () => {
    await w.slack.hands.command(DANA, '/irs-hunt start practice 2');
    await w.message(/^Hunting .* on 2 lines/);
    await w.slack.hands.command(SAM, '/irs-hunt start practice-direct 3');
    await w.message(/<@U0SAM>, on 3 lines/);
    const lines = (await w.hunts.open()).flatMap((state) => state.lines.map(({ id }) => id));
    expect(new Set(lines).size).toBe(5);
  });

  it('start says what is free when fewer lines are than asked for', async () => {
    await w.slack.hands.command(DANA, '/irs-hunt start practice 5');
    await w.message(/^Hunting .* on 5 lines/);
    await w.slack.hands.command(SAM, '/irs-hunt start practice 2');
    expect(await w.whisper(SAM, /Only 1 of 2 lines/)).toContain('start practice 1');
    await w.slack.hands.command(SAM, '/irs-hunt start practice 99');
    await w.whisper(SAM, /1 to 5 lines, not 99/);
  });

  it('start with a near miss asks whether another destination was meant', async () => {
    await w.slack.hands.command(DANA, '/irs-hunt start practise');
    expect(await w.whisper(DANA, /Did you mean/)).toContain('`/irs-hunt start practice`');
    await w.slack.hands.command(DANA, '/irs-hunt start <!channel>');
    expect(await w.whisper(DANA, /You can call/)).toContain('&lt;!channel&gt;');
    expect(w.hunts.started).toBe(0);
  });

  it('status tells of every hunt, lines of every extension and why it cannot call, help how it is used', async () => {
    await w.slack.hands.command(DANA, '/irs-hunt status');
    await w.whisper(DANA, /No hunt is running/);
    await w.slack.hands.command(DANA, '/irs-hunt start');
    await w.message(/^Hunting/);
    await w.slack.hands.command(SAM, '/irs-hunt status');
    expect(await w.whisper(SAM, /Hunting: Practice line/)).toContain('<@U0DANA> on 3 lines');
    await w.slack.hands.command(SAM, '/irs-hunt lines');
    await w.whisper(SAM, /^6 lines can call, 2 cannot/);
    const lines = w.slack.hands.messages().find(({ text }) => /^6 lines can call/.test(text));
    expect(JSON.stringify(lines?.blocks)).toContain('add one of the kind');
    await w.slack.hands.command(SAM, '/irs-hunt help');
    await w.whisper(SAM, /waits on hold for you/);
  });

  it('stop stops the only hunt of the person, and asks which one when there are several', async () => {
    await w.slack.hands.command(DANA, '/irs-hunt start practice 1');
    await w.message(/^Hunting/);
    await w.slack.hands.command(SAM, '/irs-hunt stop');
    await w.whisper(SAM, /You have no hunt running/);
    await w.slack.hands.command(DANA, '/irs-hunt stop');
    await w.whisper(DANA, /Stopping your hunt/);
    await w.message(/^Stopped/);
    await w.slack.hands.command(DANA, '/irs-hunt stop');
    await w.whisper(DANA, /^No hunt is running/);
  });

  it('an unknown word gets usage, a near miss a proposal', async () => {
    await w.slack.hands.command(DANA, '/irs-hunt staus');
    expect(await w.whisper(DANA, /Did you mean/)).toContain('`/irs-hunt status`');
    await w.slack.hands.command(DANA, `/irs-hunt ${'x'.repeat(5_000)}`);
    await w.whisper(DANA, /I don’t know “x{40}”/);
  });
});

describe('the form', () => {
  it('says at each field what is wrong, and starts nothing', async () => {
    const errors = await w.start(DANA, {
      'Call from': ['201', '202'],
      'How many agents': '3',
      Note: 'client 123-45-6789',
    });
    expect(errors['Call from']).toBe('3 agents need at least 3 lines.');
    expect(errors.Note).toContain('Leave tax numbers out');
    expect(w.hunts.started).toBe(0);
  });

  it('refuses a person without an extension who leaves the place to ring as it is', async () => {
    const errors = await w.start('U0ALEX');
    expect(errors['Where to ring you']).toContain('choose a number or a call queue');
  });

  it('offers call queues and numbers of the firm to be rung at', async () => {
    expect(await w.start('U0ALEX', { 'Where to ring you': 'Call queue 300' })).toEqual({});
    await w.message(/^Hunting/);
    expect((await w.hunts.open())[0]?.ringTarget).toEqual({
      kind: 'call-queue',
      extensionId: '300300',
      extensionNumber: '300',
      name: 'Tax calls',
    });
  });

  it('refuses lines that another hunt holds', async () => {
    await w.start(DANA, { 'Call from': ['201'] });
    await w.message(/^Hunting/);
    const errors = await w.start(SAM, { 'Call from': ['201', '202'] });
    expect(errors['Call from']).toContain('In another hunt now: 201');
  });

  it('explains in the form how many extensions cannot be chosen', async () => {
    await w.slack.hands.command(DANA, '/irs-hunt');
    const modal = await w.slack.hands.awaitModal(DANA, WITHIN_MS);
    expect(JSON.stringify(modal.blocks)).toContain('2 more extensions cannot place calls');
  });
});

describe('a channel the bot is not in', () => {
  it('is told how to invite it, and nothing is started', async () => {
    const inLobby = (text: string) => (w.slack.hands as Hands).command(DANA, text, 'C0LOBBY');
    await inLobby('/irs-hunt start');
    await w.whisper(DANA, /invite @Hold Hunter/);
    await inLobby('/irs-hunt');
    const modal = await w.slack.hands.awaitModal(DANA, WITHIN_MS);
    expect((await modal.submit())['Phone line to reach']).toContain('/invite @Hold Hunter');
    expect(w.hunts.started).toBe(0);
  });
});

describe('a Slack that does not open the form', () => {
  it('is explained, and typing again is all there is to do', async () => {
    w.slack.fault({ method: 'views.open', kind: '500', times: 1 });
    const { acknowledgedMs } = await w.slack.hands.command(DANA, '/irs-hunt');
    expect(acknowledgedMs).not.toBeNull();
    await w.whisper(DANA, /Type `\/irs-hunt` again/);
  });
});

describe('buttons', () => {
  it('of hunts that never were, or with nonsense in them, are answered politely', async () => {
    await w.slack.hands.command(DANA, '/irs-hunt start');
    const board = await w.message(/^Hunting/);
    const forge = async (value: string, text: RegExp, actionId = 'take-call') => {
      const element = { type: 'button', action_id: actionId, text: { type: 'plain_text', text: 'Forged' }, value };
      const forged = { ...board, blocks: [{ type: 'actions', block_id: 'b', elements: [element] }] };
      await w.slack.hands.press(KIM, forged, 'Forged');
      await w.whisper(KIM, text);
    };
    await forge('{"hunt":"never","offer":"was"}', /This hunt is over/);
    await forge('not json', /I don’t know this button/);
    await forge('{}', /This button no longer works/, 'take-the-moon');
    const [state] = await w.hunts.open();
    await forge(JSON.stringify({ hunt: state?.huntId, offer: 'offer-99' }), /This call is over/);
    await forge(JSON.stringify({ hunt: state?.huntId }), /not part of the hunt/, 'drop-line');
  });

  it('survive a fault inside: the person gets a sentence with a reference that is in the log', async () => {
    await w.slack.hands.command(DANA, '/irs-hunt start');
    await w.message(/^Hunting/);
    w.hunts.state = async () => {
      throw new Error('the store is on fire, call +1 202 555 0123');
    };
    const board = await w.message(/^Hunting/);
    await w.slack.hands.press(DANA, board, 'Stop the hunt');
    const reference = /reference ([0-9a-f]{6})/.exec(await w.whisper(DANA, /wrong on our side/))?.[1];
    const line = w.logged.find((each) => each.reference === reference);
    expect(line).toMatchObject({ listener: 'stop-hunt' });
    expect(JSON.stringify(line)).not.toContain('555');
  });
});

describe('the home tab', () => {
  it('shows my hunts and those of others, with a button to stop for whom may', async () => {
    await w.slack.hands.command(DANA, '/irs-hunt start practice 1');
    await w.message(/^Hunting/);
    w.slack.hands.openHome(KIM);
    const home = await w.slack.hands.awaitHome(
      KIM,
      ({ blocks }) => JSON.stringify(blocks).includes('Hunting'),
      WITHIN_MS,
    );
    const words = JSON.stringify(home.blocks);
    expect(words).toContain('You have no hunt running.');
    expect(words).toContain(`<#${CALLS}>`);
    w.slack.hands.openHome(SAM);
    const others = await w.slack.hands.awaitHome(
      SAM,
      ({ blocks }) => JSON.stringify(blocks).includes('Hunting'),
      WITHIN_MS,
    );
    expect(JSON.stringify(others.blocks)).not.toContain('Stop the hunt');
    await home.press('Stop the hunt');
    await w.message(/^Stopped/);
  });
});
