import type { HuntEvent } from '../hunter/events.js';
import type { HuntState } from '../hunter/state.js';
import type { DialWay, HandOverOutcome } from '../hunter/words.js';
import { callOf, endWords, lineName, lineNameOfCall, lineOf, offerOf, waitWords } from './hunt-words.js';
import { cut } from './limits.js';
import { clock, mention, plainly } from './mrkdwn.js';
import { offerEndWords } from './offer-message.js';
import { ringWords } from './ring.js';

const WAYS: Readonly<Record<DialWay, string>> = {
  softphone: 'its softphone',
  'call-out-device': 'call-out from its device',
  'call-out-number': 'call-out from its number',
};

const FAILED: Readonly<Record<Exclude<HandOverOutcome['outcome'], 'connected'>, string>> = {
  refused: 'the hand-over was refused',
  busy: 'the phone was busy',
  unanswered: 'the phone was not answered',
  'agent-gone': 'the agent hung up meanwhile',
};

/** Reasons come from other systems: short, harmless, without a full stop of their own. */
function reasonWords(reason: string): string {
  return plainly(cut(reason.trim().replace(/\.$/, ''), 300));
}

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

/** What the thread says of an event: one line, or nothing for what only the board shows. */
export function story(event: HuntEvent, state: HuntState): string | undefined {
  switch (event.type) {
    case 'hunt-started':
      return `${mention(event.requester)} started this hunt for ${plainly(event.destination.name)} on ${dialCount(state)}.`;
    case 'call-dialled': {
      const line = lineNameOfCall(state, event.callId);
      return event.hears ? undefined : `${line} called through ${WAYS[event.way]}; this call cannot be listened to.`;
    }
    case 'way-refused':
      return `${lineNameOfCall(state, event.callId)} could not call through ${WAYS[event.way]}: ${reasonWords(event.reason)}.`;
    case 'call-answered':
      return `${lineNameOfCall(state, event.callId)} was connected.`;
    case 'key-pressed': {
      const by = event.by === undefined ? '' : `, asked by ${mention(event.by)}`;
      return `${lineNameOfCall(state, event.callId)} pressed ${event.key}${stepWords(state, event.step)}${by}.`;
    }
    case 'press-asked':
      return `${mention(event.by)} asked for the key of the menu on ${lineNameOfCall(state, event.callId)}.`;
    case 'prompt-missed':
      return `${lineNameOfCall(state, event.callId)} has not heard the prompt${stepWords(state, event.step)} in time. A person should look: press the key on the board.`;
    case 'on-hold':
      return `${lineNameOfCall(state, event.callId)} is on hold.`;
    case 'too-busy':
      return `${lineNameOfCall(state, event.callId)} was told that the destination is too busy.`;
    case 'call-ended': {
      const call = callOf(state, event.callId);
      if (event.end === 'us' || call?.phase === 'handed-over') return undefined;
      return `${lineNameOfCall(state, event.callId)} ended: ${endWords(event.end)} (${reasonWords(event.reason)}).`;
    }
    case 'hearing-lost':
      return `${lineNameOfCall(state, event.callId)} can no longer be listened to; listen in and press *I hear someone*.`;
    case 'redial-planned':
      return `${lineNameById(state, event.lineId)} dials again at ${clock(event.redialAt)}; ${event.dialsLeft} dials left.`;
    case 'line-waits':
      return `${lineNameById(state, event.lineId)} ${waitWords(event.reason)}.`;
    case 'line-given-up':
      return `${lineNameById(state, event.lineId)} is out: ${reasonWords(event.reason)}.`;
    case 'line-dropped':
      return `${mention(event.by)} dropped ${lineNameById(state, event.lineId)}.`;
    case 'offer-made': {
      const line = lineNameOfCall(state, event.callId);
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
      return event.end === 'taken' ? undefined : `${offerEndWords(event.end)}${where}.`;
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
      return event.outcome === 'waited-too-long'
        ? 'The hunt ended: it waited as long as allowed.'
        : `The hunt ended with ${event.agentsReached} ${event.agentsReached === 1 ? 'agent' : 'agents'} reached.`;
    case 'call-began':
    case 'call-heard':
    case 'menu-done':
    case 'claim-refused':
    case 'hand-over-began':
    case 'phrase-said':
    case 'hunt-closing':
      return undefined;
  }
}
