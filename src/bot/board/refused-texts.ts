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

/** A reason from another system, made short and harmless, without its final period. */
export function reasonWords(reason: string): string {
  return plainly(cut(reason.trim().replace(/\.$/, ''), 300));
}

/** A refused way is worth telling if another way placed the call. If none did, the end of the call says why. */
export function refusedWayWords({ callId, way, reason }: Told<'way-refused'>, state: HuntState): string | undefined {
  const call = callOf(state, callId);
  if (call?.phase === 'ended' && call.sessionId === undefined) return undefined;
  return `${lineNameOfCall(state, callId)} could not call through ${WAYS[way]}: ${reasonWords(reason)}.`;
}

/** A call that was refused or not sent: the cause, once for all lines. The remedy follows if the line is given up. */
export function notCalledWords({ callId, reason }: Told<'call-ended'>, state: HuntState): string | undefined {
  const index = state.calls.findIndex(({ id }) => id === callId);
  const call = state.calls[index];
  if (call === undefined) return undefined;
  const before = state.calls.slice(0, index).some((other) => wasRefused(other) && other.endReason === reason);
  if (before || givesUpWith(state, call)) return undefined;
  const [cause = reason] = reason.split(/(?<=[.!?])\s+(?=\p{Lu})/u);
  return `${lineName(lineOf(state, call.lineId))} could not call: ${reasonWords(cause)}.`;
}

/** Why a line is out. If several lines share the reason, only the first one spells it out. */
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

/** Whether this call made the line give up: then the reason given there names cause and remedy. */
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
