import type { Request } from './commands.js';
import { passTimeOfCallback } from './decide-callback.js';
import { handOverEnded } from './decide-offers.js';
import type { Draft } from './decision.js';
import type { HuntOutcome } from './events.js';
import { endOffer, letAllGo } from './let-go.js';
import { closesAt, guardAt, handOverEndsAt, runsOutAt, widensAt } from './moments.js';
import {
  activeOffers,
  callbackIsConfirmed,
  callOf,
  claimsInFlight,
  isAlive,
  isClosing,
  isHeldOpen,
  lineOf,
  offerOn,
  relabelsDue,
  teachingsDue,
} from './query.js';
import { giveUpWhenDialsAreUsed } from './redial.js';
import type { HuntState } from './state.js';
import { holdInsteadOfPrompt, passStep } from './walk.js';

/** Stops the hunt. A claim in flight may finish: a person about to talk to an agent is not cut off. */
export function cancel(draft: Draft, by: string): void {
  if (isClosing(draft.state)) return;
  draft.emit({ type: 'hunt-cancelled', by });
  close(draft, 'cancelled');
}

/** The teacher is done. What was taught is kept. */
export function endLesson(draft: Draft, by: string): void {
  if (draft.state.lesson !== true || isClosing(draft.state)) return;
  draft.emit({ type: 'lesson-ended', by });
  close(draft, 'taught');
}

/** Retires a line and lets its call go, with a goodbye if an agent is there. A claim in flight on it may finish. */
export function dropLine(draft: Draft, { lineId, by }: Extract<Request, { type: 'drop-line' }>): void {
  const line = lineOf(draft.state, lineId);
  if (line === undefined || line.retired !== undefined || isClosing(draft.state)) return;
  const offer = line.callId === undefined ? undefined : offerOn(draft.state, line.callId);
  if (offer?.status === 'open') endOffer(draft, offer, 'not-wanted');
  draft.emit({ type: 'line-dropped', lineId, by });
  letAllGo(
    draft,
    draft.state.calls.filter((call) => call.lineId === lineId),
  );
}

/** Decides what depends on time alone. */
export function passTime(draft: Draft): void {
  for (const { id } of activeOffers(draft.state)) passTimeOfOffer(draft, id);
  for (const { id } of draft.state.calls.filter(isAlive)) {
    passTimeOfCallback(draft, id);
    passStep(draft, id);
    const call = callOf(draft.state, id);
    if (call === undefined || !hasCome(draft, guardAt(draft.state, call))) continue;
    draft.emit({ type: 'prompt-missed', callId: id, step: call.menuStep });
    const now = callOf(draft.state, id);
    if (now !== undefined) holdInsteadOfPrompt(draft, now);
  }
}

/**
 * A hand-over that has been silent for too long has failed. Only the owner's tick decides that: after a change of owner, or on a process
 * whose clock is ahead, somebody must first look whether taker and agent are talking.
 */
export function endSilentHandOvers(draft: Draft): void {
  for (const claim of claimsInFlight(draft.state)) {
    if (!hasCome(draft, handOverEndsAt(draft.state, claim))) continue;
    handOverEnded(draft, claim.id, { outcome: 'unanswered', reason: 'The hand-over got no answer in time.' });
  }
}

function passTimeOfOffer(draft: Draft, offerId: string): void {
  const offer = draft.state.offers.find((candidate) => candidate.id === offerId);
  if (offer === undefined) return;
  if (hasCome(draft, runsOutAt(draft.state, offer))) {
    endOffer(draft, offer, 'ran-out');
  } else if (hasCome(draft, widensAt(draft.state, offer))) {
    draft.emit({ type: 'offer-widened', offerId });
  }
}

function hasCome(draft: Draft, moment: number | undefined): boolean {
  return moment !== undefined && moment <= draft.at;
}

/** Closes the hunt when nothing is left to try, and ends it once no call is alive. */
export function settle(draft: Draft): void {
  giveUpWhenDialsAreUsed(draft);
  if (!isClosing(draft.state)) {
    const outcome = reasonToClose(draft);
    if (outcome !== undefined) close(draft, outcome);
  }
  const { state } = draft;
  if (state.outcome === undefined || state.calls.some(isAlive) || claimsInFlight(state).length > 0) return;
  // Finish learning first, even if the hunt ends at the same moment.
  if (teachingsDue(state).length > 0 || relabelsDue(state).length > 0) return;
  const reached = state.agentsReached;
  const outcome = state.outcome === 'cancelled' && reached > 0 ? 'connected' : state.outcome;
  draft.emit({ type: 'hunt-ended', outcome, agentsReached: reached });
}

function reasonToClose(draft: Draft): HuntOutcome | undefined {
  const { state } = draft;
  if (state.agentsReached >= state.wanted) return 'connected';
  if (isHeldOpen(state)) return undefined;
  if (callbackIsConfirmed(state)) return 'callback';
  if (hasCome(draft, closesAt(state))) return 'waited-too-long';
  const idle = !state.calls.some(isAlive) && state.lineStates.every((line) => line.dialAt === undefined);
  return idle ? lackOf(state) : undefined;
}

/** No lines: every line was dropped or refused. Gave up: all dials were used. A lesson ends with its call. */
function lackOf(state: HuntState): HuntOutcome {
  if (state.lesson === true && state.calls.some((call) => call.answeredAt !== undefined)) return 'taught';
  if (state.calls.some((call) => call.saidClosed === true)) return 'closed';
  return state.dials >= state.policy.maxDials ? 'gave-up' : 'no-lines';
}

/** Lets every call go that has no claim in flight. */
function close(draft: Draft, outcome: HuntOutcome): void {
  for (const offer of activeOffers(draft.state)) {
    if (offer.status === 'open') endOffer(draft, offer, outcome === 'connected' ? 'not-wanted' : 'hunt-over');
  }
  draft.emit({ type: 'hunt-closing', outcome });
  letAllGo(draft, draft.state.calls);
}
