import { type EventOf, unknownEvent } from './events.js';
import type { CallState } from './state.js';
import { toDropping, toPhase } from './transitions.js';

/** What an event means for its call. */
export function evolveCall(
  call: CallState,
  event: EventOf<
    | 'call-dialled'
    | 'call-answered'
    | 'call-heard'
    | 'call-let-go'
    | 'on-hold'
    | 'too-busy'
    | 'destination-closed'
    | 'hearing-lost'
    | 'call-resumed'
    | 'phrase-said'
    | 'offer-made'
    | 'call-ended'
  >,
): CallState {
  switch (event.type) {
    case 'call-dialled': {
      const { sessionId, partyId, way, hears } = event;
      const known = { ...call, sessionId, partyId, way, hears };
      return call.phase === 'dialling' ? toPhase(known, 'ringing', event.at) : known;
    }
    case 'call-answered':
      return { ...toPhase(call, 'menu', event.at), answeredAt: event.at, stepSince: event.at };
    case 'call-heard':
      return heard(call, event);
    case 'call-let-go':
      return toDropping(call, event.at, event.goodbye);
    case 'on-hold':
      return { ...toPhase(call, 'on-hold', event.at), heldMusic: true };
    case 'too-busy':
      return { ...call, tooBusy: true };
    case 'destination-closed':
      return { ...call, saidClosed: true };
    case 'hearing-lost':
      return { ...call, hears: false, owesGoodbye: false };
    case 'call-resumed':
      return resumed(call, event);
    case 'phrase-said': {
      const said = { ...call, lastPhrase: event.phrase, lastPhraseAt: event.at };
      return event.phrase === 'goodbye' ? { ...said, owesGoodbye: false } : said;
    }
    case 'offer-made': {
      // Earlier phrases were said to another agent.
      const { lastPhrase: _phrase, lastPhraseAt: _at, ...rest } = call;
      return { ...toPhase(rest, 'offered', event.at), stage: 'hold' };
    }
    case 'call-ended': {
      const end = { end: event.end, endReason: event.reason, endedAt: event.at };
      return { ...call, ...end, phase: 'ended', since: event.at, stage: 'off', owesGoodbye: false };
    }
    default:
      return unknownEvent(event);
  }
}

/** Its audio clock starts over: a prompt must be heard again before a key is pressed, and no time from the old audio is used. */
function resumed(call: CallState, { sessionId, partyId, at, spokenAt }: EventOf<'call-resumed'>): CallState {
  const { promptEndedAt: _ended, lastHeard: _heard, lastHeardAt: _heardAt, callback, ...rest } = call;
  const next = { ...rest, sessionId, partyId, hears: true, stepSince: at, lastPhraseAt: spokenAt };
  const unnamed = call.unnamedFromMs === undefined ? {} : { unnamedFromMs: 0 };
  if (callback === undefined) return { ...next, ...unnamed };
  const { promptEndedAt: _prompt, ...waiting } = callback;
  return { ...next, ...unnamed, callback: waiting };
}

function heard(call: CallState, event: EventOf<'call-heard'>): CallState {
  const { promptEndedAt: _ended, unanswered: _unanswered, callback, ...rest } = call;
  const { verdict, promptEndedAt, unanswered, spokeAfterMenu, entry } = event;
  return {
    ...rest,
    ...(promptEndedAt === undefined ? {} : { promptEndedAt }),
    ...(unanswered === undefined ? {} : { unanswered }),
    ...(callback === undefined ? {} : { callback: entryHeard(callback, entry) }),
    lastHeard: verdict,
    lastHeardAt: event.at,
    spokeAfterMenu: call.spokeAfterMenu || spokeAfterMenu === true,
  };
}

type Callback = NonNullable<CallState['callback']>;

function entryHeard(callback: Callback, entry: EventOf<'call-heard'>['entry']): Callback {
  if (entry === undefined) return callback;
  const { promptEndedAt: _ended, ...rest } = callback;
  return { ...rest, ...entry };
}
