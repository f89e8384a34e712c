import type { Report, Request } from './commands.js';
import { vouch } from './decide-offers.js';
import { teach } from './decide-teaching.js';
import type { Draft } from './decision.js';
import { callOf, isAlive, isClosing, teachingOf } from './query.js';
import type { CallState } from './state.js';

type RequestOf<T extends Request['type']> = Extract<Request, { type: T }>;
type ReportOf<T extends Report['type']> = Extract<Report, { type: T }>;

/** The call of a lesson, while its teacher can still do something with it. */
function lessonCall(draft: Draft, callId: string): CallState | undefined {
  const call = callOf(draft.state, callId);
  if (draft.state.lesson !== true || isClosing(draft.state) || call === undefined || !isAlive(call)) return undefined;
  return call.phase === 'dropping' || call.phase === 'dialling' ? undefined : call;
}

export function listenInBegan(draft: Draft, { callId }: ReportOf<'listen-in-began'>): void {
  if (lessonCall(draft, callId)?.listening !== undefined || lessonCall(draft, callId) === undefined) return;
  draft.emit({ type: 'listen-in-began', callId });
}

export function listenInEnded(draft: Draft, { callId, result }: ReportOf<'listen-in-ended'>): void {
  if (callOf(draft.state, callId)?.listening !== 'ringing') return;
  draft.emit({ type: 'listen-in-ended', callId, result });
}

export function listenerLeft(draft: Draft, callId: string): void {
  // They may have hung up before their joining was reported.
  const listening = lessonCall(draft, callId)?.listening;
  if (listening === 'listening' || listening === 'ringing') draft.emit({ type: 'listener-left', callId });
}

export function listenAgain(draft: Draft, { callId, by }: RequestOf<'listen-again'>): void {
  const listening = lessonCall(draft, callId)?.listening;
  if (listening === 'failed' || listening === 'left') draft.emit({ type: 'listen-again-asked', callId, by });
}

/** What was said before the key is learned first: once the key is pressed, the line says something else. */
export function pressKey(draft: Draft, { callId, key, by }: RequestOf<'press-key'>): void {
  const call = lessonCall(draft, callId);
  if (call === undefined || !['menu', 'waiting', 'on-hold'].includes(call.phase)) return;
  const index = call.taughtKeys.length;
  const since = call.unnamedFromMs ?? 'last-key';
  draft.emit({ type: 'key-asked', callId, index, key, by });
  teach(draft, call, `${callId}-key-${index}`, { kind: 'menu', since }, by, index);
}

/** Teachers can also press the keys of their own phone. */
export function listenerKey(draft: Draft, { callId, key }: ReportOf<'listener-key'>): void {
  pressKey(draft, { type: 'press-key', callId, key, by: draft.state.requester });
}

export function taughtKeyPressed(draft: Draft, { callId, index }: ReportOf<'taught-key-pressed'>): void {
  const taught = callOf(draft.state, callId)?.taughtKeys[index];
  if (taught === undefined || taught.pressedAt !== undefined) return;
  const recording = teachingOf(draft.state, `${callId}-key-${index}`)?.recording;
  const learnt = recording === undefined ? {} : { recording };
  draft.emit({ type: 'key-taught', callId, index, key: taught.key, ...learnt });
}

/** The teacher names a sound. “Hold” and “a person” end the menu; anything else is learned under its name. */
export function nameSound(draft: Draft, { callId, kind, by }: RequestOf<'name-sound'>): void {
  const call = lessonCall(draft, callId);
  if (call === undefined || !['menu', 'waiting', 'on-hold'].includes(call.phase)) return;
  draft.emit({ type: 'sound-named', callId, kind, by });
  const since = call.unnamedFromMs ?? 'last-key';
  const teachingId = `${callId}-sound-${draft.state.teachings.length}`;
  if (kind !== 'hold') teach(draft, call, teachingId, { kind, since }, by);
  if (kind !== 'hold' && kind !== 'person') return;
  if (call.phase === 'menu') draft.emit({ type: 'menu-done', callId });
  if (kind === 'person') vouch(draft, { type: 'vouch', callId, by });
  else if (call.lastHeard?.heard === 'music') draft.emit({ type: 'on-hold', callId });
}
