import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verdict } from '../../hunter/support/fixtures.js';
import { DANA, KIM, SAM, type World, world } from '../support/world.js';

let w: World;
beforeEach(async () => {
  w = await world();
});
afterEach(() => w.stop());

async function huntId(): Promise<string> {
  const [state] = await w.hunts.open();
  return state?.huntId ?? 'no hunt';
}

async function offered() {
  expect(await w.start()).toEqual({});
  await w.message(/started this hunt/);
  const id = await huntId();
  const callId = await w.hunts.hold(id, 'line-1');
  const offerId = await w.hunts.agent(id, callId);
  return { id, callId, offerId, message: await w.message(/Agent on the line/) };
}

describe('“Not a person”', () => {
  it('pressed once takes the buttons away, thanks, asks in the thread what it was, and the hunt goes on', async () => {
    const { id } = await offered();
    await w.hunts.wait(id, 16_000);
    const message = await w.message(/Anyone here can take it/);
    await w.slack.hands.press(SAM, message, 'Not a person');
    expect(await w.whisper(SAM, /won’t offer it again/)).toContain('the hunt goes on');
    const question = await w.message(/What was it\?/);
    expect(question.text).toContain(`<@${SAM}>`);
    expect(JSON.stringify((await w.message(/recording|not a person/i)).blocks)).not.toContain('take-call');
    expect((await w.hunts.state(id))?.endedAt).toBeUndefined();
  });

  it('pressed too late says who took the call', async () => {
    const { message } = await offered();
    await w.slack.hands.press(DANA, message, 'Take the call');
    await w.whisper(DANA, /It is yours/);
    await w.slack.hands.press(SAM, message, 'Not a person');
    expect(await w.whisper(SAM, /stays theirs/)).toContain(`<@${DANA}>`);
  });
});

describe('a call back', () => {
  it('is a choice in the thread with a clock; the first who chooses decides, and the number is never in the channel', async () => {
    expect(await w.start()).toEqual({});
    await w.message(/started this hunt/);
    const id = await huntId();
    const callId = await w.hunts.hold(id, 'line-1');
    const recording = { id: 'r1', kind: 'callback-offer', seconds: 8 } as const;
    await w.hunts.report(id, { type: 'heard', callId, verdict: { ...verdict('announcement'), recording } });
    const choice = await w.message(/offers to call back/);
    expect(choice.text).toContain('Choose before');
    await w.slack.hands.press(KIM, choice, 'Keep holding');
    await w.message(/chose to keep holding/);
    await w.slack.hands.press(DANA, choice, 'Call me back');
    expect(await w.whisper(DANA, /was first/)).toContain(`<@${KIM}>`);
    expect(JSON.stringify(w.slack.hands.messages().map(({ text }) => text))).not.toMatch(/\+1\d{10}/);
  });
});

describe('teaching by demonstration', () => {
  it('is for admins: others are told whom to ask', async () => {
    await w.slack.hands.command(SAM, '/irs-hunt teach practice');
    expect(await w.whisper(SAM, /Only admins/)).toContain('ADMIN_USERS');
    expect(await w.hunts.open()).toEqual([]);
  });

  it('puts a keypad into the thread; keys and names go to the lesson, and Done tells what was learnt', async () => {
    await w.slack.hands.command(DANA, '/irs-hunt teach practice');
    await w.message(/^A lesson: the menu of/);
    const id = await huntId();
    const [state] = await w.hunts.open();
    expect(state?.lesson).toBe(true);
    const callId = `call-of-${state?.lines[0]?.id}`;
    await w.hunts.report(id, { type: 'begin-call', callId, lineId: state?.lines[0]?.id ?? '' });
    await w.hunts.report(id, {
      type: 'call-dialled',
      callId,
      sessionId: 's',
      partyId: 'p',
      way: 'softphone',
      hears: true,
    });
    await w.hunts.report(id, { type: 'call-answered', callId });
    const keypad = await w.message(/A lesson on/);
    await w.slack.hands.press(DANA, keypad, '1');
    await w.slack.hands.press(SAM, keypad, '2');
    expect(await w.whisper(SAM, /Only the teacher/)).toContain('watch');
    expect((await w.hunts.state(id))?.calls[0]?.taughtKeys.map(({ key }) => key)).toEqual(['1']);
    await w.slack.hands.press(DANA, keypad, 'Done');
    await w.message(/The lesson is over/);
  });
});
