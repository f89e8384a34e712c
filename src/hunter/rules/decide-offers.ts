import type { HandOverOutcome, Verdict } from '../terms.js';
import type { Request } from './commands.js';
import { endCallback } from './decide-callback.js';
import type { Draft, TooLate } from './decision.js';
import { endOffer } from './let-go.js';
import { callOf, claimInFlight, claimsInFlight, findClaim, isAlive, isClosing, offerOn, stillWanted } from './query.js';
import { planRedial, refill } from './redial.js';
import type { CallState, ClaimState, HuntState, OfferState } from './state.js';

type RequestOf<T extends Request['type']> = Extract<Request, { type: T }>;

export function offerHeard(draft: Draft, callId: string, verdict: Verdict | undefined): void {
  const call = callOf(draft.state, callId);
  if (call !== undefined) openOffer(draft, call, verdict === undefined ? {} : { verdict });
}

/** The line asks for spoken words, so a person has to answer it. Once disowned, it is not offered again. */
export function offerChallenge(draft: Draft, call: CallState): void {
  const disowned = draft.state.offers.some(
    (offer) => offer.callId === call.id && offer.challenge === true && offer.end === 'not-a-person',
  );
  if (disowned) return;
  openOffer(draft, call, { ...(call.lastHeard === undefined ? {} : { verdict: call.lastHeard }), challenge: true });
}

/** A person says an agent is there. Meant for calls that cannot hear; on other calls it overrules the ear. */
export function vouch(draft: Draft, { callId, by }: RequestOf<'vouch'>): void {
  const call = callOf(draft.state, callId);
  if (call === undefined || !isAlive(call) || call.phase === 'dialling' || call.phase === 'dropping') return;
  openOffer(draft, call, { vouchedBy: by });
}

/** A call has at most one active offer. Once an agent is there, entering a callback number stops. */
export function openOffer(
  draft: Draft,
  call: CallState,
  what: { readonly verdict?: Verdict; readonly vouchedBy?: string; readonly challenge?: true },
): void {
  const { state } = draft;
  if (isClosing(state) || offerOn(state, call.id) !== undefined) return;
  endCallback(draft, call, 'Somebody is on the line instead.');
  draft.emit({ type: 'offer-made', offerId: nextOfferId(state, call.id), callId: call.id, ...what });
}

function nextOfferId(state: HuntState, callId: string): string {
  return `${callId}-${state.offers.filter((offer) => offer.callId === callId).length + 1}`;
}

/** The hold is back on an unclaimed offer: the agent left, or there never was one. What a person said outweighs the ear. */
export function withdraw(draft: Draft, callId: string, verdict: Verdict): void {
  const offer = offerOn(draft.state, callId);
  if (offer?.status !== 'open' || offer.vouchedBy !== undefined) return;
  if (verdict.heard === 'busy') endOffer(draft, offer, 'agent-gone');
  if (isHold(verdict)) endOffer(draft, offer, 'withdrawn');
}

/** Music, or a recording. A recording that asks for spoken words does not end the challenge it belongs to. */
function isHold({ heard, recording }: Verdict): boolean {
  if (recording?.kind === 'voice-challenge') return false;
  return heard === 'music' || heard === 'announcement' || recording !== undefined;
}

/** An offer is won by one claim, with no more claims in flight than agents still wanted. Later claims are told who was first. */
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
  draft.refuse({ type: 'claim-refused', offerId, claimId, by, at: draft.at, ...tooLate(state, offer) });
}

/** For a late click: who was first and when, or how the offer ended. */
export function tooLate(state: HuntState, offer: OfferState): TooLate {
  const first = winner(state, offer);
  const taken = first === undefined ? {} : { takenBy: first.by, takenAt: first.at };
  const ended = offer.status === 'connected' ? 'taken' : offer.end;
  return ended === undefined ? taken : { ...taken, offerEnd: ended };
}

/** Slack may deliver a click twice. The second delivery is not a new claim. */
function isKnownClaim(draft: Draft, claimId: string): boolean {
  return findClaim(draft.state, claimId) !== undefined;
}

function winner(state: HuntState, offer: OfferState): ClaimState | undefined {
  const own = offer.claims.findLast((candidate) => candidate.status !== 'failed');
  // A spare agent can't be taken while the wanted one is being handed over.
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
    endOffer(draft, found.offer, 'agent-gone');
    if (call?.phase === 'ended') planRedial(draft, callId);
  } else if (isClosing(draft.state)) {
    endOffer(draft, found.offer, 'hunt-over');
  } else if (call.lastHeard !== undefined && found.offer.vouchedBy === undefined && isHold(call.lastHeard)) {
    endOffer(draft, found.offer, 'withdrawn');
  } else {
    draft.emit({ type: 'offer-reopened', offerId, reason: result.reason });
  }
}

function isGone(call: CallState): boolean {
  return call.hears && call.lastHeard?.heard === 'busy';
}
