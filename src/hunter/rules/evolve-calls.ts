import type { Verdict } from '../terms.js';
import type { HuntEvent } from './events.js';
import { callbackHeard, evolveCallback } from './evolve-callback.js';
import { evolveLesson } from './evolve-teaching.js';
import { evolveWalk, walkHeard } from './evolve-walk.js';
import { SILENCE_LIMIT_MS } from './moments.js';
import { offerOn } from './query.js';
import type { CallState, HuntState } from './state.js';
import { toDropping, toPhase } from './transitions.js';

/** What an event means for the call it names. `state` is the hunt with the event's offers already applied. */
export function evolveCall(state: HuntState, call: CallState, event: HuntEvent): CallState {
  switch (event.type) {
    case 'call-dialled': {
      const { sessionId, partyId, way, hears } = event;
      const known = { ...call, sessionId, partyId, way, hears };
      return call.phase === 'dialling' ? toPhase(known, 'ringing', event.at) : known;
    }
    case 'call-answered':
      return { ...toPhase(call, 'menu', event.at), answeredAt: event.at, stepSince: event.at };
    case 'call-heard':
      return heard(state, call, event.verdict, event.at);
    case 'on-hold':
      return { ...toPhase(call, 'on-hold', event.at), heldMusic: true };
    case 'too-busy':
      return toDropping({ ...call, tooBusy: true }, event.at, false);
    case 'destination-closed':
      return toDropping({ ...call, saidClosed: true }, event.at, false);
    case 'hearing-lost': {
      const deaf = { ...call, hears: false, owesGoodbye: false };
      return keepsPlace(state, call) ? deaf : toDropping(deaf, event.at, false);
    }
    case 'call-resumed':
      return resumed(call, event);
    case 'phrase-said': {
      const said = { ...call, lastPhrase: event.phrase, lastPhraseAt: event.at };
      return event.phrase === 'goodbye' ? { ...said, owesGoodbye: false } : said;
    }
    case 'offer-made': {
      // Whatever was said before was said to somebody else.
      const { lastPhrase: _phrase, lastPhraseAt: _at, ...rest } = call;
      return { ...toPhase(rest, 'offered', event.at), stage: 'hold' };
    }
    case 'call-ended': {
      const end = { end: event.end, endReason: event.reason, endedAt: event.at };
      return { ...call, ...end, phase: 'ended', since: event.at, stage: 'off', owesGoodbye: false };
    }
    default:
      return evolveLesson(evolveCallback(evolveWalk(state, call, event), event), event);
  }
}

/** Worth keeping unheard: an agent is there, or it waits for one and a person can take it. A menu cannot be walked deaf. */
function keepsPlace(state: HuntState, call: CallState): boolean {
  if (offerOn(state, call.id) !== undefined) return true;
  return state.lesson !== true && (call.phase === 'waiting' || call.phase === 'on-hold');
}

/**
 * Its audio begins anew: prompts are awaited again before a key is pressed, and no time of the old audio is used. An agent is
 * spoken to at once: what the former owner said, and when the agent came, is told in the time of its clock.
 */
function resumed(call: CallState, event: Extract<HuntEvent, { type: 'call-resumed' }>): CallState {
  const { promptEndedAt: _ended, lastHeard: _heard, lastHeardAt: _heardAt, callback, ...rest } = call;
  const { sessionId, partyId, at } = event;
  const next = { ...rest, sessionId, partyId, hears: true, stepSince: at, lastPhraseAt: at - SILENCE_LIMIT_MS };
  const unnamed = call.unnamedFromMs === undefined ? {} : { unnamedFromMs: 0 };
  if (callback === undefined) return { ...next, ...unnamed };
  const { promptEndedAt: _prompt, ...waiting } = callback;
  return { ...next, ...unnamed, callback: waiting };
}

function heard(state: HuntState, before: CallState, verdict: Verdict, at: number): CallState {
  const call = callbackHeard(walkHeard(state, before, verdict, at), verdict, at);
  const next: CallState = {
    ...call,
    lastHeard: verdict,
    lastHeardAt: at,
    spokeAfterMenu: call.spokeAfterMenu || (call.menuDoneAt !== undefined && isSpeech(verdict)),
  };
  const offered = call.phase === 'offered' || call.phase === 'handing-over';
  return verdict.heard === 'busy' && !offered ? toDropping(next, at, false) : next;
}

function isSpeech(verdict: Verdict): boolean {
  return verdict.heard !== 'silence' && verdict.heard !== 'ringback' && verdict.heard !== 'busy';
}
