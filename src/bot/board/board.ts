import type { ActionsBlock, Button, KnownBlock, PlainTextOption, StaticSelect } from '@slack/types';
import type { HuntOutcome } from '../../hunter/rules/events.js';
import { keyOfStep } from '../../hunter/rules/menu-script.js';
import { callOf, isAlive } from '../../hunter/rules/query.js';
import type { CallState, HuntState, LineState } from '../../hunter/rules/state.js';
import type { Knowledge } from '../../hunter/terms.js';
import { ACTIONS, writeValue } from '../answering/button-value.js';
import { button, confirmation, context, type Message, section } from '../slack/block-parts.js';
import { cut, LIMITS, pack } from '../slack/limits.js';
import { ago, clock, lasted, mention, plainly } from '../slack/mrkdwn.js';
import {
  currentClaim,
  groupOf,
  lineName,
  lineOf,
  lineWords,
  pausedBy,
  pauseWords,
  waitsForEars,
  waitsForKey,
} from './hunt-texts.js';
import { ordinal } from './waitlist.js';

/** With more lines than this, the board counts them by state instead of showing each. */
const LINES_SHOWN_EACH = 12;
/** Up to this many lines that need a person get a row each. */
const NEEDY_SHOWN = 10;

function outcomeWords(outcome: HuntOutcome, reached: number): string {
  const some = reached > 0 ? ` after ${reached} ${reached === 1 ? 'agent' : 'agents'}` : '';
  switch (outcome) {
    case 'connected':
      return 'Connected';
    case 'callback':
      return `Ended${some}: the destination calls back`;
    case 'taught':
      return 'Taught';
    case 'closed':
      return `Ended${some}: the destination says it is closed`;
    case 'cancelled':
      return `Stopped${some}`;
    case 'waited-too-long':
      return `Ended${some}: time limit reached`;
    case 'gave-up':
      return `Ended${some}: no dial attempts left`;
    case 'no-lines':
      return `Ended${some}: no lines left to call from`;
  }
}

/** The board's first words: `Hunting` while it runs, then `Connected`, `Stopped` or `Ended`. */
export function headline(state: HuntState): string {
  if (state.endedAt === undefined && state.outcome === undefined) return 'Hunting';
  return outcomeWords(state.outcome ?? 'gave-up', state.agentsReached);
}

function runningTitle({ lesson }: HuntState, hunting: string, name: string): string {
  return lesson === true ? `A lesson: the menu of ${name}` : `${hunting} at ${name}`;
}

function takers(state: HuntState): readonly string[] {
  return state.offers
    .filter(({ status }) => status === 'connected')
    .map((offer) => currentClaim(offer)?.by)
    .filter((by): by is string => by !== undefined);
}

/** The one sentence that says what happens next. */
export function nextStep(state: HuntState, place?: number): string {
  if (state.lesson === true && state.outcome === undefined) return 'Next: listen, and press the keys in the thread.';
  if (state.endedAt !== undefined)
    return `It lasted ${lasted(state.endedAt - state.startedAt)}. ${state.dials} ${state.dials === 1 ? 'dial' : 'dials'}.`;
  if (state.outcome !== undefined) return 'Next: hang up the remaining calls.';
  if (place !== undefined) return `Waiting for room: ${ordinal(place)} in line. Next: dial when another hunt ends.`;
  const claimed = state.offers.findLast(({ status }) => status === 'claimed');
  if (claimed !== undefined) {
    const by = currentClaim(claimed)?.by;
    return `Next: ${by === undefined ? 'the taker' : mention(by)} picks up the phone. The agent is waiting.`;
  }
  if (state.offers.some(({ status }) => status === 'open')) {
    return 'Next: press *Take the call* in the thread now.';
  }
  if (state.calls.some((call) => waitsForKey(state, call))) return 'Next: press the menu key, here or in the thread.';
  const alive = state.calls.filter(isAlive);
  if (alive.some(waitsForEars)) return 'Next: pick up or listen in; press *I hear someone* when an agent speaks.';
  if (alive.some(({ phase }) => phase === 'on-hold' || phase === 'waiting')) {
    return 'Next: wait. I’ll mention you here when an agent answers.';
  }
  if (alive.length > 0) return 'Next: get through the phone menu, then wait on hold.';
  if (pausedBy(state) !== undefined) return 'Next: dial when hunting resumes.';
  const dialAt = Math.min(...state.lineStates.map((line) => line.dialAt ?? Number.POSITIVE_INFINITY));
  return Number.isFinite(dialAt) ? `Next: dial at ${clock(dialAt)}.` : 'Next: dial.';
}

