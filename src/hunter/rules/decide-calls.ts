import type { Report } from './commands.js';
import { endCallback } from './decide-callback.js';
import type { Draft } from './decision.js';
import { letGo } from './let-go.js';
import { mayDial, SILENCE_LIMIT_MS } from './moments.js';
import { callOf, claimInFlight, isAlive, isClosing, lineOf, offerOn } from './query.js';
import { planRedial } from './redial.js';
import type { CallState, HuntState } from './state.js';

type ReportOf<T extends Report['type']> = Extract<Report, { type: T }>;

/**
 * On the practitioner line the disclosures after the last key run up to four minutes before “too busy” is said. Speech and a hang-up long
 * after that mean a lost place in the queue, not a refusal.
 */
const TOO_BUSY_WITHIN_MS = 10 * 60_000;

export function beginCall(draft: Draft, { callId, lineId }: ReportOf<'begin-call'>): void {
  const line = lineOf(draft.state, lineId);
  if (line === undefined || !mayDial(draft.state, line, draft.at) || callOf(draft.state, callId) !== undefined) return;
  draft.emit({ type: 'call-began', callId, lineId });
}

export function callDialled(draft: Draft, report: ReportOf<'call-dialled'>): void {
  const call = callOf(draft.state, report.callId);
  if (call === undefined || call.phase === 'ended' || call.sessionId !== undefined) return;
  const { callId, sessionId, partyId, way, hears } = report;
  draft.emit({ type: 'call-dialled', callId, sessionId, partyId, way, hears });
}

export function wayRefused(draft: Draft, { callId, way, reason }: ReportOf<'way-refused'>): void {
  if (callOf(draft.state, callId) !== undefined) draft.emit({ type: 'way-refused', callId, way, reason });
}

export function callAnswered(draft: Draft, callId: string): void {
  const call = callOf(draft.state, callId);
  if (call?.phase !== 'dialling' && call?.phase !== 'ringing') return;
  draft.emit({ type: 'call-answered', callId });
  if (draft.state.destination.menu.length === 0 && draft.state.lesson !== true)
    draft.emit({ type: 'menu-done', callId });
}

export function phraseSaid(draft: Draft, { callId, phrase }: ReportOf<'phrase-said'>): void {
  const call = callOf(draft.state, callId);
  if (call === undefined || !isAlive(call)) return;
  draft.emit({ type: 'phrase-said', callId, phrase });
}

export function hearingLost(draft: Draft, callId: string): void {
  const call = callOf(draft.state, callId);
  if (call === undefined || !isAlive(call) || !call.hears) return;
  draft.emit({ type: 'hearing-lost', callId });
  if (!keepsPlace(draft.state, call)) letGo(draft, callId);
}

/**
 * Worth keeping although we can't hear it: an agent is there, or it waits for one and a person can take it. Walking a menu takes hearing.
 */
function keepsPlace(state: HuntState, call: CallState): boolean {
  if (offerOn(state, call.id) !== undefined) return true;
  return state.lesson !== true && (call.phase === 'waiting' || call.phase === 'on-hold');
}

export function callResumed(draft: Draft, { callId, sessionId, partyId }: ReportOf<'call-resumed'>): void {
  const call = callOf(draft.state, callId);
  if (call === undefined || !isAlive(call)) return;
  // Speak to an agent at once: nobody knows when the previous owner last did.
  draft.emit({ type: 'call-resumed', callId, sessionId, partyId, spokenAt: draft.at - SILENCE_LIMIT_MS });
  // Nobody knows how many keys were sent, and a number must never be entered twice.
  if (call.callback?.pressing === true)
    endCallback(draft, call, 'The bot restarted while the number was being entered.');
}

export function lineWaits(draft: Draft, { lineId, reason, hold }: ReportOf<'line-waits'>): void {
  const line = lineOf(draft.state, lineId);
  if (line?.dialAt === undefined || line.waits === reason) return;
  // The hunt reports a pause once, not once per line.
  const isFirst = draft.state.lineStates.every(({ waits }) => waits !== 'paused');
  draft.emit({ type: 'line-waits', lineId, reason, ...(hold !== undefined && isFirst ? { hold } : {}) });
}

export function giveUpLine(draft: Draft, { lineId, reason }: ReportOf<'give-up-line'>): void {
  if (lineOf(draft.state, lineId)?.dialAt === undefined || isClosing(draft.state)) return;
  draft.emit({ type: 'line-given-up', lineId, reason });
}

export function callEnded(draft: Draft, { callId, end, reason }: ReportOf<'call-ended'>): void {
  const call = callOf(draft.state, callId);
  if (call === undefined || call.phase === 'ended') return;
  if (call.phase === 'handed-over') {
    draft.emit({ type: 'call-ended', callId, end, reason });
    return;
  }
  const offer = offerOn(draft.state, callId);
  const claim = offer === undefined ? undefined : claimInFlight(offer);
  if (claim?.status === 'handing-over') {
    // A successful hand-over ends our part of the call, sometimes before it is reported, so wait for its result.
    draft.emit({ type: 'call-ended', callId, end, reason });
    return;
  }
  const gone = 'The agent hung up before the hand-over began.';
  if (claim !== undefined) {
    draft.emit({ type: 'hand-over-failed', claimId: claim.id, result: { outcome: 'agent-gone', reason: gone } });
  }
  if (offer !== undefined) {
    draft.emit({ type: 'offer-ended', offerId: offer.id, end: isClosing(draft.state) ? 'hunt-over' : 'agent-gone' });
  }
  if ((end === 'far-end' || end === 'busy') && isTooBusy(draft, call)) draft.emit({ type: 'too-busy', callId });
  if (!isClosing(draft.state)) endCallback(draft, call, 'The call ended first.');
  const undialed = end === 'not-sent' && call.sessionId === undefined ? ({ undialed: true } as const) : {};
  draft.emit({ type: 'call-ended', callId, end, reason, ...undialed });
  planRedial(draft, callId);
}

/** Too busy: past the menu the line spoke, played no music, offered no callback, and then hung up. */
export function isTooBusy({ at }: Draft, call: CallState): boolean {
  const { menuDoneAt, spokeAfterMenu, heldMusic, tooBusy, callback, phase } = call;
  const early = menuDoneAt !== undefined && at - menuDoneAt <= TOO_BUSY_WITHIN_MS;
  return early && spokeAfterMenu && !heldMusic && !tooBusy && callback === undefined && phase === 'waiting';
}
