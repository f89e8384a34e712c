import type { ActionsBlock, Button, KnownBlock } from '@slack/types';
import { scriptTaught } from '../../hunter/destinations/taught-script.js';
import { isAlive } from '../../hunter/rules/query.js';
import type { CallState, HuntState, TeachingState } from '../../hunter/rules/state.js';
import { ACTIONS, KEYPAD, keyAction, writeValue } from '../answering/button-value.js';
import { KIND_CHOICES, KIND_WORDS, recordingWords } from '../answering/kinds.js';
import { button, confirmation, type Message, section } from '../slack/block-parts.js';
import { clock, mention, plainly } from '../slack/mrkdwn.js';
import { lineNameOfCall, waitsForKey } from './hunt-texts.js';

/** A question in the thread. Once answered, it shows the answer. */
export interface Control {
  /** Unique within the hunt, forever. */
  readonly id: string;
  readonly message: Message;
  /** Still open. An answered question that was never posted is not posted anymore. */
  readonly asks: boolean;
}

/** All questions of the thread, open and answered. Pure. */
export function controlsOf(state: HuntState): readonly Control[] {
  const running = state.outcome === undefined && state.endedAt === undefined;
  return [
    ...state.teachings.filter(({ offerId }) => offerId !== undefined).map((each) => disowned(state, each)),
    ...state.calls.flatMap((call) => (call.callback === undefined ? [] : [callback(state, call, running)])),
    ...state.calls.flatMap((call) => keypad(state, call, running)),
    ...(state.lesson === true ? state.calls.map((call) => lesson(state, call, running)) : []),
  ];
}

function answered(id: string, text: string): Control {
  return { id, message: { text, blocks: [section(text)] }, asks: false };
}

/** After *Not a person*: what was it? */
function disowned(state: HuntState, { offerId = '', by, kind, lesson: taught }: TeachingState): Control {
  const id = `disowned:${offerId}`;
  const words = `${mention(by)} says that was not a person.`;
  const chosen = kind !== 'announcement' && kind !== 'person' && taught.kind === kind;
  const text = chosen
    ? `${words} It was: ${KIND_WORDS[kind]}.`
    : `${words} The bot remembers it and won’t offer it again. What was it? If you don’t say, it is saved as an announcement.`;
  const select: ActionsBlock = {
    type: 'actions',
    block_id: `kind:${state.huntId}:${offerId}`,
    elements: [
      {
        type: 'static_select',
        action_id: ACTIONS.nameRecording,
        placeholder: { type: 'plain_text', text: 'What was it?' },
        options: KIND_CHOICES.map(([value, label]) => ({ text: { type: 'plain_text', text: label }, value })),
      },
    ],
  };
  if (chosen) return answered(id, text);
  return { id, message: { text, blocks: [section(text), select] }, asks: true };
}

/** The destination offers to call back: a choice with a deadline. */
function callback(state: HuntState, call: CallState, running: boolean): Control {
  const { status = 'lapsed', offeredAt = 0, untilAt = 0, chosen } = call.callback ?? {};
  const id = `callback:${call.id}:${offeredAt}`;
  const line = lineNameOfCall(state, call.id);
  const offer = `${plainly(state.destination.name)} offers to call back instead of keeping ${line} on hold.`;
  if (chosen !== undefined) {
    const done = chosen.choice === 'call-me-back' ? 'to be called back' : 'to keep holding';
    return answered(id, `${offer} ${mention(chosen.by)} chose ${done} (${clock(chosen.at)}).`);
  }
  if (status !== 'offered' || !running || !isAlive(call))
    return answered(id, `${offer} Nobody chose, so it keeps holding.`);
  const text = `${mention(state.requester)} ${offer} Choose before ${clock(untilAt)}; otherwise it keeps holding.`;
  const value = writeValue({ hunt: state.huntId, call: call.id });
  const others = state.calls.filter(isAlive).length > 1 ? ' Once it is confirmed, the other calls are dropped.' : '';
  const ask = confirmation('Get a callback?', `The bot enters your own number.${others}`, 'Call me back', 'Not now');
  const elements: Button[] = [
    button({
      action: ACTIONS.callMeBack,
      text: 'Call me back',
      value,
      label: `Have ${state.destination.name} call back`,
      style: 'primary',
      confirm: { ...ask, style: 'primary' },
    }),
    button({ action: ACTIONS.keepHolding, text: 'Keep holding', value, label: `Keep ${line} on hold` }),
  ];
  return { id, message: { text, blocks: [section(text), { type: 'actions', elements }] }, asks: true };
}

