import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SlackMessage } from '../../../sandbox/world.js';
import { ALEX, DANA, KIM, SAM, WITHIN_MS, type World, world } from '../support/world.js';

let w: World;
beforeEach(async () => {
  w = await world();
});
afterEach(() => w.stop());

async function huntId(): Promise<string> {
  const [state] = await w.hunts.open();
  return state?.huntId ?? 'no hunt';
}

async function offer(): Promise<{ huntId: string; callId: string; message: SlackMessage }> {
  expect(await w.start()).toEqual({});
  await w.message(/started this hunt/);
  const id = await huntId();
  const callId = await w.hunts.hold(id, 'line-1');
  await w.hunts.agent(id, callId);
  return { huntId: id, callId, message: await w.message(/Agent on the line/) };
}

describe('a hunt in Slack', () => {
  it('is asked for in a form that has sensible choices already, and gets a board in the channel', async () => {
    const { acknowledgedMs } = await w.slack.hands.command(DANA, '/irs-hunt');
    expect(acknowledgedMs).not.toBeNull();
    const modal = await w.slack.hands.awaitModal(DANA, WITHIN_MS, 'Start a hunt');
    expect(modal.labels).toEqual(['Phone line to reach', 'Call from', 'How many agents', 'Where to ring you', 'Note']);
    await modal.fill('Phone line to reach', 'Practice line');
    await modal.fill('Call from', ['Line 1', '204']);
    await modal.fill('Where to ring you', 'My extension (101)');
    await modal.fill('Note', 'ask about <!channel> & more');
    expect(await modal.submit()).toEqual({});
    const board = await w.message(/^Hunting for an agent at Practice line/);
    expect(board.text).toContain(`<@${DANA}>`);
    expect(JSON.stringify(board.blocks)).toContain('ask about &lt;!channel&gt; &amp; more');
    const [state] = await w.hunts.open();
    expect(state?.lines.map(({ extensionNumber }) => extensionNumber)).toEqual(['201', '204']);
    expect(state?.ringTarget).toMatchObject({ kind: 'extension', extensionNumber: '101' });
  });

  it('is offered in a new message that mentions the requester, taken with one click, and told to both', async () => {
    const { huntId: id, message } = await offer();
    const board = await w.message(/^Hunting/);
    expect(message.threadTs).toBe(board.ts);
    expect(message.text).toContain(`<@${DANA}>`);
    expect(JSON.stringify(message.blocks[0])).toContain(`<@${DANA}>`);
    await w.slack.hands.press(DANA, message, 'Take the call');
    expect(await w.whisper(DANA, /It is yours/)).toContain('extension 101 is ringing');
    await w.message(/is taking the call .* the phone is ringing/);

    const late = await w.slack.hands.press(SAM, message, 'Take the call');
    expect(late.acknowledgedMs).not.toBeNull();
    expect(await w.whisper(SAM, /already taken/)).toContain(`already taken by <@${DANA}>`);

    const claimId = (await w.hunts.state(id))?.offers[0]?.claims[0]?.id ?? '';
    await w.hunts.report(id, { type: 'hand-over-began', claimId });
    await w.hunts.report(id, { type: 'hand-over-ended', claimId, result: { outcome: 'connected', way: 'bridge' } });
    await w.message(new RegExp(`<@${DANA}> took the call`));
    await w.message(/^Connected: Practice line/);
    const after = w.slack.hands.messages().find(({ ts }) => ts === message.ts);
    expect(JSON.stringify(after?.blocks)).not.toContain('button');
  });

  async function offeredToAll(id: string) {
    await w.hunts.wait(id, 16_000);
    return w.message(/Anyone here can take it/);
  }

  it('rings the clicker on their own extension when somebody else takes it', async () => {
    const { huntId: id } = await offer();
    const message = await offeredToAll(id);
    await w.slack.hands.press(SAM, message, 'Take the call');
    await w.whisper(SAM, /extension 102 is ringing/);
    const claim = (await w.hunts.state(id))?.offers[0]?.claims[0];
    expect(claim).toMatchObject({ by: SAM, ringTarget: { kind: 'extension', extensionId: '102102' } });
  });

  it('does not claim for somebody whose phone is not known, and says what to do', async () => {
    const { huntId: id } = await offer();
    const message = await offeredToAll(id);
    await w.slack.hands.press(ALEX, message, 'Take the call');
    expect(await w.whisper(ALEX, /No phone extension/)).toContain('ask your admin');
    expect((await w.hunts.state(id))?.offers[0]?.claims).toEqual([]);
    // Once somebody has it, that is what they are told.
    await w.slack.hands.press(SAM, message, 'Take the call');
    await w.whisper(SAM, /It is yours/);
    await w.slack.hands.press(ALEX, message, 'Take the call');
    expect(await w.whisper(ALEX, /already taken/)).toContain(`already taken by <@${SAM}>`);
  });

  it('lets exactly one of two simultaneous clicks win', async () => {
    const { huntId: id } = await offer();
    const message = await offeredToAll(id);
    await Promise.all([
      w.slack.hands.press(DANA, message, 'Take the call'),
      w.slack.hands.press(SAM, message, 'Take the call'),
    ]);
    await w.slack.hands.awaitMessage(({ ephemeralFor, text }) => !!ephemeralFor && /It is yours/.test(text), WITHIN_MS);
    await w.slack.hands.awaitMessage(
      ({ ephemeralFor, text }) => !!ephemeralFor && /already taken/.test(text),
      WITHIN_MS,
    );
    expect((await w.hunts.state(id))?.offers[0]?.claims).toHaveLength(1);
  });

  it('calls on the whole channel in a message of its own when nobody takes it', async () => {
    const { huntId: id } = await offer();
    await w.hunts.wait(id, 16_000);
    const widened = await w.message(/<!here>/);
    expect(widened.text).toMatch(/Agent on the line.*Anyone here can take it/);
    await w.message(/was offered again; see the newer message/);
  });

  it('announces the call anew when the hand-over failed and the agent is still there', async () => {
    const { huntId: id, message } = await offer();
    await w.slack.hands.press(DANA, message, 'Take the call');
    await w.whisper(DANA, /It is yours/);
    const claimId = (await w.hunts.state(id))?.offers[0]?.claims[0]?.id ?? '';
    await w.hunts.report(id, { type: 'hand-over-began', claimId });
    await w.hunts.wait(id, 2_000);
    await w.hunts.report(id, {
      type: 'hand-over-ended',
      claimId,
      result: { outcome: 'unanswered', reason: 'rang out' },
    });
    const again = await w.message(/Agent on the line again/);
    expect(again.ts).not.toBe(message.ts);
    await w.message(/the phone was not answered \(rang out\)/);
  });

  it('is stopped with its button, and the board says so', async () => {
    await w.start();
    const board = await w.message(/^Hunting/);
    await w.slack.hands.press(KIM, board, 'Stop the hunt');
    await w.message(/^Stopped/);
    await w.message(new RegExp(`<@${KIM}> stopped the hunt`));
  });

  it('drops a line with its button', async () => {
    await w.start();
    const board = await w.message(/^Hunting/);
    await w.slack.hands.press(DANA, board, 'Drop 202');
    await w.message(new RegExp(`<@${DANA}> dropped 202 Line 2`));
    expect((await w.hunts.open())[0]?.lineStates[1]?.retired).toBeDefined();
  });

  it('lets a person vouch for an agent on a call that cannot hear', async () => {
    await w.start();
    const id = await huntId();
    await w.hunts.hold(id, 'line-1', false);
    const board = await w.slack.hands.awaitMessage(
      ({ text, blocks }) => /^Hunting/.test(text) && JSON.stringify(blocks).includes('I hear someone'),
      WITHIN_MS,
    );
    await w.slack.hands.press(SAM, board, 'I hear someone');
    await w.message(/Agent on the line/);
    await w.message(new RegExp(`<@${SAM}> heard an agent on 201 Line 1`));
  });
});
