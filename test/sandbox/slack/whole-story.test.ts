import { afterEach, describe, expect, it } from 'vitest';
import type { Slack } from '../../../sandbox/world.js';
import { listenAsHuntBot } from './hunt-bot.js';
import { DANA, httpBot, practiceSlack, SAM, socketBot } from './world.js';

const WITHIN_MS = 60_000;

describe.each(['socket', 'http'] as const)('a real Bolt app in %s mode', (mode) => {
  const stops: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  });

  async function start(): Promise<Slack> {
    let url = '';
    const { slack } = await practiceSlack({ mode, botUrl: () => url });
    stops.push(slack.stop);
    const bot = mode === 'socket' ? await socketBot(slack, listenAsHuntBot) : await httpBot(slack, listenAsHuntBot);
    if ('url' in bot && typeof bot.url === 'string') url = bot.url;
    stops.push(bot.stop);
    return slack;
  }

  it('goes from the command over the form to the board, the offer, the claim and the late click', async () => {
    const { hands } = await start();
    const typed = await hands.command(DANA, '/irs-hunt');
    expect(typed.acknowledgedMs).not.toBeNull();

    const modal = await hands.awaitModal(DANA, WITHIN_MS, 'Start a hunt');
    expect(modal.labels).toEqual([
      'Phone line to reach',
      'Call from',
      'How many agents',
      'Where to ring you',
      'Tell me',
      'Note',
    ]);
    await modal.fill('Phone line to reach', 'Practitioners');
    expect(await modal.submit()).toEqual({ 'Call from': 'Please complete this required field.' });
    await modal.fill('Call from', { first: 4 });
    expect(await modal.submit()).toEqual({ 'Call from': 'Choose at most 3 lines.' });
    await modal.fill('Call from', ['201', '203']);
    await modal.fill('How many agents', '12');
    expect(await modal.submit()).toEqual({ 'How many agents': 'Please enter 9 or less.' });
    await modal.fill('How many agents', '2');
    await modal.fill('Note', 'the usual client');
    expect(await modal.submit()).toEqual({});
    expect(hands.modal(DANA)).toBeUndefined();

    const board = await hands.awaitMessage((message) => message.text.startsWith('Hunting'), WITHIN_MS);
    expect(JSON.stringify(board.blocks)).toContain('the usual client');
    const offer = await hands.awaitMessage((message) => message.text.includes('Agent on the line'), WITHIN_MS);
    expect(offer.threadTs).toBe(board.ts);

    await hands.press(SAM, offer, 'Take the call');
    const connected = await hands.awaitMessage((message) => message.text.startsWith('Connected'), WITHIN_MS);
    expect(connected).toMatchObject({ ts: board.ts, edits: 1 });
    await hands.press(DANA, offer, 'Take the call');
    const late = await hands.awaitMessage((message) => message.ephemeralFor === DANA, WITHIN_MS);
    expect(late.text).toContain('already taken by <@U0SAM>');
  });

  it('publishes the home tab when it is opened, and a button there opens a form', async () => {
    const { hands } = await start();
    hands.openHome(SAM);
    const home = await hands.awaitHome(SAM, () => true, WITHIN_MS);
    await home.press('Start a hunt');
    expect((await hands.awaitModal(SAM, WITHIN_MS)).title).toBe('Start a hunt');
    expect(hands.modal(DANA)).toBeUndefined();
  });

  it('shows a text given with the acknowledgement, only to who typed', async () => {
    const { hands } = await start();
    expect((await hands.command(SAM, '/irs-hunt help')).shown).toBe('Usage: /irs-hunt');
    expect(hands.messages()).toMatchObject([{ ephemeralFor: SAM, text: 'Usage: /irs-hunt' }]);
    expect((await hands.command(SAM, '/irs-hint')).shown).toContain('is not a valid command');
  });
});
