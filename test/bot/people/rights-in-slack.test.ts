import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SlackMessage } from '../../../sandbox/world.js';
import { ACTIONS, keyAction, writeValue } from '../../../src/bot/answering/button-value.js';
import { COMMANDS } from '../../../src/bot/commands/table.js';
import type { Act } from '../../../src/hunter/office/rights.js';
import type { HuntState } from '../../../src/hunter/rules/state.js';
import { desk, destination, line, policy } from '../../hunter/support/fixtures.js';
import { KINDS, WHO_MAY } from '../../support/who-may.js';
import { ALEX, CALLS, DANA, GUEST, KIM, SAM, STRANGER, WITHIN_MS, type World, world } from '../support/world.js';

/** Every button and select of a hunt, and what pressing it is. A new one fails to compile until it stands here. */
const BUTTONS: Readonly<Record<keyof typeof ACTIONS, { readonly act: Act; readonly id?: string }>> = {
  take: { act: 'take-call' },
  stop: { act: 'stop-hunt' },
  drop: { act: 'drop-line' },
  hear: { act: 'tell-of-agent' },
  press: { act: 'press-key' },
  key: { act: 'press-key', id: keyAction('press-this-key', '1') },
  notPerson: { act: 'not-a-person' },
  nameRecording: { act: 'name-recording' },
  callMeBack: { act: 'choose-callback' },
  keepHolding: { act: 'choose-callback' },
  missed: { act: 'tell-of-agent' },
  teachKey: { act: 'teach-here', id: keyAction('teach-key', '1') },
  nameSound: { act: 'teach-here', id: 'name-sound-hold' },
  listenAgain: { act: 'teach-here' },
  endLesson: { act: 'teach-here' },
};

/** Every command as it is typed, and what it is; two of them are another act with a further word. */
const TYPED = COMMANDS.flatMap(({ verb, act }) =>
  typeof act === 'string'
    ? [{ typed: verb, act }]
    : [
        { typed: verb, act: act('') },
        { typed: `${verb} account`, act: act('account') },
      ],
);

const REFUSALS =
  /Only members of this workspace|Only admins can do that|only they or an admin|is offered to .* first|Only the teacher/;

/** Who clicks, by the letters of `WHO_MAY`: the requester of the hunts here is Sam, a member. */
const CLICKERS = { A: KIM, R: SAM, O: ALEX, M: ALEX, X: GUEST } as const;

let w: World;
beforeAll(async () => {
  w = await world({ slack: { rateFactor: 1_000 }, lines: 60 });
});
afterAll(() => w.stop());

interface Scene {
  readonly state: HuntState;
  readonly callId: string;
  readonly offerId: string;
  readonly board: SlackMessage;
}

/** A hunt of Sam's with an agent on the line, whose offer calls on everybody or not yet. */
async function scene(toAll: boolean): Promise<Scene> {
  const seen = new Set(w.slack.hands.messages().map(({ ts }) => ts));
  const request = { requester: SAM, channel: CALLS, destination, wanted: 1, ringTarget: desk, note: '', policy };
  const { state } = await w.hunts.start({ ...request, lines: [line(1)] });
  const board = await w.slack.hands.awaitMessage(
    ({ ts, text, ephemeralFor }) => !ephemeralFor && !seen.has(ts) && /^Hunting/.test(text),
    WITHIN_MS,
  );
  const callId = await w.hunts.hold(state.huntId, 'line-1');
  const offerId = await w.hunts.agent(state.huntId, callId);
  if (toAll) await w.hunts.wait(state.huntId, policy.widenMs + 1);
  return { state: (await w.hunts.state(state.huntId)) ?? state, callId, offerId, board };
}

function forged(board: SlackMessage, actionId: string, value: string): SlackMessage {
  const element = { type: 'button', action_id: actionId, text: { type: 'plain_text', text: 'Forged' }, value };
  return { ...board, blocks: [{ type: 'actions', block_id: 'b', elements: [element] }] };
}

async function until<T>(look: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (let left = 800; left > 0; left -= 1) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('it did not come to hold');
}

const whispersTo = (person: string) =>
  w.slack.hands
    .messages()
    .filter(({ ephemeralFor, channel }) => ephemeralFor === person || channel === `D${person.slice(1)}`);

