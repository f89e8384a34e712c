import type { CallState, ClaimState, HuntState, LineState, OfferState } from './state.js';

/** Questions about a hunt's state, asked by the rules, the runner and whoever shows a hunt. */

/** A call that is ours to end. A handed-over call belongs to taker and agent. */
export function isAlive(call: CallState): boolean {
  return call.phase !== 'ended' && call.phase !== 'handed-over';
}

export function callOf(state: HuntState, callId: string): CallState | undefined {
  return state.calls.find((call) => call.id === callId);
}

export function lineOf(state: HuntState, lineId: string): LineState | undefined {
  return state.lineStates.find((line) => line.lineId === lineId);
}

export function isInFlight(claim: ClaimState): boolean {
  return claim.status === 'waiting' || claim.status === 'handing-over';
}

/** The claim whose hand-over is to come or under way; at most one an offer. */
export function claimInFlight(offer: OfferState): ClaimState | undefined {
  return offer.claims.find(isInFlight);
}

export function findClaim(
  state: HuntState,
  claimId: string,
): { readonly offer: OfferState; readonly claim: ClaimState } | undefined {
  for (const offer of state.offers) {
    const claim = offer.claims.find((candidate) => candidate.id === claimId);
    if (claim !== undefined) return { offer, claim };
  }
  return undefined;
}

function isActive(offer: OfferState): boolean {
  return offer.status === 'open' || offer.status === 'claimed';
}

/** Offers that wait to be taken or are being handed over. */
export function activeOffers(state: HuntState): readonly OfferState[] {
  return state.offers.filter(isActive);
}

/** The active offer on a call; at most one. */
export function offerOn(state: HuntState, callId: string): OfferState | undefined {
  return state.offers.find((offer) => offer.callId === callId && isActive(offer));
}

export function claimsInFlight(state: HuntState): readonly ClaimState[] {
  return state.offers.flatMap((offer) => offer.claims.filter(isInFlight));
}

/** Agents still to be reached. */
export function stillWanted(state: HuntState): number {
  return Math.max(0, state.wanted - state.agentsReached);
}

/** Closing: no new calls and no new offers; what is alive is being let go. */
export function isClosing(state: HuntState): boolean {
  return state.outcome !== undefined;
}

export function isOver(state: HuntState): boolean {
  return state.endedAt !== undefined;
}
