import { HAND_OVER_FENCES } from './hand-over-times.js';
import { keyOfStep } from './menu-script.js';
import {
  activeOffers,
  callbackIsConfirmed,
  callbackIsOpen,
  callbackScript,
  claimInFlight,
  isAlive,
  isClosing,
  isHeldOpen,
  offerOn,
  stillWanted,
} from './query.js';
import type { CallState, ClaimState, HuntState, LineState, OfferState } from './state.js';

/** When things fall due. The rules and `due` use the same functions, so a wake-up always finds something to decide. */

/** An agent hangs up after a few seconds of silence. No setting may stretch the pause between phrases beyond this. */
export const SILENCE_LIMIT_MS = 8_000;
/** A goodbye that cannot be said (dead audio) must not keep the call alive. */
const GOODBYE_LIMIT_MS = 12_000;
/** After a prompt for an entry: longer than the pauses between its sentences, shorter than the line waits. */
const CALLBACK_SILENCE_MS = 1_200;
/** A line that accepts a number goes on within seconds. After this it will not confirm. */
const CALLBACK_GUARD_MS = 60_000;

/** When the current step's `then` is done: its prompt was heard (and silence followed, or the wait passed), or a person asked. */
export function actAt(state: HuntState, call: CallState): number | undefined {
  const step = call.phase === 'menu' ? state.destination.menu[call.menuStep] : undefined;
  if (step === undefined) return undefined;
  if (call.pressAskedBy !== undefined) return call.stepSince;
  if (call.promptEndedAt === undefined || call.keyWanted || callbackIsOpen(call)) return undefined;
  const silenceMs = 'silenceMs' in step.awaits ? step.awaits.silenceMs : 0;
  const waitMs = 'waitMs' in step.then ? step.then.waitMs : 0;
  return call.promptEndedAt + silenceMs + waitMs;
}

/** When a key is pressed: the current step's, or the one a person asked for. */
export function pressAt(state: HuntState, call: CallState): number | undefined {
  const presses = call.pressAskedKey ?? keyOfStep(state.destination.menu[call.menuStep]);
  return presses === undefined ? undefined : actAt(state, call);
}

/** When a step without a key is done. That is a decision; nothing is pressed. */
function passesAt(state: HuntState, call: CallState): number | undefined {
  const presses = call.pressAskedBy !== undefined || keyOfStep(state.destination.menu[call.menuStep]) !== undefined;
  return presses ? undefined : actAt(state, call);
}

/** When the time to choose a callback is over. */
export function callbackLapsesAt({ callback, phase }: CallState): number | undefined {
  return callback?.status === 'offered' && phase !== 'dropping' && phase !== 'ended' ? callback.untilAt : undefined;
}

/** When the line has taken too long to react to a number being entered. */
export function callbackGuardAt({ callback, phase }: CallState): number | undefined {
  if (callback?.status !== 'entering' || phase === 'dropping' || phase === 'ended') return undefined;
  return callback.entrySince + CALLBACK_GUARD_MS;
}

/** When the next callback entry is keyed in: its prompt, or the offer itself, has ended. */
export function entryAt(state: HuntState, { callback, phase }: CallState): number | undefined {
  if (callback?.status !== 'entering' || callback.pressing || callback.promptEndedAt === undefined) return undefined;
  if (phase === 'dropping' || phase === 'ended' || callback.entry >= callbackScript(state).length) return undefined;
  const first = callback.entry === 0 && callback.repeats === 0;
  return first ? callback.entrySince : callback.promptEndedAt + CALLBACK_SILENCE_MS;
}

/** When a person is asked to look because the current step's prompt was not heard. */
export function guardAt(state: HuntState, call: CallState): number | undefined {
  const step = call.phase === 'menu' ? state.destination.menu[call.menuStep] : undefined;
  if (step === undefined || call.promptMissed || call.keyWanted || call.promptEndedAt !== undefined) return undefined;
  if (call.pressAskedBy !== undefined || callbackIsOpen(call)) return undefined;
  return call.hears ? call.stepSince + step.guardMs : call.stepSince;
}

/** When the agent on the call is next spoken to. */
export function phraseAt(state: HuntState, call: CallState): number | undefined {
  if (!call.hears || (call.phase !== 'offered' && call.phase !== 'handing-over')) return undefined;
  if (call.lastPhraseAt === undefined) return call.since;
  // A machine that asks for spoken words would take any phrase of the bot for the answer.
  if (call.lastPhrase !== undefined && offerOn(state, call.id)?.challenge === true) return undefined;
  return call.lastPhraseAt + Math.min(state.policy.courtesyEveryMs, SILENCE_LIMIT_MS);
}

export function goodbyeEndsAt(call: CallState): number {
  return call.since + GOODBYE_LIMIT_MS;
}

export function widensAt(state: HuntState, offer: OfferState): number | undefined {
  return offer.status === 'open' && !offer.widened ? offer.openedAt + state.policy.widenMs : undefined;
}

export function runsOutAt(state: HuntState, offer: OfferState): number | undefined {
  return offer.status === 'open' ? offer.openedAt + state.policy.offerMs : undefined;
}

export function handOverEndsAt(state: HuntState, claim: ClaimState): number {
  return (claim.handOverBeganAt ?? claim.at) + state.policy.ringMs + HAND_OVER_FENCES.lost;
}

/** The limit on waiting. It never ends an offer or a claim: the hunt closes once none is active. */
export function closesAt(state: HuntState): number | undefined {
  return isClosing(state) ? undefined : state.startedAt + state.policy.maxWaitMs;
}

/** The earliest time the line may be dialed: its own time, and the stagger after the hunt's last dial. */
export function dialsAt(state: HuntState, line: LineState): number | undefined {
  if (line.dialAt === undefined || line.callId !== undefined || line.retired !== undefined) return undefined;
  if (isClosing(state) || callbackIsConfirmed(state) || state.dials >= state.policy.maxDials) return undefined;
  // While enough agents are waiting to be taken, no further line is dialed.
  if (activeOffers(state).length >= stillWanted(state)) return undefined;
  const lastDial = state.calls.at(-1)?.beganAt;
  return lastDial === undefined ? line.dialAt : Math.max(line.dialAt, lastDial + state.policy.staggerMs);
}

export function mayDial(state: HuntState, line: LineState, at: number): boolean {
  const from = dialsAt(state, line);
  return from !== undefined && from <= at && at < state.startedAt + state.policy.maxWaitMs;
}

/** Times at which a `tick` has something to decide. If one has passed, a tick is owed. */
export function decisionMoments(state: HuntState): readonly number[] {
  const found: (number | undefined)[] = [];
  if (!isHeldOpen(state)) found.push(closesAt(state));
  for (const call of state.calls.filter(isAlive)) {
    found.push(guardAt(state, call), passesAt(state, call), callbackLapsesAt(call), callbackGuardAt(call));
  }
  for (const offer of state.offers) {
    found.push(widensAt(state, offer), runsOutAt(state, offer));
    const claim = claimInFlight(offer);
    if (claim !== undefined) found.push(handOverEndsAt(state, claim));
  }
  return found.filter((moment) => moment !== undefined);
}

/** Times at which there is something to do on the phone. */
export function effectMoments(state: HuntState): readonly number[] {
  const found: (number | undefined)[] = state.lineStates.map((line) => dialsAt(state, line));
  for (const call of state.calls.filter(isAlive)) {
    found.push(pressAt(state, call), phraseAt(state, call), entryAt(state, call));
    if (call.phase === 'dropping' && call.owesGoodbye) found.push(goodbyeEndsAt(call));
  }
  return found.filter((moment) => moment !== undefined);
}