/** What came of it: a refusal, or anything else that was said or happened. */
async function outcome(person: string, said: number, { state }: Scene): Promise<'refused' | 'let through'> {
  return until(async () => {
    const words = whispersTo(person)[said]?.text;
    if (words !== undefined) return REFUSALS.test(words) ? 'refused' : 'let through';
    const now = await w.hunts.state(state.huntId);
    return (now?.version ?? 0) > state.version ? 'let through' : undefined;
  });
}

async function refusalsOf(person: string, hunt?: string) {
  await w.audit.flush();
  const entries = await w.audit.read({ from: 0, to: Number.MAX_SAFE_INTEGER, limit: 10_000 });
  return entries.filter((entry) => entry.outcome === 'refused' && entry.by === person && entry.hunt === hunt);
}

describe('every button of a hunt', () => {
  const cells = Object.entries(BUTTONS).flatMap(([name, { act, id }]) =>
    (Object.keys(CLICKERS) as (keyof typeof CLICKERS)[]).map((letter) => ({
      ...{ name, act, letter },
      actionId: id ?? ACTIONS[name as keyof typeof ACTIONS],
      person: CLICKERS[letter],
      kind: `${KINDS[letter][0]}, ${KINDS[letter][1]}`,
      may: WHO_MAY[act].includes(letter),
    })),
  );
  it.each(cells)('$name by $kind: may $may', async ({ act, letter, actionId, person, may }) => {
    const here = await scene(letter === 'O');
    const { huntId } = here.state;
    const about = { hunt: huntId, offer: here.offerId, call: here.callId, line: 'line-1', key: '1', sound: 'hold' };
    const said = whispersTo(person).length;
    await w.slack.hands.press(person, forged(here.board, actionId, writeValue(about as never)), 'Forged');
    // No lesson runs here: who may teach is told so, and that is no refusal.
    const expected = act === 'teach-here' ? 'let through or refused' : may ? 'let through' : 'refused';
    const came = await outcome(person, said, here);
    expect(expected).toContain(came);
    if (act === 'teach-here' && !may) return;
    const refusals = await refusalsOf(person, huntId);
    expect(refusals).toHaveLength(may ? 0 : 1);
    if (!may) expect((await w.hunts.state(huntId))?.version).toBe(here.state.version);
  });
});

describe('a button with the value of another hunt', () => {
  it('is refused and audited, even for an admin', async () => {
    const [here, other] = [await scene(true), await scene(true)];
    const said = whispersTo(KIM).length;
    await w.slack.hands.press(
      KIM,
      forged(here.board, ACTIONS.stop, writeValue({ hunt: other.state.huntId })),
      'Forged',
    );
    const words = await until(() => whispersTo(KIM)[said]?.text);
    expect(words).toContain('belongs to another hunt');
    expect((await w.hunts.state(other.state.huntId))?.outcome).toBeUndefined();
    expect((await refusalsOf(KIM, other.state.huntId))[0]?.why).toContain('another hunt');
  });
});

describe('every command', () => {
  const people = { A: DANA, M: ALEX, X: GUEST, S: STRANGER } as const;
  const cells = TYPED.flatMap(({ typed, act }) =>
    (['A', 'M', 'X', 'S'] as const).map((letter) => ({
      ...{ typed, letter },
      person: people[letter],
      may: WHO_MAY[act].includes(letter === 'S' ? 'X' : letter),
    })),
  );
  it.each(cells)('/irs-hunt $typed by $letter: may $may', async ({ typed, person, may }) => {
    const before = (await refusalsOf(person)).length;
    const said = whispersTo(person).length;
    const started = (await w.hunts.open()).length;
    const { shown } = await w.slack.hands.command(person, `/irs-hunt ${typed}`.trim());
    const words = await until(async () => {
      const told = shown ?? whispersTo(person)[said]?.text ?? w.slack.hands.modal(person)?.title;
      return told ?? ((await w.hunts.open()).length > started ? 'a hunt began' : undefined);
    });
    expect(REFUSALS.test(words)).toBe(!may);
    expect(await refusalsOf(person)).toHaveLength(before + (may ? 0 : 1));
    w.slack.hands.modal(person)?.close();
  });

  it('that changes what holds for others is for admins', () => {
    const forAdmins = TYPED.filter(({ act }) => !WHO_MAY[act].includes('M')).map(({ typed }) => typed);
    const settled = ['teach', 'link', 'unlink', 'pause', 'resume', 'settings', 'audit', 'connect account'];
    expect(forAdmins).toEqual(expect.arrayContaining([...settled, 'disconnect account']));
  });
});
