import type { Command, StartHunt } from './commands.js';
import { chooseCallback, entryBegan, entryEnded } from './decide-callback.js';
import {
  beginCall,
  callAnswered,
  callDialled,
  callEnded,
  callResumed,
  giveUpLine,
  hearingLost,
  lineWaits,
  phraseSaid,
  wayRefused,
} from './decide-calls.js';
import { heard } from './decide-heard.js';
import { cancel, dropLine, endLesson, endSilentHandOvers, passTime, settle } from './decide-hunt.js';
import {
  listenAgain,
  listenerKey,
  listenerLeft,
  listenInBegan,
  listenInEnded,
  nameSound,
  pressKey,
  taughtKeyPressed,
} from './decide-lesson.js';
import { claim, handOverBegan, handOverEnded, vouch } from './decide-offers.js';
import { disown, nameRecording, relabelled, talking, teachingDone } from './decide-teaching.js';
import { createDraft, type Decision, type Draft } from './decision.js';
import type { HuntEvent } from './events.js';
import { isOver } from './query.js';
import type { HuntState } from './state.js';
import { keyPressed, pressForMe } from './walk.js';

const NOTHING: Decision = { events: [] };

/**
 * What follows from a command: the events to append, and the answer for the person who asked if it is refused. Pure, and the only place
 * where outcomes are decided. A command that makes no sense (unknown ids, a call long over) has no effect.
 */
export function decide(state: HuntState | undefined, command: Command): Decision {
  if (command.type === 'start') return state === undefined ? { events: [start(command)] } : NOTHING;
  if (state === undefined) return NOTHING;
  const draft = createDraft(state, command.at);
  if (isOver(state)) {
    // Once a hunt is over, it only answers late clicks on an offer.
    if (command.type === 'claim') claim(draft, command);
    if (command.type === 'not-a-person') disown(draft, command);
    return draft.decision;
  }
  apply(draft, command);
  // Every command is also a moment in time: decide what depends on time here, since timers may be late.
  passTime(draft);
  settle(draft);
  return draft.decision;
}

function start({ at, ...request }: StartHunt & { readonly at: number }): HuntEvent {
  // In a lesson the teacher decides what the menu is.
  const menu = request.lesson === true ? [] : request.destination.menu;
  const dialsAt = request.lines.map((_line, index) => at + index * request.policy.staggerMs);
  return { at, ...request, destination: { ...request.destination, menu }, dialsAt, type: 'hunt-started' };
}

function apply(draft: Draft, command: Exclude<Command, { type: 'start' }>): void {
  switch (command.type) {
    case 'begin-call':
      beginCall(draft, command);
      break;
    case 'call-dialled':
      callDialled(draft, command);
      break;
    case 'way-refused':
      wayRefused(draft, command);
      break;
    case 'call-answered':
      callAnswered(draft, command.callId);
      break;
    case 'call-ended':
      callEnded(draft, command);
      break;
    case 'heard':
      heard(draft, command.callId, command.verdict);
      break;
    case 'key-pressed':
      keyPressed(draft, command);
      break;
    case 'press-for-me':
      pressForMe(draft, command);
      break;
    case 'phrase-said':
      phraseSaid(draft, command);
      break;
    case 'hearing-lost':
      hearingLost(draft, command.callId);
      break;
    case 'call-resumed':
      callResumed(draft, command);
      break;
    case 'line-waits':
      lineWaits(draft, command);
      break;
    case 'give-up-line':
      giveUpLine(draft, command);
      break;
    case 'claim':
      claim(draft, command);
      break;
    case 'vouch':
      vouch(draft, command);
      break;
    case 'hand-over-began':
      handOverBegan(draft, command.claimId);
      break;
    case 'hand-over-ended':
      handOverEnded(draft, command.claimId, command.result);
      break;
    case 'drop-line':
      dropLine(draft, command);
      break;
    case 'not-a-person':
      disown(draft, command);
      break;
    case 'name-recording':
      nameRecording(draft, command);
      break;
    case 'talking':
      talking(draft, command);
      break;
    case 'teaching-done':
      teachingDone(draft, command);
      break;
    case 'relabelled':
      relabelled(draft, command);
      break;
    case 'choose-callback':
      chooseCallback(draft, command);
      break;
    case 'callback-entry-began':
      entryBegan(draft, command);
      break;
    case 'callback-entry-ended':
      entryEnded(draft, command);
      break;
    case 'listen-in-began':
      listenInBegan(draft, command);
      break;
    case 'listen-in-ended':
      listenInEnded(draft, command);
      break;
    case 'listener-left':
      listenerLeft(draft, command.callId);
      break;
    case 'listen-again':
      listenAgain(draft, command);
      break;
    case 'listener-key':
      listenerKey(draft, command);
      break;
    case 'press-key':
      pressKey(draft, command);
      break;
    case 'taught-key-pressed':
      taughtKeyPressed(draft, command);
      break;
    case 'name-sound':
      nameSound(draft, command);
      break;
    case 'end-lesson':
      endLesson(draft, command.by);
      break;
    case 'cancel':
      cancel(draft, command.by);
      break;
    case 'tick':
      endSilentHandOvers(draft);
      break;
    default:
      unknownCommand(command);
  }
}

function unknownCommand(command: never): never {
  throw new Error(`Unknown command: ${JSON.stringify(command)}`);
}
