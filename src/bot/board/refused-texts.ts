import type { HuntEvent } from '../../hunter/rules/events.js';
import { callOf } from '../../hunter/rules/query.js';
import type { CallState, HuntState } from '../../hunter/rules/state.js';
import type { DialWay } from '../../hunter/terms.js';
import { cut } from '../slack/limits.js';
import { plainly } from '../slack/mrkdwn.js';
import { lineName, lineNameOfCall, lineOf } from './hunt-texts.js';

type Told<T extends HuntEvent['type']> = Extract<HuntEvent, { type: T }>;

export const WAYS: Readonly<Record<DialWay, string>> = {
  softphone: 'its softphone',
  'call-out-device': 'call-out from its device',
  'call-out-number': 'call-out from its number',
};

/** Reasons come from other systems: short, harmless, without a full stop of their own. */
export function reasonWords(reason: string): string {
  return plainly(cut(reason.trim().replace(/\.$/, ''), 300));
}

/** A way that was refused is of interest when the call was placed by another one; when none was left, the call's end tells why. */
export function refusedWayWords({ callId, way, reason }: Told<'way-refused'>, state: HuntState): string | undefined {
  const call = callOf(state, callId);
  if (call?.phase === 'ended' && call.sessionId === undefined) return undefined;
  return `${lineNameOfCall(state, callId)} could not call through ${WAYS[way]}: ${reasonWords(reason)}.`;
}

/** A call that was refused, or could not be asked for: its cause once for all lines, without the remedy, which is told if the line is given up. */
export function notCalledWords({ callId, reason }: Told<'call-ended'>, state: HuntState): string | undefined {
  const index = state.calls.findIndex(({ id }) => id === callId);
  const call = state.calls[index];
  if (call === undefined) return undefined;
  const before = state.calls.slice(0, index).some((other) => wasRefused(other) && other.endReason === reason);
  if (before || givesUpWith(state, call)) return undefined;
  const [cause = reason] = reason.split(/(?<=[.!?])\s+(?=\p{Lu})/u);
  return `${lineName(lineOf(state, call.lineId))} could not call: ${reasonWords(cause)}.`;
}

/** Why a line takes no more part. What several lines have in common is told with the first of them. */
export function givenUpWords({ lineId, reason }: Told<'line-given-up'>, state: HuntState): string {
  const name = lineName(lineOf(state, lineId));
  const last = lastCall(state, lineId);
  const alike = state.lineStates.filter((line) => line.lineId !== lineId && line.retired?.reason === reason);
  const others = alike.map((line) => lastCall(state, line.lineId)).filter((call) => call !== undefined);
  const isFirst = !others.some((other) => last !== undefined && endedBefore(state, other, last));
  if (last?.end === 'refused' && !isFirst) return `${name} is out for the same reason.`;
  return `${name} is out: ${reasonWords(reason)}.`;
}

function wasRefused({ end }: CallState): boolean {
  return end === 'refused' || end === 'not-sent';
}

/** The line was given up over this call: the reason for that names the cause, and the remedy. */
function givesUpWith(state: HuntState, call: CallState): boolean {
  const line = state.lineStates.find(({ lineId }) => lineId === call.lineId);
  const retired = line?.retired?.reason ?? '';
  return call.endReason !== undefined && retired.endsWith(call.endReason) && lastCall(state, call.lineId) === call;
}

function lastCall(state: HuntState, lineId: string): CallState | undefined {
  return state.calls.findLast((call) => call.lineId === lineId);
}

function endedBefore(state: HuntState, a: CallState, b: CallState): boolean {
  const [endA, endB] = [a.endedAt ?? Number.POSITIVE_INFINITY, b.endedAt ?? Number.POSITIVE_INFINITY];
  return endA < endB || (endA === endB && state.calls.indexOf(a) < state.calls.indexOf(b));
}