function dropButton(state: HuntState, line: LineState): Button | undefined {
  if (state.outcome !== undefined || line.retired !== undefined) return undefined;
  const call = line.callId === undefined ? undefined : callOf(state, line.callId);
  // The person on the phone ends a conversation, and an offered agent is answered, not dropped.
  if (call !== undefined && ['offered', 'handing-over', 'handed-over'].includes(call.phase)) return undefined;
  const name = lineOf(state, line.lineId);
  const plain = name === undefined ? 'the line' : `${name.extensionNumber} ${name.name}`;
  return button({
    action: ACTIONS.drop,
    text: `Drop ${cut(plain, 24)}`,
    value: writeValue({ hunt: state.huntId, line: line.lineId }),
    label: `Drop line ${plain}`,
    confirm: confirmation('Drop this line?', `${plain} hangs up and loses its place in the queue.`, 'Drop', 'Keep'),
  });
}

function personButtons(state: HuntState, call: CallState): readonly Button[] {
  if (state.outcome !== undefined) return [];
  const value = writeValue({ hunt: state.huntId, call: call.id });
  const line = lineOf(state, call.lineId);
  const plain = line === undefined ? 'the line' : `line ${line.extensionNumber}`;
  const step = state.destination.menu[call.menuStep];
  const key = keyOfStep(step);
  return [
    ...(step !== undefined && key !== undefined && waitsForKey(state, call)
      ? [
          button({
            action: ACTIONS.press,
            text: `Press ${key} for me`,
            value,
            label: `Press ${key} (${step.label}) on ${plain}`,
          }),
        ]
      : []),
    ...(waitsForEars(call)
      ? [button({ action: ACTIONS.hear, text: 'I hear someone', value, label: `I hear an agent on ${plain}` })]
      : []),
  ];
}

function row(state: HuntState, line: LineState): KnownBlock[] {
  const drop = dropButton(state, line);
  const call = line.callId === undefined ? undefined : callOf(state, line.callId);
  const person = call === undefined ? [] : personButtons(state, call);
  const text = `*${lineName(lineOf(state, line.lineId))}*: ${lineWords(state, line)}`;
  return [
    section(text, drop),
    ...(person.length === 0 ? [] : [{ type: 'actions', elements: [...person] } satisfies ActionsBlock]),
  ];
}

function needsPerson(state: HuntState, line: LineState): boolean {
  const call = line.callId === undefined ? undefined : callOf(state, line.callId);
  return call !== undefined && (waitsForKey(state, call) || waitsForEars(call));
}

/** For many lines: counts by state, rows only for lines that need a person, and one menu to drop any line. */
function summary(state: HuntState): KnownBlock[] {
  const groups = new Map<string, string[]>();
  for (const line of state.lineStates) {
    const group = groupOf(state, line);
    const number = lineOf(state, line.lineId)?.extensionNumber ?? line.lineId;
    groups.set(group, [...(groups.get(group) ?? []), plainly(number)]);
  }
  const counted = [...groups].map(([group, numbers]) => `*${numbers.length}* ${group}: ${numbers.join(', ')}`);
  const needy = state.lineStates.filter((line) => needsPerson(state, line)).slice(0, NEEDY_SHOWN);
  const droppable = state.lineStates.filter((line) => dropButton(state, line) !== undefined).slice(0, LIMITS.options);
  const menu: ActionsBlock = {
    type: 'actions',
    elements: [
      {
        type: 'static_select',
        action_id: ACTIONS.drop,
        placeholder: { type: 'plain_text', text: 'Drop a line' },
        options: droppable.map((line) => {
          const known = lineOf(state, line.lineId);
          const name = known === undefined ? line.lineId : `${known.extensionNumber} ${known.name}`;
          return { text: { type: 'plain_text', text: cut(name, LIMITS.optionText) }, value: line.lineId };
        }),
        confirm: confirmation('Drop this line?', 'It hangs up and loses its place in the queue.', 'Drop', 'Keep'),
      },
    ],
    block_id: `drop:${state.huntId}`,
  };
  return [
    ...pack(counted, LIMITS.sectionText).map((text) => section(text)),
    ...needy.flatMap((line) => row(state, line)),
    ...(droppable.length === 0 ? [] : [menu]),
  ];
}

