import { type EventOf, type HuntEvent, unknownEvent } from './events.js';
import { evolveCallback } from './evolve-callback.js';
import { evolveCall } from './evolve-calls.js';
import { evolveOffer } from './evolve-offers.js';
import { evolveLesson, evolveTeachings } from './evolve-teaching.js';
import { evolveWalk } from './evolve-walk.js';
import type { CallState, HuntState, LineState } from './state.js';

/** The state after one more event. Pure, without rules: only what each event means. Throws on an unknown event. */
export function evolve(state: HuntState | undefined, event: HuntEvent): HuntState {
  if (event.type === 'hunt-started') return started(event);
  if (state === undefined) throw new Error(`A hunt begins with hunt-started, not with ${event.type}`);
  return { ...apply(state, event), version: state.version + 1 };
}

/** The state after all events, or undefined when there are none. */
export function replay(events: readonly HuntEvent[], from?: HuntState): HuntState | undefined {
  let state = from;
  for (const event of events) state = evolve(state, event);
  return state;
}

function started({ at, type: _type, dialsAt, ...request }: EventOf<'hunt-started'>): HuntState {
  return {
    ...request,
    version: 1,
    startedAt: at,
    lineStates: request.lines.map((line, index) => ({ lineId: line.id, dialAt: dialsAt[index] ?? at, dials: 0 })),
    calls: [],
    offers: [],
    teachings: [],
    dials: 0,
    agentsReached: 0,
  };
}

function apply(state: HuntState, event: Exclude<HuntEvent, { type: 'hunt-started' }>): HuntState {
  switch (event.type) {
    case 'call-began':
      return began(state, event);
    case 'call-ended':
      return ended(state, event);
    case 'connected':
      return connected(state, event);
    case 'hunt-closing':
      return { ...state, outcome: event.outcome, lineStates: state.lineStates.map(undue) };
    case 'hunt-ended':
      return { ...state, outcome: event.outcome, endedAt: event.at };
    case 'hunt-cancelled':
      return { ...state, cancelledBy: event.by };
    case 'line-waits': {
      const waits = onLine(state, event.lineId, (line) => ({ ...line, waits: event.reason }));
      return event.hold === undefined ? waits : { ...waits, hold: event.hold };
    }
    case 'redial-planned':
      return onLine(state, event.lineId, (line) => ({ ...undue(line), dialAt: event.redialAt }));
    case 'line-given-up':
      return onLine(state, event.lineId, (line) => ({ ...undue(line), retired: { reason: event.reason } }));
    case 'line-dropped': {
      const retired = { reason: 'Dropped by a person.', by: event.by };
      return onLine(state, event.lineId, (line) => ({ ...undue(line), retired }));
    }
    case 'offer-made':
    case 'call-resumed':
      return onCall(evolveOffer(state, event), event.callId, (call) => evolveCall(call, event));
    case 'call-dialled':
    case 'call-answered':
    case 'call-heard':
    case 'call-let-go':
    case 'on-hold':
    case 'too-busy':
    case 'destination-closed':
    case 'hearing-lost':
    case 'phrase-said':
      return onCall(state, event.callId, (call) => evolveCall(call, event));
    case 'press-asked':
    case 'prompt-missed':
    case 'key-pressed':
    case 'step-done':
    case 'menu-reordered':
    case 'key-not-accepted':
    case 'key-wanted':
    case 'menu-done':
      return onCall(state, event.callId, (call) => evolveWalk(state, call, event));
    case 'callback-offered':
    case 'callback-chosen':
    case 'callback-lapsed':
    case 'callback-entry-began':
    case 'callback-entry-ended':
    case 'callback-entry-again':
    case 'callback-confirmed':
    case 'callback-failed':
      return onCall(state, event.callId, (call) => evolveCallback(call, event));
    case 'offer-widened':
    case 'offer-reopened':
    case 'offer-ended':
    case 'offer-claimed':
    case 'hand-over-began':
    case 'hand-over-failed':
      return evolveOffer(state, event);
    case 'teaching-begun':
    case 'recording-learnt':
    case 'recording-named':
    case 'recording-relabelled':
      return evolveTeachings(state, event);
    case 'agent-missed': {
      const agentsReached = state.agentsReached + (event.reached ? 1 : 0);
      return onCall({ ...state, agentsReached }, event.callId, (call) => ({ ...call, missedBy: event.by }));
    }
    case 'listen-in-began':
    case 'listen-in-ended':
    case 'listener-left':
    case 'listen-again-asked':
    case 'key-asked':
    case 'key-taught':
    case 'sound-named':
      return onCall(state, event.callId, (call) => evolveLesson(call, event));
    case 'way-refused':
    case 'lesson-ended':
      return state;
    default:
      return unknownEvent(event);
  }
}

function began(state: HuntState, { callId, lineId, at }: EventOf<'call-began'>): HuntState {
  const dialed = onLine(state, lineId, (line) => ({ ...undue(line), callId, dials: line.dials + 1 }));
  return { ...dialed, dials: state.dials + 1, calls: [...state.calls, begun(callId, lineId, at)] };
}

function ended(state: HuntState, event: EventOf<'call-ended'>): HuntState {
  const uncounted = event.undialed === true ? 1 : 0;
  const lineStates = state.lineStates.map((line) =>
    line.callId === event.callId ? { ...free(line), dials: line.dials - uncounted } : line,
  );
  const next = { ...state, lineStates, dials: state.dials - uncounted };
  return onCall(next, event.callId, (call) => evolveCall(call, event));
}

/** From here the call is the taker's, and its line is free. */
function connected(state: HuntState, event: EventOf<'connected'>): HuntState {
  const callId = state.offers.find(({ id }) => id === event.offerId)?.callId;
  const lineStates = state.lineStates.map((line) =>
    callId !== undefined && line.callId === callId ? free(undue(line)) : line,
  );
  return evolveOffer({ ...state, lineStates, agentsReached: state.agentsReached + 1 }, event);
}

function begun(id: string, lineId: string, at: number): CallState {
  return {
    id,
    lineId,
    phase: 'dialling',
    since: at,
    beganAt: at,
    hears: true,
    stage: 'menu',
    menuStep: 0,
    stepSince: at,
    spokeAfterMenu: false,
    tooBusy: false,
    heldMusic: false,
    promptMissed: false,
    keyWanted: false,
    stepsDone: [],
    notAccepted: [],
    taughtKeys: [],
    owesGoodbye: false,
  };
}

function onCall(state: HuntState, callId: string, change: (call: CallState) => CallState): HuntState {
  return { ...state, calls: state.calls.map((call) => (call.id === callId ? change(call) : call)) };
}

function onLine(state: HuntState, lineId: string, change: (line: LineState) => LineState): HuntState {
  return { ...state, lineStates: state.lineStates.map((line) => (line.lineId === lineId ? change(line) : line)) };
}

function undue({ dialAt: _dialAt, waits: _waits, ...line }: LineState): LineState {
  return line;
}

function free({ callId: _callId, ...line }: LineState): LineState {
  return line;
}
