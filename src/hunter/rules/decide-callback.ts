import type { Verdict } from '../terms.js';
import type { Report, Request } from './commands.js';
import type { ChoiceRefusal, Draft } from './decision.js';
import { isQuiet } from './hear.js';
import { callbackGuardAt, callbackLapsesAt } from './moments.js';
import { callbackIsConfirmed, callbackScript, callOf, isAlive, isClosing, stoppedAt } from './query.js';
import type { CallbackState, CallState, HuntState } from './state.js';

type RequestOf<T extends Request['type']> = Extract<Request, { type: T }>;
type ReportOf<T extends Report['type']> = Extract<Report, { type: T }>;

/** The offer is announced every minute or so. People who let it pass are not asked again each time. */
const ASK_AGAIN_MS = 5 * 60_000;
/** The callback number must be a US number: ten digits. */
const CALLABLE = /^\+1\d{10}$/;

/** The destination offers to call back: ask people, unless they have already answered on this call. */
export function offerCallback(draft: Draft, call: CallState): void {
  const { state, at } = draft;
  const before = call.callback;
  const askable = before === undefined || before.status === 'lapsed' || before.status === 'failed';
  if (!askable || (before !== undefined && at < before.offeredAt + ASK_AGAIN_MS)) return;
  if (isClosing(state) || callbackIsConfirmed(state)) return;
  const ended = call.lastHeard !== undefined && isQuiet(call.lastHeard) ? { promptEndedAt: at } : {};
  draft.emit({ type: 'callback-offered', callId: call.id, untilAt: at + state.policy.callbackChoiceMs, ...ended });
}

/** The first choice counts, and later ones are told whose it was. Only one call at a time enters a number. */
export function chooseCallback(draft: Draft, request: RequestOf<'choose-callback'>): void {
  const { callId, choice, number, by } = request;
  const call = callOf(draft.state, callId);
  if (call?.callback === undefined) return;
  const refusal = refusalOf(draft.state, call, call.callback, request);
  if (refusal !== undefined) draft.refuse({ type: 'callback-choice-refused', callId, by, at: draft.at, ...refusal });
  else if (choice === 'keep-holding' || number === undefined) {
    draft.emit({ type: 'callback-chosen', callId, choice, by });
  } else draft.emit({ type: 'callback-chosen', callId, choice, number, by });
}

type Refusal = { readonly why: ChoiceRefusal; readonly taken?: Omit<NonNullable<CallbackState['chosen']>, 'number'> };

function refusalOf(
  state: HuntState,
  call: CallState,
  { chosen, status }: CallbackState,
  { choice, number }: RequestOf<'choose-callback'>,
): Refusal | undefined {
  if (chosen !== undefined) return taken(chosen);
  const open = status === 'offered' && ['menu', 'waiting', 'on-hold'].includes(call.phase);
  if (!open || isClosing(state)) return { why: 'too-late' };
  if (choice === 'keep-holding') return undefined;
  const other = state.calls.find((each) => isAlive(each) && each.callback?.status === 'entering');
  if (other?.callback?.chosen !== undefined) return taken(other.callback.chosen);
  return number !== undefined && CALLABLE.test(number) ? undefined : { why: 'bad-number' };
}

function taken({ choice, by, at }: NonNullable<CallbackState['chosen']>): Refusal {
  return { why: 'taken', taken: { choice, by, at } };
}

/** What a sound means for a number that is being entered. */
export function heardWhileEntering(draft: Draft, callId: string, verdict: Verdict): void {
  const call = callOf(draft.state, callId);
  const callback = call?.callback;
  if (call === undefined || callback?.status !== 'entering' || callback.pressing) return;
  if (verdict.heard === 'busy') endCallback(draft, call, 'The line ended first.');
  if (verdict.heard !== 'prompt-ended' || callback.entry === 0) return;
  if (stoppedAt(verdict, draft.at) < callback.entrySince) return;
  if (verdict.again === true && !callback.heardNews) {
    if (callback.repeats > 0) fail(draft, call, 'The line did not take what was entered.');
    else draft.emit({ type: 'callback-entry-again', callId, entry: callback.entry - 1 });
  } else if (isEntered(draft, callback)) {
    draft.emit({ type: 'callback-confirmed', callId });
  }
}

/** The call is ending, or an agent is on it: if everything was entered it counts as done, otherwise it failed. */
export function endCallback(draft: Draft, call: CallState, reason: string): void {
  const { callback } = call;
  if (callback?.status === 'offered') fail(draft, call, reason);
  if (callback?.status !== 'entering') return;
  if (isEntered(draft, callback)) draft.emit({ type: 'callback-confirmed', callId: call.id });
  else fail(draft, call, reason);
}

function fail(draft: Draft, call: CallState, reason: string): void {
  draft.emit({ type: 'callback-failed', callId: call.id, reason });
}

function isEntered({ state }: Draft, callback: CallbackState): boolean {
  return callback.entry >= callbackScript(state).length && !callback.pressing;
}

export function entryBegan(draft: Draft, { callId, entry }: ReportOf<'callback-entry-began'>): void {
  const callback = callOf(draft.state, callId)?.callback;
  if (callback?.status !== 'entering' || callback.pressing || callback.entry !== entry) return;
  if (entry < callbackScript(draft.state).length) draft.emit({ type: 'callback-entry-began', callId, entry });
}

export function entryEnded(draft: Draft, { callId, entry, failure }: ReportOf<'callback-entry-ended'>): void {
  const call = callOf(draft.state, callId);
  const callback = call?.callback;
  if (call === undefined || callback?.status !== 'entering' || !callback.pressing || callback.entry !== entry) return;
  if (failure === undefined) draft.emit({ type: 'callback-entry-ended', callId, entry });
  else fail(draft, call, failure);
}

/** Nobody chose in time, or the line did not go on. */
export function passTimeOfCallback(draft: Draft, callId: string): void {
  const call = callOf(draft.state, callId);
  if (call === undefined) return;
  const lapses = callbackLapsesAt(call);
  if (lapses !== undefined && lapses <= draft.at) draft.emit({ type: 'callback-lapsed', callId });
  const guard = callbackGuardAt(call);
  if (guard !== undefined && guard <= draft.at) fail(draft, call, 'The line did not confirm it in time.');
}
