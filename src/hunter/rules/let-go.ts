import type { Draft } from './decision.js';
import type { OfferEnd } from './events.js';
import { callOf, claimInFlight, isAlive, offerOn } from './query.js';
import type { CallState, OfferState } from './state.js';

/** Lets a call go, unless it is already ending. An agent who can hear us gets the goodbye first, if one is due. */
export function letGo(draft: Draft, callId: string, goodbye = false): void {
  const call = callOf(draft.state, callId);
  if (call === undefined || !isAlive(call) || call.phase === 'dropping') return;
  draft.emit({ type: 'call-let-go', callId, goodbye: goodbye && call.hears });
}

/** Lets these calls go, except those with a claim in flight. */
export function letAllGo(draft: Draft, calls: readonly CallState[]): void {
  for (const { id } of calls) {
    const offer = offerOn(draft.state, id);
    if (offer === undefined || claimInFlight(offer) === undefined) letGo(draft, id);
  }
}

/** Ends an offer. Unless the call keeps holding it is let go, and an agent who is still there hears a goodbye. */
export function endOffer(draft: Draft, { id, callId, challenge }: OfferState, end: OfferEnd): void {
  draft.emit({ type: 'offer-ended', offerId: id, end });
  // A machine that asks for spoken words gets no goodbye.
  if (end !== 'withdrawn') letGo(draft, callId, end !== 'agent-gone' && challenge !== true);
}