/** A menu the bot did not understand: which key? */
function keypad(state: HuntState, call: CallState, running: boolean): readonly Control[] {
  if (state.lesson === true || !(call.promptMissed || call.keyWanted)) return [];
  const id = `keypad:${call.id}:${call.menuStep}:${call.stepSince}`;
  const line = lineNameOfCall(state, call.id);
  if (!running || !waitsForKey(state, call)) return [answered(id, `The menu on ${line} has moved on.`)];
  const label = plainly(state.destination.menu[call.menuStep]?.label ?? 'the menu');
  const why = call.keyWanted ? 'did not accept the key' : 'was not heard in time';
  const text = `${mention(state.requester)} ${line}: ${label} ${why}. Which key should I press?`;
  const rows = keyRows('press-this-key', state.huntId, call, line);
  return [{ id, message: { text, blocks: [section(text), ...rows] }, asks: true }];
}

function keyRows(action: 'press-this-key' | 'teach-key', hunt: string, call: CallState, line: string): KnownBlock[] {
  return KEYPAD.map((row) => ({
    type: 'actions',
    elements: row.map((key) =>
      button({
        action: keyAction(action, key),
        text: key,
        value: writeValue({ hunt, call: call.id, key }),
        label: `Press ${key} on ${line}`,
      }),
    ),
  }));
}

/** The teacher's controls during a lesson's call, and afterwards what was learned. */
function lesson(state: HuntState, call: CallState, running: boolean): Control {
  const id = `lesson:${call.id}`;
  if (!running || !isAlive(call)) return answered(id, taughtWords(state));
  const line = lineNameOfCall(state, call.id);
  const hunt = state.huntId;
  const text = [
    `${mention(state.requester)} A lesson on ${line}: listen on your phone and press the key each prompt asks for, here or on the phone.`,
    'If you hear anything but a prompt, say below what it is. *Done* ends the call and saves what was learned.',
  ].join(' ');
  const sound = (kind: Parameters<typeof soundButton>[2], words: string) => soundButton(state, call, kind, words);
  const value = writeValue({ hunt, call: call.id });
  const elements: Button[] = [
    sound('hold', 'On hold'),
    sound('too-busy', 'Too busy'),
    sound('callback-offer', 'Callback offer'),
    sound('voice-challenge', 'Voice challenge'),
    sound('closed', 'Closed'),
    sound('announcement', 'Announcement'),
    sound('person', 'I am talking to them now'),
  ];
  const again = call.listening === 'failed' || call.listening === 'left';
  const end: Button[] = [
    ...(again
      ? [button({ action: ACTIONS.listenAgain, text: 'Ring me again', value, label: 'Ring my phone again' })]
      : []),
    button({ action: ACTIONS.endLesson, text: 'Done', value, label: 'End the lesson', style: 'primary' }),
  ];
  const blocks: KnownBlock[] = [
    section(text),
    ...keyRows('teach-key', hunt, call, line),
    { type: 'actions', elements },
    { type: 'actions', elements: end },
  ];
  return { id, message: { text, blocks }, asks: true };
}

function soundButton(
  state: HuntState,
  call: CallState,
  kind: 'hold' | 'too-busy' | 'callback-offer' | 'voice-challenge' | 'closed' | 'announcement' | 'person',
  text: string,
): Button {
  return button({
    action: `${ACTIONS.nameSound}-${kind}`,
    text,
    value: writeValue({ hunt: state.huntId, call: call.id, sound: kind }),
    label: `I hear now: ${text}`,
  });
}

/** What a lesson taught, step by step. */
function taughtWords(state: HuntState): string {
  const steps = scriptTaught(state);
  const name = plainly(state.destination.name);
  if (steps.length === 0) return `The lesson is over. No key was pressed, so the menu of ${name} is unchanged.`;
  const recordings = new Map(
    state.calls
      .flatMap(({ taughtKeys }) => taughtKeys.flatMap(({ recording }) => recording ?? []))
      .map((r) => [r.id, r]),
  );
  const words = steps.map(({ awaits, then }, index) => {
    const key = 'press' in then ? `press ${then.press}` : 'continue';
    const recording = 'recording' in awaits ? recordings.get(awaits.recording) : undefined;
    const after = recording === undefined ? 'after a silence' : `after ${recordingWords(recording)}`;
    return `${index + 1}. ${key} ${after}`;
  });
  return `The lesson is over. From now on, hunts for ${name} do this:\n${words.join('\n')}`;
}
