import type { CallbackEntry, Verdict } from '../terms.js';
import type { CallState, ClaimState, HuntState, LineState, OfferState, TeachingState } from './state.js';

/** Queries on a hunt's state, for the rules, the runner and anything that shows a hunt. */

/** A call that is ours to end. After a hand-over the call belongs to taker and agent. */
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

/** The claim that is to be handed over or is being handed over; at most one per offer. */
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

/** Offers that wait for a taker or are being handed over. */
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

/** The requester is being connected to an agent of this hunt, or already talks to one. */
export function requesterIsBusy(state: HuntState): boolean {
  return state.offers.some(({ claims }) =>
    claims.some((claim) => claim.by === state.requester && claim.status !== 'failed'),
  );
}

/** How many agents are still to be reached. */
export function stillWanted(state: HuntState): number {
  return Math.max(0, state.wanted - state.agentsReached);
}

/** Closing: no new calls or offers; calls still alive are being let go. */
export function isClosing(state: HuntState): boolean {
  return state.outcome !== undefined;
}

export function isOver(state: HuntState): boolean {
  return state.endedAt !== undefined;
}

/** How to accept this destination's callback: one entry per prompt. */
export function callbackScript(state: HuntState): readonly CallbackEntry[] {
  return state.destination.callback ?? ['1', 'number', '1'];
}

/** People are choosing, or the number is being entered. What the line says is not the menu. */
export function callbackIsOpen({ callback }: CallState): boolean {
  return callback?.status === 'offered' || callback?.status === 'entering';
}

export function callbackIsConfirmed(state: HuntState): boolean {
  return state.calls.some(({ callback }) => callback?.status === 'confirmed');
}

/** Something on a call that the limit on waiting must not cut off: an agent, or a number being entered. */
export function isHeldOpen(state: HuntState): boolean {
  return activeOffers(state).length > 0 || state.calls.some((call) => isAlive(call) && isEntering(call));
}

function isEntering({ callback, phase }: CallState): boolean {
  return callback?.status === 'entering' && phase !== 'dropping';
}

/** When (by our clock) what is heard began or, for `prompt-ended`, stopped. The ear reports it a little later. */
export function stoppedAt({ atMs, sinceMs }: Verdict, at: number): number {
  return at - Math.max(0, atMs - sinceMs);
}

export function teachingOf(state: HuntState, teachingId: string): TeachingState | undefined {
  return state.teachings.find(({ id }) => id === teachingId);
}

/** What the ear should learn now. A key's prompt waits until the keys before it have been pressed. */
export function teachingsDue(state: HuntState): readonly TeachingState[] {
  return state.teachings.filter(({ status, callId, keyIndex }) => {
    if (status !== 'due' || keyIndex === undefined) return status === 'due';
    const earlier = callOf(state, callId)?.taughtKeys.slice(0, keyIndex) ?? [];
    return earlier.every(({ pressedAt }) => pressedAt !== undefined);
  });
}

/** What people have renamed since the ear learned it. */
export function relabelsDue(state: HuntState): readonly TeachingState[] {
  return state.teachings.filter(
    ({ status, kind, recording }) =>
      status === 'done' && recording !== undefined && kind !== 'person' && recording.kind !== kind,
  );
}
