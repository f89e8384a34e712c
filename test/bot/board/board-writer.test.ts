import { afterEach, describe, expect, it } from 'vitest';
import { destination, policy } from '../../hunter/support/fixtures.js';
import { DANA, directoryOf, type World, world } from '../support/world.js';

let w: World;
afterEach(() => w.stop());

const boards = () => w.slack.hands.messages().filter(({ threadTs, text }) => !threadTs && /Practice line/.test(text));
const offers = () => w.slack.hands.messages().filter(({ text }) => /Agent on the line/.test(text));

async function hunting(): Promise<string> {
  await w.start(DANA);
  await w.message(/started this hunt/);
  return (await w.hunts.open())[0]?.huntId ?? '';
}

describe('the board writer', () => {
  it('posts board and offer once although the answers of the posts were lost', async () => {
    w = await world();
    w.slack.fault({ method: 'chat.postMessage', kind: 'lost-answer', times: 1 });
    const id = await hunting();
    expect(boards()).toHaveLength(1);
    w.slack.fault({ method: 'chat.postMessage', kind: 'lost-answer', times: 1 });
    const callId = await w.hunts.hold(id, 'line-1');
    await w.hunts.agent(id, callId);
    const offer = await w.message(/Agent on the line/);
    // The button works only once the bot knows its message again; taking it edits the one that is there.
    await w.slack.hands.press(DANA, offer, 'Take the call');
    await w.message(/is taking the call .* the phone is ringing/);
    expect(offers()).toHaveLength(0);
  });

  it('brings a board up to date that it finds again, when the hunt is over meanwhile', async () => {
    w = await world();
    w.slack.fault({ method: 'chat.postMessage', kind: 'lost-answer', times: 1 });
    await w.start(DANA);
    await expect.poll(() => boards().length).toBe(1);
    const huntId = (await w.hunts.open())[0]?.huntId ?? '';
    await w.hunts.request(huntId, { type: 'cancel', by: DANA });
    await w.message(/^Stopped/);
    expect(boards()).toHaveLength(1);
  });

  it('posts an offer although edits and thread lines are held up by a rate limit', async () => {
    w = await world();
    const id = await hunting();
    w.slack.fault({ method: 'chat.update', kind: '429', times: 3, retryAfterS: 30 });
    const callId = await w.hunts.hold(id, 'line-1');
    await w.hunts.agent(id, callId);
    await w.message(/Agent on the line/);
  });

  it('tries an offer again at once when Slack answers with a fault', async () => {
    w = await world();
    const id = await hunting();
    w.slack.fault({ method: 'chat.postMessage', kind: '500', times: 2 });
    const callId = await w.hunts.hold(id, 'line-1');
    await w.hunts.agent(id, callId);
    await w.message(/Agent on the line/);
    expect(offers()).toHaveLength(1);
  });

  it('goes on with the same messages after a restart, and tells what happened meanwhile', async () => {
    w = await world();
    const id = await hunting();
    const callId = await w.hunts.hold(id, 'line-1');
    await w.hunts.agent(id, callId);
    const offer = await w.message(/Agent on the line/);
    await w.bot.stop();
    const claim = { type: 'claim', offerId: 'o', claimId: 'c1', by: DANA } as const;
    const state = await w.hunts.state(id);
    const offerId = state?.offers[0]?.id ?? '';
    const target = state?.ringTarget ?? { kind: 'number', number: '+18005550100', name: '' };
    await w.hunts.request(id, { ...claim, offerId, ringTarget: target });
    await w.hunts.report(id, { type: 'hand-over-began', claimId: 'c1' });
    await w.hunts.report(id, {
      type: 'hand-over-ended',
      claimId: 'c1',
      result: { outcome: 'connected', way: 'bridge' },
    });

    await w.anotherBot().start();
    await w.message(/^Connected/);
    await w.message(new RegExp(`<@${DANA}> took the call`));
    await w.message(/and the agent are connected/);
    expect(boards()).toHaveLength(1);
    expect(w.slack.hands.messages().find(({ ts }) => ts === offer.ts)?.text).toMatch(/took the call/);
  });

  it('lets the old button work after a restart', async () => {
    w = await world();
    const id = await hunting();
    const callId = await w.hunts.hold(id, 'line-1');
    await w.hunts.agent(id, callId);
    const offer = await w.message(/Agent on the line/);
    await w.bot.stop();
    await w.anotherBot().start();
    await w.slack.hands.press(DANA, offer, 'Take the call');
    await w.whisper(DANA, /It is yours/);
  });

  it('two bots on one store write each message once', async () => {
    w = await world();
    await w.anotherBot().start();
    const id = await hunting();
    const callId = await w.hunts.hold(id, 'line-1');
    await w.hunts.agent(id, callId);
    const offer = await w.message(/Agent on the line/);
    await w.slack.hands.press(DANA, offer, 'Take the call');
    await w.message(/is taking the call .* the phone is ringing/);
    expect(boards()).toHaveLength(1);
    expect(offers()).toHaveLength(0);
    expect(w.slack.hands.messages().filter(({ text }) => /started this hunt/.test(text))).toHaveLength(1);
  });

  it('sends a form again without starting a second hunt', async () => {
    w = await world();
    await w.slack.hands.command(DANA, '/irs-hunt');
    const modal = await w.slack.hands.awaitModal(DANA, 8_000);
    await Promise.allSettled([modal.submit(), modal.submit()]);
    await w.message(/^Hunting/);
    expect(w.hunts.started).toBe(1);
  });

  it('writes the end of a hunt before it stops, without waiting for its next turn', async () => {
    w = await world();
    const id = await hunting();
    await w.hunts.request(id, { type: 'cancel', by: 'the-bot' });
    await w.bot.stop();
    const texts = w.slack.hands.messages().map(({ text }) => text);
    expect(texts.some((text) => /^Stopped/.test(text))).toBe(true);
    expect(texts.join()).toContain('Hold Hunter (restarting) stopped the hunt');
  });

  it('puts the board and the offer into a direct message when the channel does not let it in', async () => {
    w = await world();
    const [firstLine] = directoryOf(1)
      .extensions()
      .flatMap(({ line }) => (line === undefined ? [] : [line]));
    if (firstLine === undefined) throw new Error('no line');
    const ringTarget = { kind: 'number', number: '+18005550100', name: 'Main number' } as const;
    const wish = {
      requester: DANA,
      channel: 'C0LOBBY',
      destination,
      lines: [firstLine],
      wanted: 1,
      ringTarget,
      note: '',
    };
    const { state } = await w.hunts.start({ ...wish, policy });
    const board = await w.message(/I can’t post in <#C0LOBBY>.*Hunting/);
    expect(board.channel).toMatch(/^D/);
    await w.message(/started this hunt/);
    await w.hunts.agent(state.huntId, await w.hunts.hold(state.huntId, 'line-1'));
    expect((await w.message(/Agent on the line/)).channel).toBe(board.channel);
  });
});
