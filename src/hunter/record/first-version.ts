import type { StartHunt } from '../rules/commands.js';
import type { Refusal } from '../rules/decision.js';
import type { EventOf, HeardMeans, HuntEvent } from '../rules/events.js';
import { meaningOf } from '../rules/hear.js';
import { stepAfter } from '../rules/menu-script.js';
import { callOf, claimInFlight, isAlive, offerOn, stoppedAt } from '../rules/query.js';
import type { CallState, HuntState } from '../rules/state.js';

/**
 * The first version of the events. Whether a call was let go, and what a sound meant, was not recorded: it followed from the event and the
 * state. A refusal was an event.
 */
export type FirstEvent = Exclude<HuntEvent, { type: Changed | 'call-let-go' }> | Former;

type Former =
  | ({ readonly type: 'hunt-started'; readonly at: number } & Omit<StartHunt, 'type'>)
  | Omit<EventOf<'call-heard'>, keyof HeardMeans>
  | Omit<EventOf<'key-pressed'>, 'next'>
  | Omit<EventOf<'step-done'>, 'next'>
  | Omit<EventOf<'key-not-accepted'>, 'promptEndedAt'>
  | Omit<EventOf<'callback-offered'>, 'promptEndedAt'>
  | Omit<EventOf<'call-ended'>, 'undialed'>
  | Omit<EventOf<'call-resumed'>, 'spokenAt'>
  | Refusal;

type Changed = Exclude<Former['type'], Refusal['type']>;

/** The longest silence of that version: after a restart an agent was spoken to at once. Its own copy, since today's limit may change. */
const SPOKEN_BEFORE_MS = 8_000;

/**
 * Translates an event of the first version to today's events; `state` is the state before it. Where a rule decided then, today's rule is
 * asked: before such a rule changes, copy its old form into this file.
 */
export function fromFirstVersion(state: HuntState | undefined, event: FirstEvent): readonly HuntEvent[] {
  if (event.type === 'hunt-started') return [started(event)];
  if (state === undefined) throw new Error(`A hunt begins with hunt-started, not with ${event.type}`);
  switch (event.type) {
    case 'claim-refused':
    case 'disown-refused':
    case 'callback-choice-refused':
      return [];
    case 'call-heard':
      return heard(state, event);
    case 'too-busy':
    case 'destination-closed':
      return [event, ...letGo(event.at, callOf(state, event.callId))];
    case 'hearing-lost': {
      const call = callOf(state, event.callId);
      return call === undefined || keepsPlace(state, call) ? [event] : [event, ...letGo(event.at, call)];
    }
    case 'line-dropped':
      return [event, ...letAllGo(state, event.at, ({ lineId }) => lineId === event.lineId)];
    case 'hunt-closing':
      return [event, ...letAllGo(state, event.at, () => true)];
    case 'offer-ended':
      return [event, ...afterOffer(state, event)];
    case 'key-pressed':
    case 'step-done': {
      const done = callOf(state, event.callId)?.stepsDone ?? [];
      return [{ ...event, next: stepAfter(state.destination.menu, done, event.step) }];
    }
    case 'key-not-accepted': {
      const last = callOf(state, event.callId)?.lastHeard;
      return [{ ...event, promptEndedAt: last === undefined ? event.at : stoppedAt(last, event.at) }];
    }
    case 'callback-offered': {
      const last = callOf(state, event.callId)?.lastHeard?.heard;
      const quiet = last === 'prompt-ended' || last === 'silence' || last === 'music' || last === 'tone';
      return [quiet ? { ...event, promptEndedAt: event.at } : event];
    }
    case 'call-ended': {
      const undialed = event.end === 'not-sent' && callOf(state, event.callId)?.sessionId === undefined;
      return [undialed ? { ...event, undialed } : event];
    }
    case 'call-resumed':
      return [{ ...event, spokenAt: event.at - SPOKEN_BEFORE_MS }];
    default:
      return [event];
  }
}

function started(event: Extract<FirstEvent, { type: 'hunt-started' }>): HuntEvent {
  const menu = event.lesson === true ? [] : event.destination.menu;
  const dialsAt = event.lines.map((_line, index) => event.at + index * event.policy.staggerMs);
  return { ...event, destination: { ...event.destination, menu }, dialsAt };
}

function heard(state: HuntState, event: Extract<FirstEvent, { type: 'call-heard' }>): readonly HuntEvent[] {
  const { callId, verdict, at } = event;
  const call = callOf(state, callId);
  if (call === undefined) return [event];
  const means = { ...event, ...meaningOf(state, call, verdict, at) };
  const offered = call.phase === 'offered' || call.phase === 'handing-over';
  return verdict.heard === 'busy' && !offered ? [means, ...letGo(at, call)] : [means];
}

function keepsPlace(state: HuntState, call: CallState): boolean {
  if (offerOn(state, call.id) !== undefined) return true;
  return state.lesson !== true && (call.phase === 'waiting' || call.phase === 'on-hold');
}

function afterOffer(state: HuntState, { end, at, offerId }: EventOf<'offer-ended'>): readonly HuntEvent[] {
  const offer = state.offers.find(({ id }) => id === offerId);
  if (offer === undefined || end === 'withdrawn' || end === 'not-a-person') return [];
  return letGo(at, callOf(state, offer.callId), end !== 'agent-gone' && offer.challenge !== true);
}

function letAllGo(state: HuntState, at: number, isMeant: (call: CallState) => boolean): readonly HuntEvent[] {
  return state.calls.filter(isMeant).flatMap((call) => {
    const offer = offerOn(state, call.id);
    return offer !== undefined && claimInFlight(offer) !== undefined ? [] : letGo(at, call);
  });
}

function letGo(at: number, call: CallState | undefined, goodbye = false): readonly HuntEvent[] {
  if (call === undefined || !isAlive(call) || call.phase === 'dropping') return [];
  return [{ type: 'call-let-go', at, callId: call.id, goodbye: goodbye && call.hears }];
}