/** A person may hear an agent the bot has missed, or be talking to one on a call that just ended. */
function missedMenu(state: HuntState): StaticSelect | undefined {
  const spoken = state.calls.filter(({ phase }) => ['menu', 'waiting', 'on-hold'].includes(phase));
  const ended = state.calls.filter(({ phase, end }) => phase === 'ended' && end === 'far-end').slice(-ENDED_SHOWN);
  const options = [
    ...spoken.flatMap((call) => [missed(state, call, 'hear', 'I hear an agent'), missed(state, call, 'talk', TALKING)]),
    ...ended.map((call) => missed(state, call, 'talk', TALKING)),
  ].slice(0, LIMITS.options);
  if (options.length === 0 || state.lesson === true) return undefined;
  return {
    type: 'static_select',
    action_id: ACTIONS.missed,
    placeholder: { type: 'plain_text', text: 'Missed an agent?' },
    options,
  };
}

const TALKING = 'I am talking to them now';
/** The menu lists at most this many recently ended calls. */
const ENDED_SHOWN = 5;

function missed(state: HuntState, call: CallState, what: 'hear' | 'talk', words: string): PlainTextOption {
  const number = lineOf(state, call.lineId)?.extensionNumber ?? 'a line';
  return {
    text: { type: 'plain_text', text: cut(`${words} (${number})`, LIMITS.optionText) },
    value: `${what}:${call.id}`,
  };
}

function huntControls(state: HuntState): ActionsBlock {
  const menu = missedMenu(state);
  return {
    type: 'actions',
    block_id: `missed:${state.huntId}`,
    elements: [
      button({
        action: ACTIONS.stop,
        text: state.lesson === true ? 'Stop the lesson' : 'Stop the hunt',
        value: writeValue({ hunt: state.huntId }),
        label: `Stop the hunt for ${state.destination.name}`,
        style: 'danger',
        confirm: confirmation(
          state.lesson === true ? 'Stop the lesson?' : 'Stop the hunt?',
          'All calls of this hunt hang up and lose their place in the queue.',
          'Stop',
          'Keep hunting',
        ),
      }),
      ...(menu === undefined ? [] : [menu]),
    ],
  };
}

/** “learning: 1 of 2 calls”, or how much has been recorded. */
export function knowledgeWords({ calls, callsNeeded, seconds, recordings }: Knowledge): string {
  if (calls < callsNeeded) return `learning: ${calls} of ${callsNeeded} calls`;
  const taught = recordings.length === 0 ? '' : `, ${recordings.length} named`;
  return `known: ${Math.max(1, Math.round(seconds / 60))} min of recordings${taught}`;
}

/**
 * A hunt's main message. Pure: the same state, knowledge and place give the same board at any time.
 * `place`: the hunt's place in line while no process has room for it.
 */
export function board(state: HuntState, knowledge?: Knowledge, place?: number): Message {
  const name = plainly(state.destination.name);
  const wanted = state.wanted === 1 ? 'an agent' : `${state.wanted} agents`;
  const head = headline(state);
  const running = state.outcome === undefined && state.endedAt === undefined;
  const lines = `${state.lines.length} ${state.lines.length === 1 ? 'line' : 'lines'}`;
  const reached =
    state.wanted > 1 || state.agentsReached > 1 ? ` ${state.agentsReached} of ${state.wanted} reached.` : '';
  const connected = takers(state);
  const talk = connected.length === 0 ? '' : ` Taken by ${[...new Set(connected)].map(mention).join(', ')}.`;
  const title = running ? runningTitle(state, `${head} for ${wanted}`, name) : `${head}: ${name}`;
  const sentence = `*${title}* for ${mention(state.requester)}, on ${lines}.${reached}${talk}`;
  const step = nextStep(state, place);
  const text = cut(
    `${title} for ${mention(state.requester)}, on ${lines}.${reached}${talk} ${step}`,
    LIMITS.messageText,
  );
  const known = knowledge === undefined || !running ? '' : ` · ${knowledgeWords(knowledge)}`;
  const note = state.note === '' ? '' : ` · Note: ${plainly(state.note)}`;
  const held = pausedBy(state);
  const rows =
    state.lines.length <= LINES_SHOWN_EACH ? state.lineStates.flatMap((line) => row(state, line)) : summary(state);
  const blocks: KnownBlock[] = [
    section(`${sentence}\n${step}`),
    ...(held === undefined ? [] : [context(pauseWords(held))]),
    ...rows,
    ...(running ? [huntControls(state)] : []),
    context(`Started ${running ? ago(state.startedAt) : clock(state.startedAt)}${known}${note}`),
  ];
  return { text, blocks: blocks.slice(0, LIMITS.messageBlocks) };
}
