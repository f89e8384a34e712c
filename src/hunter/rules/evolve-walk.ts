import type { MenuStep, Verdict } from '../terms.js';
import type { HuntEvent } from './events.js';
import { awaitsRecording, stepAfter } from './menu-script.js';
import type { CallState, HuntState } from './state.js';
import { toPhase } from './transitions.js';

/** A recording is known to end from its landmarks, the speech from the silence after it: not at the same millisecond. */
const SAME_END_MS = 1_000;

/** Words as short as “that is not a valid choice” are no sign that a key was taken. */
const NEWS_MS = 3_000;

/** What an event means for a call's walk through the menu. */
export function evolveWalk(state: HuntState, call: CallState, event: HuntEvent): CallState {
  switch (event.type) {
    case 'press-asked': {
      const key = event.key === undefined ? {} : { pressAskedKey: event.key };
      return { ...call, pressAskedBy: event.by, ...key };
    }
    case 'prompt-missed':
      return { ...call, promptMissed: true };
    case 'key-pressed':
    case 'step-done': {
      const stepsDone = [...call.stepsDone.filter((step) => step !== event.step), event.step];
      const next = stepAfter(state.destination.menu, stepsDone, event.step);
      const unanswered = event.type === 'key-pressed' ? { unanswered: event.step } : {};
      return { ...atStep(call, next, event.at), stepsDone, ...unanswered };
    }
    case 'menu-reordered':
      return { ...backInMenu(atStep(call, event.step, event.at), event.at), promptEndedAt: event.at };
    case 'key-not-accepted':
    case 'key-wanted': {
      const back = backInMenu(atStep(call, event.step, event.at), event.at);
      const stepsDone = call.stepsDone.filter((step) => step !== event.step);
      const notAccepted = [...call.notAccepted, event.step];
      if (event.type === 'key-wanted') return { ...back, stepsDone, notAccepted, keyWanted: true };
      const promptEndedAt = call.lastHeard === undefined ? event.at : stoppedAt(call.lastHeard, event.at);
      return { ...back, stepsDone, notAccepted, promptEndedAt };
    }
    case 'menu-done': {
      const done = { ...atStep(call, state.destination.menu.length, event.at), ...unansweredOf(call) };
      return toPhase({ ...done, menuDoneAt: event.at, stage: 'hold' }, 'waiting', event.at);
    }
    default:
      return call;
  }
}

/** What the walk makes of a sound: whether what the current step awaits has been heard. */
export function walkHeard(state: HuntState, call: CallState, verdict: Verdict, at: number): CallState {
  const { promptEndedAt: _ended, unanswered: _unanswered, ...rest } = call;
  // What had ended before the key was pressed is no answer to it.
  const answer = verdict.heard === 'prompt-ended' && stoppedAt(verdict, at) >= call.stepSince;
  const news =
    answer && verdict.again !== true && verdict.recording === undefined && spokenMs(call, verdict) >= NEWS_MS;
  const kept = news ? {} : unansweredOf(call);
  return { ...rest, ...kept, ...awaitedHeard(state.destination.menu[call.menuStep], call, verdict, at) };
}

/** How long the line spoke before it stopped; without end when its beginning was not told. */
function spokenMs({ lastHeard }: CallState, { sinceMs }: Verdict): number {
  return lastHeard?.heard === 'menu' ? sinceMs - lastHeard.sinceMs : Number.POSITIVE_INFINITY;
}

function awaitedHeard(
  step: MenuStep | undefined,
  call: CallState,
  verdict: Verdict,
  at: number,
): { promptEndedAt?: number } {
  const kept = call.promptEndedAt === undefined ? {} : { promptEndedAt: call.promptEndedAt };
  if (step === undefined || call.phase !== 'menu') return {};
  if ('tone' in step.awaits) return verdict.heard === 'tone' ? { promptEndedAt: at } : kept;
  if ('recording' in step.awaits) {
    const ended = verdict.heard === 'prompt-ended' && awaitsRecording(step, verdict.recording?.id);
    return ended ? { promptEndedAt: at } : kept;
  }
  if (verdict.heard === 'silence' || verdict.heard === 'tone') return kept;
  // A recording that is known to be no menu asks for no key.
  if (verdict.heard !== 'prompt-ended' || isNoMenu(verdict) || endsKnown(call, verdict)) return {};
  const stopped = stoppedAt(verdict, at);
  // Speech that stopped before the last key was pressed is that key's prompt, not the next one's.
  return call.menuStep > 0 && stopped < call.stepSince ? kept : { promptEndedAt: stopped };
}

/** The ear tells some time after speech stopped; `atMs - sinceMs` says how long, so no key is late by that delay. */
function stoppedAt({ atMs, sinceMs }: Verdict, at: number): number {
  return at - Math.max(0, atMs - sinceMs);
}

function isNoMenu({ recording }: Verdict): boolean {
  return recording !== undefined && recording.kind !== 'menu';
}

/** The end of the speech whose recording was told to end a moment ago: the same end, told twice. */
function endsKnown({ lastHeard: last }: CallState, { recording, sinceMs }: Verdict): boolean {
  if (recording !== undefined || last?.heard !== 'prompt-ended' || !isNoMenu(last)) return false;
  return Math.abs(sinceMs - last.sinceMs) <= SAME_END_MS;
}

function unansweredOf({ unanswered }: CallState): { unanswered?: number } {
  return unanswered === undefined ? {} : { unanswered };
}

/** Waits at a step from now on; what was asked or missed at the last one is past. */
function atStep(call: CallState, step: number, at: number): CallState {
  const { pressAskedBy: _by, pressAskedKey: _key, promptEndedAt: _ended, unanswered: _unanswered, ...rest } = call;
  return { ...rest, menuStep: step, stepSince: at, promptMissed: false, keyWanted: false };
}

function backInMenu(call: CallState, at: number): CallState {
  const { menuDoneAt: _done, ...rest } = call;
  return call.phase === 'menu' ? rest : toPhase({ ...rest, stage: 'menu' }, 'menu', at);
}
