import type { Draft } from './decision.js';
import { callbackIsConfirmed, callOf, isAlive, isClosing, lineOf, stillWanted } from './query.js';
import type { CallState, HuntState } from './state.js';

/** A line lost for a reason other than the far end may redial soon; its place in the queue is gone anyway. */
const SOON_MS = 5_000;
/** A request that could not even be sent is tried again. RingCentral's pauses last a minute. */
const NOT_SENT_MAX_MS = 60_000;
/**
 * After this many refusals in a row the line is given up: asking again does not fix a wrong number, a missing address or a missing
 * permission. Passing trouble (busy, an outage) does not end as refused.
 */
const REFUSALS_IN_A_ROW = 2;

/** What happens to a line whose call ended: redial after a pause, or give up. */
export function planRedial(draft: Draft, callId: string): void {
  const { state, at } = draft;
  const call = callOf(state, callId);
  const line = call === undefined ? undefined : lineOf(state, call.lineId);
  if (call === undefined || line === undefined || isClosing(state)) return;
  // A lesson ends with its call, and a hunt once its callback is coming.
  if (callbackIsConfirmed(state) || (state.lesson === true && call.answeredAt !== undefined)) return;
  if (line.retired !== undefined || line.dialAt !== undefined || line.callId !== undefined) return;
  const lineId = line.lineId;
  const dialsLeft = state.policy.maxDials - state.dials;
  if (dialsLeft <= 0) {
    draft.emit({ type: 'line-given-up', lineId, reason: `All ${state.policy.maxDials} dials of this hunt are used.` });
  } else if (refusedInARow(state, lineId) >= REFUSALS_IN_A_ROW) {
    const why = call.endReason === undefined ? '' : ` ${call.endReason}`;
    draft.emit({ type: 'line-given-up', lineId, reason: `Refused twice in a row.${why}` });
  } else {
    const redialAt = at + redialPause(state, call, line.dials);
    draft.emit({ type: 'redial-planned', lineId, redialAt, dialsLeft });
  }
}

/** After an agent was reached and more are wanted: the freed line dials again if too few others do. */
export function refill(draft: Draft, callId: string): void {
  const { state } = draft;
  const calling = state.calls.filter(isAlive).length;
  const waiting = state.lineStates.filter((line) => line.dialAt !== undefined).length;
  if (calling + waiting < stillWanted(state)) planRedial(draft, callId);
}

/** Once the last dial is used, lines still waiting to dial are given up. */
export function giveUpWhenDialsAreUsed(draft: Draft): void {
  if (isClosing(draft.state) || draft.state.dials < draft.state.policy.maxDials) return;
  for (const line of draft.state.lineStates) {
    if (line.dialAt === undefined || line.retired !== undefined) continue;
    const reason = `All ${draft.state.policy.maxDials} dials of this hunt are used.`;
    draft.emit({ type: 'line-given-up', lineId: line.lineId, reason });
  }
}

function redialPause(state: HuntState, call: CallState, dials: number): number {
  const { redialJitter } = state.policy;
  const pause = call.end === 'not-sent' ? notSentPause(state, call.lineId) : plainPause(state, call, dials);
  const lineIndex = state.lineStates.findIndex((line) => line.lineId === call.lineId);
  const share = 2 * fraction(state.seed, lineIndex, dials) - 1;
  return Math.max(0, Math.round(pause * (1 + redialJitter * share)));
}

function plainPause({ policy }: HuntState, call: CallState, dials: number): number {
  const first = isSoon(call) ? Math.min(SOON_MS, policy.redialFirstMs) : policy.redialFirstMs;
  return Math.min(policy.redialMaxMs, first * policy.redialFactor ** Math.max(0, dials - 1));
}

function notSentPause(state: HuntState, lineId: string): number {
  const calls = state.calls.filter((call) => call.lineId === lineId);
  const inARow = calls.length - 1 - calls.findLastIndex((call) => call.end !== 'not-sent');
  return Math.min(NOT_SENT_MAX_MS, SOON_MS * 2 ** (inARow - 1));
}

/** Nobody turned us away: the line broke, the bot restarted, or an agent was there and was lost. */
function isSoon(call: CallState): boolean {
  if (call.tooBusy || call.lastHeard?.heard === 'busy') return false;
  return call.end === 'line-lost' || call.end === 'us' || (call.end === 'far-end' && call.heldMusic);
}

function refusedInARow(state: HuntState, lineId: string): number {
  // A request that was never sent says nothing about the line.
  const calls = state.calls.filter((call) => call.lineId === lineId && call.end !== 'not-sent');
  const lastOther = calls.findLastIndex((call) => call.end !== 'refused');
  return calls.length - 1 - lastOther;
}

/** A number in [0, 1), always the same for the same hunt, line and dial (mulberry32). */
function fraction(seed: number, lineIndex: number, dials: number): number {
  let bits = (seed + Math.imul(lineIndex + 1, 0x9e3779b1) + Math.imul(dials, 0x85ebca6b)) | 0;
  bits = (bits + 0x6d2b79f5) | 0;
  let mixed = Math.imul(bits ^ (bits >>> 15), 1 | bits);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}
