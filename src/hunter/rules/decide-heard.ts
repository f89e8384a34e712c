import type { HeardKind, Verdict } from '../terms.js';
import { heardWhileEntering } from './decide-callback.js';
import { callAnswered, isTooBusy } from './decide-calls.js';
import { offerHeard, withdraw } from './decide-offers.js';
import type { Draft } from './decision.js';
import { meaningOf } from './hear.js';
import { letGo } from './let-go.js';
import { follow } from './outcomes.js';
import { callOf, isAlive } from './query.js';
import type { CallState } from './state.js';
import { holdInsteadOfPrompt, walkOn } from './walk.js';

/** Sounds that mean the line was answered, even if the phone has not reported it yet. */
const ANSWERED_BY: ReadonlySet<HeardKind> = new Set<HeardKind>([
  'menu',
  'prompt-ended',
  'music',
  'speech',
  'announcement',
  'person',
]);

/** What the ear makes of a call, and what follows from it. */
export function heard(draft: Draft, callId: string, verdict: Verdict): void {
  const before = callOf(draft.state, callId);
  if (before === undefined || !isAlive(before) || before.phase === 'dropping' || !before.hears) return;
  if (ANSWERED_BY.has(verdict.heard)) callAnswered(draft, callId);
  if (isNews(before, verdict)) note(draft, callId, verdict);
  heardWhileEntering(draft, callId, verdict);
  if (verdict.heard === 'busy' && isTooBusy(draft, before)) {
    draft.emit({ type: 'too-busy', callId });
    letGo(draft, callId);
  }
  if (callOf(draft.state, callId)?.phase === 'offered') withdraw(draft, callId, verdict);
  walkOn(draft, callId, verdict);
  // In a lesson only the teacher says what a sound means.
  if (verdict.recording !== undefined && draft.state.lesson !== true) follow(draft, callId, verdict.recording.kind);
  const call = callOf(draft.state, callId);
  if (call?.phase === 'menu') holdInsteadOfPrompt(draft, call);
  if (call?.phase === 'waiting' && verdict.heard === 'music') draft.emit({ type: 'on-hold', callId });
  if (call !== undefined && verdict.heard === 'person') personHeard(draft, call, verdict);
}

/** Lets a busy line go. If an agent is on the call, the offer ends first. */
function note(draft: Draft, callId: string, verdict: Verdict): void {
  const call = callOf(draft.state, callId);
  if (call === undefined) return;
  draft.emit({ type: 'call-heard', callId, verdict, ...meaningOf(draft.state, call, verdict, draft.at) });
  if (verdict.heard === 'busy' && call.phase !== 'offered' && call.phase !== 'handing-over') letGo(draft, callId);
}

function isNews({ lastHeard }: CallState, verdict: Verdict): boolean {
  if (verdict.heard === 'prompt-ended' || lastHeard?.heard !== verdict.heard) return true;
  return lastHeard.degree !== verdict.degree || lastHeard.recording?.id !== verdict.recording?.id;
}

/** An agent, on hold or in place of the menu. In a lesson's menu only the teacher says who is speaking. */
function personHeard(draft: Draft, call: CallState, verdict: Verdict): void {
  if (call.phase !== 'menu' && call.phase !== 'waiting' && call.phase !== 'on-hold') return;
  if (call.phase === 'menu') {
    if (draft.state.lesson === true) return;
    draft.emit({ type: 'menu-done', callId: call.id });
  }
  offerHeard(draft, call.id, verdict);
}
