import type { Request } from './commands.js';
import type { Draft } from './draft.js';
import { callOf, claimInFlight, claimsInFlight, findClaim, isAlive, isClosing, offerOn, stillWanted } from './query.js';
import { planRedial, refill } from './redial.js';
import type { CallState, ClaimState, HuntState, OfferState } from './state.js';
import type { HandOverOutcome, Verdict } from './words.js';

type RequestOf<T extends Request['type']> = Extract<Request, { type: T }>;

export function offerHeard(draft: Draft, callId: string, verdict: Verdict): void {
  if (isClosing(draft.state) || offerOn(draft.state, callId) !== undefined) return;
  draft.emit({ type: 'offer-made', offerId: nextOfferId(draft.state, callId), callId, verdict });
}

/** A person says an agent is there. Meant for calls that cannot hear; on the others a person may overrule the ear. */
export function vouch(draft: Draft, { callId, by }: RequestOf<'vouch'>): void {
  const call = callOf(draft.state, callId);
  if (call === undefined || isClosing(draft.state) || offerOn(draft.state, callId) !== undefined) return;
  if (!isAlive(call) || call.phase === 'dialling' || call.phase === 'dropping') return;
  draft.emit({ type: 'offer-made', offerId: nextOfferId(draft.state, callId), callId, vouchedBy: by });
}

function nextOfferId(state: HuntState, callId: string): string {
  return `${callId}-${state.offers.filter((offer) => offer.callId === callId).length + 1}`;
}

/** The hold is back on an offer nobody has claimed: the agent left, or there never was one. A person's word outweighs the ear's. */
export function withdraw(draft: Draft, callId: string, verdict: Verdict): void {
  const offer = offerOn(draft.state, callId);
  if (offer?.status !== 'open' || offer.vouchedBy !== undefined) return;
  if (verdict.heard === 'busy') draft.emit({ type: 'offer-ended', offerId: offer.id, end: 'agent-gone' });
  if (isHold(verdict)) draft.emit({ type: 'offer-ended', offerId: offer.id, end: 'withdrawn' });
}

function isHold(verdict: Verdict): boolean {
  return verdict.heard === 'music' || verdict.heard === 'announcement';
}

/** One claim an offer wins, and no more claims at once than agents are wanted; everybody else hears who was first. */
export function claim(draft: Draft, { offerId, claimId, by, ringTarget }: RequestOf<'claim'>): void {
  const { state } = draft;
  const offer = state.offers.find((candidate) => candidate.id === offerId);
  if (offer === undefined || isKnownClaim(draft, claimId)) return;
  const call = callOf(state, offer.callId);
  const takeable = offer.status === 'open' && call !== undefined && isAlive(call);
  if (takeable && !isClosing(state) && claimsInFlight(state).length < stillWanted(state)) {
    draft.emit({ type: 'offer-claimed', offerId, claimId, by, ringTarget });
    return;
  }
  const first = winner(state, offer);
  const taken = first === undefined ? {} : { takenBy: first.by, takenAt: first.at };
  const ended = offer.status === 'connected' ? 'taken' : offer.end;
  const end = ended === undefined ? {} : { offerEnd: ended };
  draft.emit({ type: 'claim-refused', offerId, claimId, by, ...taken, ...end });
}

/** Slack may deliver one click twice: the second delivery is no second claim. */
function isKnownClaim(draft: Draft, claimId: string): boolean {
  return findClaim(draft.state, claimId) !== undefined;
}

function winner(state: HuntState, offer: OfferState): ClaimState | undefined {
  const own = offer.claims.findLast((candidate) => candidate.status !== 'failed');
  // A spare agent is not taken while the wanted one is being handed over.
  return own ?? (offer.status === 'open' ? claimsInFlight(state)[0] : undefined);
}

export function handOverBegan(draft: Draft, claimId: string): void {
  if (findClaim(draft.state, claimId)?.claim.status !== 'waiting') return;
  draft.emit({ type: 'hand-over-began', claimId });
}

export function handOverEnded(draft: Draft, claimId: string, result: HandOverOutcome): void {
  const found = findClaim(draft.state, claimId);
  if (found === undefined || claimInFlight(found.offer)?.id !== claimId) return;
  const { id: offerId, callId } = found.offer;
  if (result.outcome === 'connected') {
    draft.emit({ type: 'connected', claimId, offerId, way: result.way });
    refill(draft, callId);
    return;
  }
  draft.emit({ type: 'hand-over-failed', claimId, result });
  const call = callOf(draft.state, callId);
  if (call === undefined || !isAlive(call) || result.outcome === 'agent-gone' || isGone(call)) {
    draft.emit({ type: 'offer-ended', offerId, end: 'agent-gone' });
    if (call?.phase === 'ended') planRedial(draft, callId);
  } else if (isClosing(draft.state)) {
    draft.emit({ type: 'offer-ended', offerId, end: 'hunt-over' });
  } else if (call.lastHeard !== undefined && found.offer.vouchedBy === undefined && isHold(call.lastHeard)) {
    draft.emit({ type: 'offer-ended', offerId, end: 'withdrawn' });
  } else {
    draft.emit({ type: 'offer-reopened', offerId, reason: result.reason });
  }
}

function isGone(call: CallState): boolean {
  return call.hears && call.lastHeard?.heard === 'busy';
}
