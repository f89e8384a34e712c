import type { Report, Request } from './commands.js';
import { callAnswered, noteTooBusy } from './decide-calls.js';
import { offerHeard, withdraw } from './decide-offers.js';
import type { Draft } from './draft.js';
import { callOf, isAlive } from './query.js';
import type { CallState } from './state.js';
import type { HeardKind, Verdict } from './words.js';

/** Sounds no ringing line makes: whoever makes them has answered, even when the phone has not said so yet. */
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
  if (isNews(before, verdict)) draft.emit({ type: 'call-heard', callId, verdict });
  if (verdict.heard === 'busy') noteTooBusy(draft, before);
  const call = callOf(draft.state, callId);
  if (call === undefined) return;
  if (call.phase === 'menu') holdInsteadOfPrompt(draft, call);
  if (call.phase === 'waiting' && verdict.heard === 'music') draft.emit({ type: 'on-hold', callId });
  if (call.phase === 'waiting' || call.phase === 'on-hold') {
    if (verdict.heard === 'person' && call.stage === 'hold') offerHeard(draft, callId, verdict);
  }
  if (call.phase === 'offered') withdraw(draft, callId, verdict);
}

function isNews(call: CallState, verdict: Verdict): boolean {
  const last = call.lastHeard;
  return verdict.heard === 'prompt-ended' || last?.heard !== verdict.heard || last.degree !== verdict.degree;
}

/**
 * Hold music where a prompt was expected, and nobody pressed anything: the menu has changed and the wait has begun.
 * An agent who comes must be heard, so the call listens for one from here.
 */
export function holdInsteadOfPrompt(draft: Draft, call: CallState): void {
  if (!call.promptMissed || call.lastHeard?.heard !== 'music') return;
  draft.emit({ type: 'menu-done', callId: call.id });
  draft.emit({ type: 'on-hold', callId: call.id });
}

export function keyPressed(draft: Draft, report: Extract<Report, { type: 'key-pressed' }>): void {
  const { callId, step, key } = report;
  const call = callOf(draft.state, callId);
  if (call?.phase !== 'menu' || call.menuStep !== step) return;
  const by = call.pressAskedBy === undefined ? {} : { by: call.pressAskedBy };
  draft.emit({ type: 'key-pressed', callId, step, key, ...by });
  if (step + 1 >= draft.state.destination.menu.length) draft.emit({ type: 'menu-done', callId });
}

export function pressForMe(draft: Draft, { callId, key, by }: Extract<Request, { type: 'press-for-me' }>): void {
  const call = callOf(draft.state, callId);
  if (call?.phase !== 'menu' || call.pressAskedBy !== undefined) return;
  draft.emit({ type: 'press-asked', callId, ...(key === undefined ? {} : { key }), by });
}
