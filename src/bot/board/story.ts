import type { StoredEvent } from '../../hunter/record/record.js';
import type { HuntEvent, HuntOutcome } from '../../hunter/rules/events.js';
import { callOf } from '../../hunter/rules/query.js';
import type { HuntState } from '../../hunter/rules/state.js';
import type { HandOverOutcome } from '../../hunter/terms.js';
import { KIND_WORDS, recordingWords } from '../answering/kinds.js';
import { ringWords } from '../people/ring-targets.js';
import { clock, mention, plainly } from '../slack/mrkdwn.js';
import { endWords, lineName, lineNameOfCall, lineOf, offerOf, pauseWords, waitWords } from './hunt-texts.js';
import { offerEndWords } from './offer-message.js';
import { givenUpWords, notCalledWords, reasonWords, refusedWayWords, WAYS } from './refused-texts.js';

const FAILED: Readonly<Record<Exclude<HandOverOutcome['outcome'], 'connected'>, string>> = {
  refused: 'the hand-over was refused',
  busy: 'the phone was busy',
  unanswered: 'the phone was not answered',
  'agent-gone': 'the agent hung up meanwhile',
};

function claimant(state: HuntState, claimId: string): string {
  const claim = state.offers.flatMap(({ claims }) => claims).find(({ id }) => id === claimId);
  return claim === undefined ? 'The taker' : mention(claim.by);
}

function stepWords(state: HuntState, step: number): string {
  const label = state.destination.menu[step]?.label;
  return label === undefined ? '' : ` (${plainly(label)})`;
}

function lineNameById(state: HuntState, lineId: string): string {
  return lineName(lineOf(state, lineId));
}

function dialCount(state: HuntState): string {
  return `${state.lines.length} ${state.lines.length === 1 ? 'line' : 'lines'}`;
}

function learntWords(event: Extract<HuntEvent, { type: 'recording-learnt' }>, state: HuntState): string | undefined {
  const teaching = state.teachings.find(({ id }) => id === event.teachingId);
  // Of a key's prompt its own line tells; of a person nothing is kept.
  if (teaching === undefined || teaching.keyIndex !== undefined || teaching.kind === 'person') return undefined;
  if (event.recording === undefined) return 'There was no sound that could be learnt.';
  return `Learnt: ${recordingWords(event.recording)}. It is not taken for a person again.`;
}

function endedWords(outcome: HuntOutcome, reached: number): string {
  switch (outcome) {
    case 'waited-too-long':
      return 'The hunt ended: it waited as long as allowed.';
    case 'callback':
      return 'The hunt ended: the destination calls back.';
    case 'closed':
      return 'The hunt ended: the destination says that it is closed.';
    case 'taught':
      return 'The lesson ended.';
    default:
      return `The hunt ended with ${reached} ${reached === 1 ? 'agent' : 'agents'} reached.`;
  }
}

