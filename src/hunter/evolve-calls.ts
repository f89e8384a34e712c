import type { HuntEvent } from './events.js';
import { offerOn } from './query.js';
import type { CallState, HuntState } from './state.js';
import { toDropping, toPhase } from './transitions.js';
import type { Verdict } from './words.js';

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
      return heard(call, event.verdict, event.at);
    case 'press-asked':
      return { ...call, pressAskedBy: event.by };
    case 'prompt-missed':
      return { ...call, promptMissed: true };
    case 'key-pressed': {
      const { pressAskedBy: _asked, promptEndedAt: _ended, ...rest } = call;
      return { ...rest, menuStep: event.step + 1, stepSince: event.at, promptMissed: false };
    }
    case 'menu-done': {
      const { pressAskedBy: _asked, promptEndedAt: _ended, ...rest } = call;
      const done = { ...rest, menuStep: state.destination.menu.length, stepSince: event.at, menuDoneAt: event.at };
      return toPhase({ ...done, stage: 'hold', promptMissed: false }, 'waiting', event.at);
    }
    case 'on-hold':
      return { ...toPhase(call, 'on-hold', event.at), heldMusic: true };
    case 'too-busy':
      return { ...call, tooBusy: true };
    case 'hearing-lost': {
      const deaf = { ...call, hears: false, owesGoodbye: false };
      return offerOn(state, call.id) === undefined ? toDropping(deaf, event.at, false) : deaf;
    }
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
      return call;
  }
}

function heard(call: CallState, verdict: Verdict, at: number): CallState {
  const { promptEndedAt, ...rest } = call;
  const next: CallState = {
    ...rest,
    lastHeard: verdict,
    lastHeardAt: at,
    spokeAfterMenu: call.spokeAfterMenu || (call.menuDoneAt !== undefined && isSpeech(verdict)),
    ...promptEnd(call, verdict, at),
  };
  const offered = call.phase === 'offered' || call.phase === 'handing-over';
  return verdict.heard === 'busy' && !offered ? toDropping(next, at, false) : next;
}

function isSpeech(verdict: Verdict): boolean {
  return verdict.heard !== 'silence' && verdict.heard !== 'ringback' && verdict.heard !== 'busy';
}

/** The ear tells some time after speech stopped; `atMs - sinceMs` says how long, so no key is late by that delay. */
function promptEnd(call: CallState, verdict: Verdict, at: number): { promptEndedAt?: number } {
  const kept = call.promptEndedAt === undefined ? {} : { promptEndedAt: call.promptEndedAt };
  if (call.phase !== 'menu') return {};
  if (verdict.heard === 'silence' || verdict.heard === 'tone') return kept;
  if (verdict.heard !== 'prompt-ended') return {};
  const stoppedAt = at - Math.max(0, verdict.atMs - verdict.sinceMs);
  // Speech that stopped before the last key was pressed is that key's prompt, not the next one's.
  return call.menuStep > 0 && stoppedAt < call.stepSince ? kept : { promptEndedAt: stoppedAt };
}
