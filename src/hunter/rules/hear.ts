import type { HeardKind, MenuStep, Verdict } from '../terms.js';
import type { HeardMeans } from './events.js';
import { awaitsRecording } from './menu-script.js';
import { stoppedAt } from './query.js';
import type { CallState, HuntState } from './state.js';

/** A recording is known to end from its landmarks, the speech from the silence after it: not at the same millisecond. */
const SAME_END_MS = 1_000;

/** Words as short as “that is not a valid choice” are no sign that a key was taken. */
const NEWS_MS = 3_000;

/** What a line does when it has said what it had to say. */
const QUIET: ReadonlySet<HeardKind> = new Set<HeardKind>(['prompt-ended', 'silence', 'music', 'tone']);

/** What a sound on a call means: for the step it waits at, for the key pressed last, and for a number being entered. */
export function meaningOf(state: HuntState, call: CallState, verdict: Verdict, at: number): HeardMeans {
  const spoke = call.menuDoneAt !== undefined && isSpeech(verdict);
  const entry = entryHeard(call, verdict, at);
  return {
    ...promptHeard(state.destination.menu[call.menuStep], call, verdict, at),
    ...(call.unanswered === undefined || isAnswer(call, verdict, at) ? {} : { unanswered: call.unanswered }),
    ...(spoke ? { spokeAfterMenu: true } : {}),
    ...(entry === undefined ? {} : { entry }),
  };
}

/** The line has said what it had to say. */
export function isQuiet({ heard }: Verdict): boolean {
  return QUIET.has(heard);
}

function isSpeech({ heard }: Verdict): boolean {
  return heard !== 'silence' && heard !== 'ringback' && heard !== 'busy';
}

/** Something new, said since the last key: what had ended before the key was pressed is no answer to it. */
function isAnswer(call: CallState, verdict: Verdict, at: number): boolean {
  const since = verdict.heard === 'prompt-ended' && stoppedAt(verdict, at) >= call.stepSince;
  return since && verdict.again !== true && verdict.recording === undefined && spokenMs(call, verdict) >= NEWS_MS;
}

/** How long the line spoke before it stopped; without end when its beginning was not told. */
function spokenMs({ lastHeard }: CallState, { sinceMs }: Verdict): number {
  return lastHeard?.heard === 'menu' ? sinceMs - lastHeard.sinceMs : Number.POSITIVE_INFINITY;
}

function promptHeard(
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

function isNoMenu({ recording }: Verdict): boolean {
  return recording !== undefined && recording.kind !== 'menu';
}

/** The end of the speech whose recording was told to end a moment ago: the same end, told twice. */
function endsKnown({ lastHeard: last }: CallState, { recording, sinceMs }: Verdict): boolean {
  if (recording !== undefined || last?.heard !== 'prompt-ended' || !isNoMenu(last)) return false;
  return Math.abs(sinceMs - last.sinceMs) <= SAME_END_MS;
}

/** Whether the line speaks, or waits for an entry: heard from the offer to call back on. */
function entryHeard({ callback }: CallState, verdict: Verdict, at: number): HeardMeans['entry'] {
  if (callback?.status !== 'offered' && callback?.status !== 'entering') return undefined;
  const { promptEndedAt, heardNews, entry, entrySince } = callback;
  if (!isQuiet(verdict)) return { heardNews };
  const stopped = stoppedAt(verdict, at);
  // Speech that stopped before the last entry was its prompt.
  if (entry > 0 && stopped < entrySince)
    return { heardNews, ...(promptEndedAt === undefined ? {} : { promptEndedAt }) };
  const isNews = verdict.heard === 'prompt-ended' && verdict.again !== true;
  return { heardNews: heardNews || isNews, promptEndedAt: promptEndedAt ?? stopped };
}