/** What the thread says of an event: one line, or nothing for what only the board shows. */
export function story(event: HuntEvent | StoredEvent, state: HuntState): string | undefined {
  switch (event.type) {
    case 'hunt-started':
      return `${mention(event.requester)} started this hunt for ${plainly(event.destination.name)} on ${dialCount(state)}.`;
    case 'call-dialled': {
      const line = lineNameOfCall(state, event.callId);
      return event.hears ? undefined : `${line} called through ${WAYS[event.way]}; this call cannot be listened to.`;
    }
    case 'way-refused':
      return refusedWayWords(event, state);
    case 'call-answered':
      return `${lineNameOfCall(state, event.callId)} was connected.`;
    case 'key-pressed': {
      const by = event.by === undefined ? '' : `, asked by ${mention(event.by)}`;
      return `${lineNameOfCall(state, event.callId)} pressed ${event.key}${stepWords(state, event.step)}${by}.`;
    }
    case 'press-asked':
      return `${mention(event.by)} asked for ${event.key ?? 'the key'} in the menu on ${lineNameOfCall(state, event.callId)}.`;
    case 'prompt-missed':
      return `${lineNameOfCall(state, event.callId)} has not heard the prompt${stepWords(state, event.step)} in time. A person should look: press the key on the board.`;
    case 'on-hold':
      return `${lineNameOfCall(state, event.callId)} is on hold.`;
    case 'too-busy':
      return `${lineNameOfCall(state, event.callId)} was told that the destination is too busy.`;
    case 'call-ended': {
      const call = callOf(state, event.callId);
      if (event.end === 'us' || call?.phase === 'handed-over') return undefined;
      if (event.end === 'refused' || event.end === 'not-sent') return notCalledWords(event, state);
      return `${lineNameOfCall(state, event.callId)} ended: ${endWords(event.end)} (${reasonWords(event.reason)}).`;
    }
    case 'hearing-lost':
      return `${lineNameOfCall(state, event.callId)} can no longer be listened to, and keeps its place. Press *I hear someone* to have it on your phone.`;
    case 'call-resumed':
      return `${lineNameOfCall(state, event.callId)} is heard again after a restart; its place in the queue is kept.`;
    case 'redial-planned':
      return `${lineNameById(state, event.lineId)} dials again at ${clock(event.redialAt)}; ${event.dialsLeft} dials left.`;
    case 'line-waits':
      if (event.reason === 'paused')
        return (
          event.hold &&
          `${pauseWords(event.hold)} Calls that run keep their places; nothing new is dialled until an admin resumes.`
        );
      return `${lineNameById(state, event.lineId)} ${waitWords(event.reason)}.`;
    case 'line-given-up':
      return givenUpWords(event, state);
    case 'line-dropped':
      return `${mention(event.by)} dropped ${lineNameById(state, event.lineId)}.`;
    case 'offer-made': {
      const line = lineNameOfCall(state, event.callId);
      if (event.challenge === true)
        return `The line asks for spoken words on ${line}: a person must answer. The bot stays silent.`;
      return event.vouchedBy === undefined
        ? `An agent was heard on ${line}.`
        : `${mention(event.vouchedBy)} heard an agent on ${line}.`;
    }
    case 'offer-widened':
      return 'Nobody has taken the call yet; everybody here is asked.';
    case 'offer-reopened':
      return `The call is open again: ${reasonWords(event.reason)}.`;
    case 'offer-ended': {
      const offer = offerOf(state, event.offerId);
      const where = offer === undefined ? '' : ` (${lineNameOfCall(state, offer.callId)})`;
      const by = event.by === undefined ? '' : `, says ${mention(event.by)}`;
      return event.end === 'taken' ? undefined : `${offerEndWords(event.end)}${by}${where}.`;
    }
    case 'offer-claimed':
      return `${mention(event.by)} takes the call: ${ringWords(event.ringTarget)} rings.`;
    case 'hand-over-failed':
      return `${claimant(state, event.claimId)} was not connected: ${FAILED[event.result.outcome]} (${reasonWords(event.result.reason)}).`;
    case 'connected':
      return `${claimant(state, event.claimId)} and the agent are connected.`;
    case 'hunt-cancelled':
      return `${mention(event.by)} stopped the hunt.`;
    case 'hunt-ended':
      return endedWords(event.outcome, event.agentsReached);
    case 'menu-reordered':
      return `${lineNameOfCall(state, event.callId)} hears the menu in another order and goes on at step ${event.step + 1}${stepWords(state, event.step)}.`;
    case 'key-not-accepted':
      return `${lineNameOfCall(state, event.callId)} hears the prompt again${stepWords(state, event.step)}: the key was not accepted and is pressed again.`;
    case 'key-wanted':
      return `${lineNameOfCall(state, event.callId)} hears the prompt again and again${stepWords(state, event.step)}. Which key should it press? Choose one below.`;
    case 'destination-closed':
      return `${lineNameOfCall(state, event.callId)} was told that the destination is closed.`;
    case 'callback-offered':
      return `${lineNameOfCall(state, event.callId)} was offered a call back. Choose before ${clock(event.untilAt)}; until then the call holds.`;
    case 'callback-chosen':
      return event.choice === 'call-me-back'
        ? `${mention(event.by)} chose to be called back; the number is entered on ${lineNameOfCall(state, event.callId)}.`
        : `${mention(event.by)} chose to keep holding on ${lineNameOfCall(state, event.callId)}.`;
    case 'callback-lapsed':
      return `Nobody chose in time; ${lineNameOfCall(state, event.callId)} keeps holding.`;
    case 'callback-entry-again':
      return `${lineNameOfCall(state, event.callId)} is asked again; it enters the same once more.`;
    case 'callback-confirmed':
      return `The destination will call back; ${lineNameOfCall(state, event.callId)} has entered the number.`;
    case 'callback-failed':
      return `The call back was not confirmed on ${lineNameOfCall(state, event.callId)}: ${reasonWords(event.reason)}.`;
    case 'recording-learnt':
      return learntWords(event, state);
    case 'recording-named':
      return `${mention(event.by)} says what the recording is: ${KIND_WORDS[event.kind]}.`;
    case 'agent-missed':
      return event.reached
        ? `${mention(event.by)} reached the agent on ${lineNameOfCall(state, event.callId)} without being called on; the bot had missed them.`
        : `${mention(event.by)} is talking to an agent on ${lineNameOfCall(state, event.callId)}; the bot had missed them.`;
    case 'listen-in-began':
      return `The teacher’s phone rings: ${ringWords(state.ringTarget)}.`;
    case 'listen-in-ended':
      return event.result.outcome === 'listening'
        ? 'The teacher hears the call.'
        : `The teacher’s phone could not be joined: ${reasonWords(event.result.reason)}.`;
    case 'listener-left':
      return 'The teacher no longer hears the call.';
    case 'key-taught': {
      const heard = event.recording === undefined ? ' after a silence' : ` after ${recordingWords(event.recording)}`;
      return `Learnt: ${event.key}${heard}.`;
    }
    case 'sound-named':
      return `${mention(event.by)} says what is heard: ${KIND_WORDS[event.kind]}.`;
    case 'lesson-ended':
      return `${mention(event.by)} ended the lesson.`;
    case 'step-done':
    case 'callback-entry-began':
    case 'callback-entry-ended':
    case 'teaching-begun':
    case 'recording-relabelled':
    case 'listen-again-asked':
    case 'key-asked':
    case 'call-began':
    case 'call-heard':
    case 'menu-done':
    case 'call-let-go':
    // What the first version of the events had in the record.
    case 'claim-refused':
    case 'disown-refused':
    case 'callback-choice-refused':
    case 'hand-over-began':
    case 'phrase-said':
    case 'hunt-closing':
      return undefined;
  }
}
