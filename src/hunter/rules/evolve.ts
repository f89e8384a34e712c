import type { HuntEvent } from './events.js';
import { evolveCall } from './evolve-calls.js';
import { evolveOffer } from './evolve-offers.js';
import { evolveTeachings } from './evolve-teaching.js';
import { callOf, claimInFlight, isAlive, offerOn } from './query.js';
import type { CallState, HuntState, LineState } from './state.js';
import { toDropping } from './transitions.js';

/** The state after one more event. Pure; knows no rules, only what each event means. */
export function evolve(state: HuntState | undefined, event: HuntEvent): HuntState {
  if (event.type === 'hunt-started') return started(event);
  if (state === undefined) throw new Error(`A hunt begins with hunt-started, not with ${event.type}`);
  const hunt = evolveTeachings(evolveHunt(state, event), event);
  const next = evolveLines(evolveCalls(evolveOffer(hunt, event), event), event);
  return { ...next, version: state.version + 1 };
}

/** The state after all events, or undefined when there are none. */
export function replay(events: readonly HuntEvent[], from?: HuntState): HuntState | undefined {
  let state = from;
  for (const event of events) state = evolve(state, event);
  return state;
}

function started(event: Extract<HuntEvent, { type: 'hunt-started' }>): HuntState {
  const { at, type: _type, ...request } = event;
  // A lesson's menu is what its teacher makes of it.
  const menu = request.lesson === true ? [] : request.destination.menu;
  return {
    ...request,
    destination: { ...request.destination, menu },
    version: 1,
    startedAt: at,
    lineStates: request.lines.map((line, index) => ({
      lineId: line.id,
      dialAt: at + index * request.policy.staggerMs,
      dials: 0,
    })),
    calls: [],
    offers: [],
    teachings: [],
    dials: 0,
    agentsReached: 0,
  };
}

function evolveHunt(state: HuntState, event: HuntEvent): HuntState {
  switch (event.type) {
    case 'call-began':
      return { ...state, dials: state.dials + 1 };
    case 'call-ended':
      return wasNotSent(state, event) ? { ...state, dials: state.dials - 1 } : state;
    case 'connected':
      return { ...state, agentsReached: state.agentsReached + 1 };
    case 'agent-missed':
      return event.reached ? { ...state, agentsReached: state.agentsReached + 1 } : state;
    case 'line-waits':
      return event.hold === undefined ? state : { ...state, hold: event.hold };
    case 'hunt-cancelled':
      return { ...state, cancelledBy: event.by };
    case 'hunt-closing':
      return { ...state, outcome: event.outcome };
    case 'hunt-ended':
      return { ...state, outcome: event.outcome, endedAt: event.at };
    default:
      return state;
  }
}

function evolveCalls(state: HuntState, event: HuntEvent): HuntState {
  if (event.type === 'call-began') return { ...state, calls: [...state.calls, begun(event)] };
  if (event.type === 'hunt-closing')
    return { ...state, calls: state.calls.map((call) => letGo(state, call, event.at)) };
  if (event.type === 'line-dropped') {
    const calls = state.calls.map((call) => (call.lineId === event.lineId ? letGo(state, call, event.at) : call));
    return { ...state, calls };
  }
  if (!('callId' in event)) return state;
  return {
    ...state,
    calls: state.calls.map((call) => (call.id === event.callId ? evolveCall(state, call, event) : call)),
  };
}

/** Everything alive is dropped, but never under a claim in flight. */
function letGo(state: HuntState, call: CallState, at: number): CallState {
  const offer = offerOn(state, call.id);
  const taken = offer !== undefined && claimInFlight(offer) !== undefined;
  return isAlive(call) && !taken ? toDropping(call, at, call.owesGoodbye) : call;
}

function begun(event: Extract<HuntEvent, { type: 'call-began' }>): CallState {
  return {
    id: event.callId,
    lineId: event.lineId,
    phase: 'dialling',
    since: event.at,
    beganAt: event.at,
    hears: true,
    stage: 'menu',
    menuStep: 0,
    stepSince: event.at,
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

function evolveLines(state: HuntState, event: HuntEvent): HuntState {
  const lineStates = state.lineStates.map((line) => evolveLine(state, line, event));
  return { ...state, lineStates };
}

function evolveLine(state: HuntState, line: LineState, event: HuntEvent): LineState {
  const { dialAt: _dialAt, waits: _waits, callId, ...idle } = line;
  const inCall = callId === undefined ? {} : { callId };
  if (event.type === 'hunt-closing') return { ...idle, ...inCall };
  if (event.type === 'connected') {
    const call = state.offers.find((offer) => offer.id === event.offerId)?.callId;
    return call !== undefined && call === callId ? { ...idle } : line;
  }
  if (event.type === 'call-ended') {
    if (callId !== event.callId) return line;
    return wasNotSent(state, event) ? { ...omitCall(line), dials: line.dials - 1 } : omitCall(line);
  }
  if (!('lineId' in event) || event.lineId !== line.lineId) return line;
  switch (event.type) {
    case 'call-began':
      return { ...idle, callId: event.callId, dials: line.dials + 1 };
    case 'redial-planned':
      return { ...idle, ...inCall, dialAt: event.redialAt };
    case 'line-waits':
      return { ...line, waits: event.reason };
    case 'line-given-up':
      return { ...idle, ...inCall, retired: { reason: event.reason } };
    case 'line-dropped':
      return { ...idle, ...inCall, retired: { reason: 'Dropped by a person.', by: event.by } };
  }
}

/** The destination was not called, so it is no dial. */
function wasNotSent(state: HuntState, { callId, end }: Extract<HuntEvent, { type: 'call-ended' }>): boolean {
  return end === 'not-sent' && callOf(state, callId)?.sessionId === undefined;
}

function omitCall(line: LineState): LineState {
  const { callId: _callId, ...idle } = line;
  return idle;
}
