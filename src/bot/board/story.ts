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
  'agent-gone': 'the agent hung up',
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
  // A key's prompt has its own line, and nothing is saved about a person.
  if (teaching === undefined || teaching.keyIndex !== undefined || teaching.kind === 'person') return undefined;
  if (event.recording === undefined) return 'There was no sound to learn.';
  return `Learned: ${recordingWords(event.recording)}. The bot won’t take it for a person again.`;
}

function endedWords(outcome: HuntOutcome, reached: number): string {
  switch (outcome) {
    case 'waited-too-long':
      return 'The hunt ended: time limit reached.';
    case 'callback':
      return 'The hunt ended: the destination calls back.';
    case 'closed':
      return 'The hunt ended: the destination says it is closed.';
    case 'taught':
      return 'The lesson ended.';
    default:
      return `The hunt ended with ${reached} ${reached === 1 ? 'agent' : 'agents'} reached.`;
  }
}

/** The thread's line about an event; undefined if only the board shows it. */
export function story(event: HuntEvent | StoredEvent, state: HuntState): string | undefined {
  switch (event.type) {
    case 'hunt-started':
      return `${mention(event.requester)} started this hunt for ${plainly(event.destination.name)} on ${dialCount(state)}.`;
    case 'call-dialled': {
      const line = lineNameOfCall(state, event.callId);
      return event.hears ? undefined : `${line} called through ${WAYS[event.way]}; I can’t listen to this call.`;
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
      return `${lineNameOfCall(state, event.callId)} did not hear the prompt${stepWords(state, event.step)} in time. Please check, and press the key on the board.`;
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
      return `I can no longer listen to ${lineNameOfCall(state, event.callId)}, but it keeps its place. Press *I hear someone* to take it on your phone.`;
    case 'call-resumed':
      return `${lineNameOfCall(state, event.callId)} kept its place in the queue through a restart, and I can hear it again.`;
    case 'redial-planned':
      return `${lineNameById(state, event.lineId)} dials again at ${clock(event.redialAt)}; ${event.dialsLeft} dials left.`;
    case 'line-waits':
      if (event.reason === 'paused')
        return (
          event.hold &&
          `${pauseWords(event.hold)} Running calls keep their places; nothing new is dialed until an admin resumes.`
        );
      return `${lineNameById(state, event.lineId)} is ${waitWords(event.reason)}.`;
    case 'line-given-up':
      return givenUpWords(event, state);
    case 'line-dropped':
      return `${mention(event.by)} dropped ${lineNameById(state, event.lineId)}.`;
    case 'offer-made': {
      const line = lineNameOfCall(state, event.callId);
      if (event.challenge === true)
        return `${line} is asked for a spoken answer: a person must give it. The bot stays silent.`;
      return event.vouchedBy === undefined
        ? `An agent was heard on ${line}.`
        : `${mention(event.vouchedBy)} heard an agent on ${line}.`;
    }
    case 'offer-widened':
      return 'Nobody has taken the call yet. Now anyone here can.';
    case 'offer-reopened':
      return `The call is open again: ${reasonWords(event.reason)}.`;
    case 'offer-ended': {
      const offer = offerOf(state, event.offerId);
      const where = offer === undefined ? '' : ` (${lineNameOfCall(state, offer.callId)})`;
      const by = event.by === undefined ? '' : `, says ${mention(event.by)}`;
      return event.end === 'taken' ? undefined : `${offerEndWords(event.end)}${by}${where}.`;
    }
    case 'offer-claimed':
      return `${mention(event.by)} is taking the call: ${ringWords(event.ringTarget)} is ringing.`;
    case 'hand-over-failed':
      return `${claimant(state, event.claimId)} was not connected: ${FAILED[event.result.outcome]} (${reasonWords(event.result.reason)}).`;
    case 'connected':
      return `${claimant(state, event.claimId)} and the agent are connected.`;
    case 'hunt-cancelled':
      return `${mention(event.by)} stopped the hunt.`;
    case 'hunt-ended':
      return endedWords(event.outcome, event.agentsReached);
    case 'menu-reordered':
      return `${lineNameOfCall(state, event.callId)} heard the menu in a different order and continues at step ${event.step + 1}${stepWords(state, event.step)}.`;
    case 'key-not-accepted':
      return `${lineNameOfCall(state, event.callId)} heard the prompt again${stepWords(state, event.step)}: the key was not accepted, so it is pressed again.`;
    case 'key-wanted':
      return `${lineNameOfCall(state, event.callId)} keeps hearing the prompt${stepWords(state, event.step)}. Which key should it press? Choose one below.`;
    case 'destination-closed':
      return `${lineNameOfCall(state, event.callId)} was told that the destination is closed.`;
    case 'callback-offered':
      return `${lineNameOfCall(state, event.callId)} was offered a callback. Choose before ${clock(event.untilAt)}; until then the call holds.`;
    case 'callback-chosen':
      return event.choice === 'call-me-back'
        ? `${mention(event.by)} chose to be called back; entering the number on ${lineNameOfCall(state, event.callId)}.`
        : `${mention(event.by)} chose to keep holding on ${lineNameOfCall(state, event.callId)}.`;
    case 'callback-lapsed':
      return `Nobody chose in time; ${lineNameOfCall(state, event.callId)} keeps holding.`;
    case 'callback-entry-again':
      return `${lineNameOfCall(state, event.callId)} was asked again and repeats its answer.`;
    case 'callback-confirmed':
      return `The destination will call back; ${lineNameOfCall(state, event.callId)} entered the number.`;
    case 'callback-failed':
      return `The callback was not confirmed on ${lineNameOfCall(state, event.callId)}: ${reasonWords(event.reason)}.`;
    case 'recording-learnt':
      return learntWords(event, state);
    case 'recording-named':
      return `${mention(event.by)} says what the recording is: ${KIND_WORDS[event.kind]}.`;
    case 'agent-missed':
      return event.reached
        ? `${mention(event.by)} reached the agent on ${lineNameOfCall(state, event.callId)} on their own; the bot had missed them.`
        : `${mention(event.by)} is talking to an agent on ${lineNameOfCall(state, event.callId)}; the bot had missed them.`;
    case 'listen-in-began':
      return `The teacher’s phone is ringing: ${ringWords(state.ringTarget)}.`;
    case 'listen-in-ended':
      return event.result.outcome === 'listening'
        ? 'The teacher hears the call.'
        : `I couldn’t connect the teacher’s phone: ${reasonWords(event.result.reason)}.`;
    case 'listener-left':
      return 'The teacher no longer hears the call.';
    case 'key-taught': {
      const heard = event.recording === undefined ? ' after a silence' : ` after ${recordingWords(event.recording)}`;
      return `Learned: ${event.key}${heard}.`;
    }
    case 'sound-named':
      return `${mention(event.by)} heard: ${KIND_WORDS[event.kind]}.`;
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
    // Only in records of the first version.
    case 'claim-refused':
    case 'disown-refused':
    case 'callback-choice-refused':
    case 'hand-over-began':
    case 'phrase-said':
    case 'hunt-closing':
      return undefined;
  }
}
