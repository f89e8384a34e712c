import type { Verdict } from '../terms.js';
import type { Report, Request } from './commands.js';
import type { Draft } from './decision.js';
import { keyOfStep, stepAfter, stepOfRecording } from './menu-script.js';
import { actAt } from './moments.js';
import { follow } from './outcomes.js';
import { callbackIsOpen, callOf, stoppedAt } from './query.js';
import type { CallState } from './state.js';

/** A repeated prompt may mean the key was missed. Press it again this often before asking a person. */
const PRESSES_AGAIN = { silence: 1, recording: 2 } as const;
/** A menu repeats itself within this time after the last key; later, the same words belong to the hold loop. */
const ASKS_AGAIN_WITHIN_MS = 30_000;

/** What the end of a prompt means for the walk, apart from the step that waits for it. */
export function walkOn(draft: Draft, callId: string, verdict: Verdict): void {
  const call = callOf(draft.state, callId);
  if (verdict.heard !== 'prompt-ended' || call === undefined || callbackIsOpen(call)) return;
  if (call.phase !== 'menu' && call.phase !== 'waiting') return;
  const { menu } = draft.state.destination;
  const step = verdict.recording === undefined ? undefined : stepOfRecording(menu, verdict.recording.id);
  if (step !== undefined) promptOf(draft, call, step, verdict);
  else if (isAskedAgain(draft, call, verdict)) notAccepted(draft, call, call.unanswered, PRESSES_AGAIN.silence);
}

/** The prompt of another step than the expected one: the order changed, or a key was not accepted. */
function promptOf(draft: Draft, call: CallState, step: number, verdict: Verdict): void {
  if (call.stepsDone.includes(step)) {
    if (isSaidSinceKey(draft, call, verdict)) notAccepted(draft, call, step, PRESSES_AGAIN.recording);
  } else if (call.phase !== 'menu' || call.menuStep !== step) {
    draft.emit({ type: 'menu-reordered', callId: call.id, step });
  }
}

/** The same words right after a key: the line is still waiting for it. */
function isAskedAgain(
  draft: Draft,
  call: CallState,
  verdict: Verdict,
): call is CallState & { readonly unanswered: number } {
  const step = call.unanswered === undefined ? undefined : draft.state.destination.menu[call.unanswered];
  if (verdict.again !== true || (verdict.recording?.kind ?? 'menu') !== 'menu') return false;
  if (step === undefined || 'recording' in step.awaits || !isSaidSinceKey(draft, call, verdict)) return false;
  return call.phase === 'menu' || draft.at - call.stepSince <= ASKS_AGAIN_WITHIN_MS;
}

function isSaidSinceKey(draft: Draft, call: CallState, verdict: Verdict): boolean {
  return stoppedAt(verdict, draft.at) >= call.stepSince;
}

function notAccepted(draft: Draft, call: CallState, step: number, presses: number): void {
  const before = call.notAccepted.filter((each) => each === step).length;
  if (before >= presses) {
    draft.emit({ type: 'key-wanted', callId: call.id, step });
    return;
  }
  const promptEndedAt = call.lastHeard === undefined ? draft.at : stoppedAt(call.lastHeard, draft.at);
  draft.emit({ type: 'key-not-accepted', callId: call.id, step, promptEndedAt });
}

/**
 * Hold music where a prompt was expected, and no key was pressed: the menu has changed and the wait has begun. From here the call listens
 * for an agent.
 */
export function holdInsteadOfPrompt(draft: Draft, call: CallState): void {
  if ((!call.promptMissed && !call.keyWanted) || call.lastHeard?.heard !== 'music') return;
  draft.emit({ type: 'menu-done', callId: call.id });
  draft.emit({ type: 'on-hold', callId: call.id });
}

export function keyPressed(draft: Draft, report: Extract<Report, { type: 'key-pressed' }>): void {
  const { callId, step, key } = report;
  const call = callOf(draft.state, callId);
  if (call?.phase !== 'menu' || call.menuStep !== step || step >= draft.state.destination.menu.length) return;
  const by = call.pressAskedBy === undefined ? {} : { by: call.pressAskedBy };
  draft.emit({ type: 'key-pressed', callId, step, key, next: nextStep(draft, call), ...by });
  finish(draft, callId);
}

export function pressForMe(draft: Draft, { callId, key, by }: Extract<Request, { type: 'press-for-me' }>): void {
  const call = callOf(draft.state, callId);
  if (call?.phase !== 'menu' || call.pressAskedBy !== undefined) return;
  const step = draft.state.destination.menu[call.menuStep];
  if (step === undefined || (key ?? keyOfStep(step)) === undefined) return;
  draft.emit({ type: 'press-asked', callId, ...(key === undefined ? {} : { key }), by });
}

/** A step without a key whose time has come: it has waited, or leads somewhere. */
export function passStep(draft: Draft, callId: string): void {
  const call = callOf(draft.state, callId);
  const step = call?.phase === 'menu' ? draft.state.destination.menu[call.menuStep] : undefined;
  if (call === undefined || step === undefined || 'press' in step.then) return;
  const from = call.pressAskedBy === undefined ? actAt(draft.state, call) : undefined;
  if (from === undefined || from > draft.at) return;
  draft.emit({ type: 'step-done', callId, step: call.menuStep, next: nextStep(draft, call) });
  if ('outcome' in step.then) follow(draft, callId, step.then.outcome);
  finish(draft, callId);
}

/** The next step once the current one is done. */
function nextStep({ state }: Draft, call: CallState): number {
  return stepAfter(state.destination.menu, [...call.stepsDone, call.menuStep], call.menuStep);
}

/** After the last step the call waits for an agent. */
function finish(draft: Draft, callId: string): void {
  const call = callOf(draft.state, callId);
  if (call?.phase !== 'menu' || call.menuStep < draft.state.destination.menu.length) return;
  draft.emit({ type: 'menu-done', callId });
}
