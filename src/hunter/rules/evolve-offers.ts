import { type EventOf, unknownEvent } from './events.js';
import { findClaim } from './query.js';
import type { CallState, ClaimState, HuntState, OfferState } from './state.js';
import { toPhase } from './transitions.js';

/** What an event means for offers, their claims and their calls. */
export function evolveOffer(
  state: HuntState,
  event: EventOf<
    | 'offer-made'
    | 'call-resumed'
    | 'offer-widened'
    | 'offer-reopened'
    | 'offer-ended'
    | 'offer-claimed'
    | 'hand-over-began'
    | 'hand-over-failed'
    | 'connected'
  >,
): HuntState {
  switch (event.type) {
    case 'offer-made': {
      const vouched = event.vouchedBy === undefined ? {} : { vouchedBy: event.vouchedBy };
      const offer: OfferState = {
        id: event.offerId,
        callId: event.callId,
        madeAt: event.at,
        openedAt: event.at,
        widened: false,
        ...vouched,
        ...(event.challenge === undefined ? {} : { challenge: event.challenge }),
        ...(event.verdict === undefined ? {} : { heardFromMs: event.verdict.sinceMs }),
        status: 'open',
        claims: [],
      };
      return { ...state, offers: [...state.offers, offer] };
    }
    case 'call-resumed':
      // Its audio clock starts over.
      return { ...state, offers: state.offers.map((offer) => (offer.callId === event.callId ? afresh(offer) : offer)) };
    case 'offer-widened':
      return onOffer(state, event.offerId, (offer) => ({ ...offer, widened: true }));
    case 'offer-reopened':
      return onOffer(state, event.offerId, (offer) => ({ ...offer, status: 'open', openedAt: event.at }));
    case 'offer-ended': {
      const ended = onOffer(state, event.offerId, (offer) => ({ ...offer, status: 'ended', end: event.end }));
      return onCallOf(ended, event.offerId, (call) => afterOffer(call, event));
    }
    case 'offer-claimed': {
      const { claimId: id, by, at, ringTarget } = event;
      const claim: ClaimState = { id, by, at, ringTarget, status: 'waiting' };
      const claimed = onOffer(state, event.offerId, (offer) => ({
        ...offer,
        status: 'claimed',
        claims: [...offer.claims, claim],
      }));
      return onCallOf(claimed, event.offerId, (call) => toPhase(call, 'handing-over', event.at));
    }
    case 'hand-over-began':
      return onClaim(state, event.claimId, (claim) => ({
        ...claim,
        status: 'handing-over',
        handOverBeganAt: event.at,
      }));
    case 'hand-over-failed': {
      const failure = event.result.reason;
      const failed = onClaim(state, event.claimId, (claim) => ({ ...claim, status: 'failed', failure }));
      const offerId = findClaim(state, event.claimId)?.offer.id ?? '';
      const open = onOffer(failed, offerId, (offer) => ({ ...offer, status: 'open', openedAt: event.at }));
      return onCallOf(open, offerId, (call) => toPhase(call, 'offered', event.at));
    }
    case 'connected': {
      const taken = onClaim(state, event.claimId, (claim) => ({ ...claim, status: 'connected' }));
      const closed = onOffer(taken, event.offerId, (offer) => ({ ...offer, status: 'connected' }));
      return onCallOf(closed, event.offerId, (call) => handedOver(call, event.at));
    }
    default:
      return unknownEvent(event);
  }
}

/** Our part of the call may have ended before the hand-over was reported; then it stays ended. */
function handedOver(call: CallState, at: number): CallState {
  return call.phase === 'ended' ? call : { ...call, phase: 'handed-over', since: at, stage: 'off' };
}

function afresh({ heardFromMs: _from, ...offer }: OfferState): OfferState {
  return offer;
}

function afterOffer(call: CallState, { end, at }: EventOf<'offer-ended'>): CallState {
  if (end === 'withdrawn') return { ...toPhase(call, 'on-hold', at), heldMusic: true };
  return end === 'not-a-person' ? disowned(call, at) : call;
}

/** It was a recording: the call goes back to where it was. */
function disowned(call: CallState, at: number): CallState {
  if (call.menuDoneAt === undefined) return toPhase({ ...call, stage: 'menu' }, 'menu', at);
  return toPhase(call, call.heldMusic ? 'on-hold' : 'waiting', at);
}

function onOffer(state: HuntState, offerId: string, change: (offer: OfferState) => OfferState): HuntState {
  return { ...state, offers: state.offers.map((offer) => (offer.id === offerId ? change(offer) : offer)) };
}

function onClaim(state: HuntState, claimId: string, change: (claim: ClaimState) => ClaimState): HuntState {
  const offerId = findClaim(state, claimId)?.offer.id;
  if (offerId === undefined) return state;
  return onOffer(state, offerId, (offer) => ({
    ...offer,
    claims: offer.claims.map((claim) => (claim.id === claimId ? change(claim) : claim)),
  }));
}

function onCallOf(state: HuntState, offerId: string, change: (call: CallState) => CallState): HuntState {
  const callId = state.offers.find((offer) => offer.id === offerId)?.callId;
  return { ...state, calls: state.calls.map((call) => (call.id === callId ? change(call) : call)) };
}
