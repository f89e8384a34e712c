import type { HeardKind, MenuStep, Verdict } from '../terms.js';
import type { HeardMeans } from './events.js';
import { awaitsRecording } from './menu-script.js';
import { stoppedAt } from './query.js';
import type { CallState, HuntState } from './state.js';

/** The end of a recording is known from its landmarks and the end of speech from the silence after it, so the two times differ a little. */
const SAME_END_MS = 1_000;

/** Anything shorter, such as “that is not a valid choice”, does not show that a key was accepted. */
const NEWS_MS = 3_000;

/** What a line does once it has finished speaking. */
const QUIET: ReadonlySet<HeardKind> = new Set<HeardKind>(['prompt-ended', 'silence', 'music', 'tone']);

/** What a sound on a call means: for the step it waits at, for the last key, and for a number being entered. */
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

/** The line has finished speaking. */
export function isQuiet({ heard }: Verdict): boolean {
  return QUIET.has(heard);
}

function isSpeech({ heard }: Verdict): boolean {
  return heard !== 'silence' && heard !== 'ringback' && heard !== 'busy';
}

/** Something new, said after the last key. What ended before the key was pressed does not answer it. */
function isAnswer(call: CallState, verdict: Verdict, at: number): boolean {
  const since = verdict.heard === 'prompt-ended' && stoppedAt(verdict, at) >= call.stepSince;
  return since && verdict.again !== true && verdict.recording === undefined && spokenMs(call, verdict) >= NEWS_MS;
}

/** How long the line spoke before it stopped; infinite when its start was not reported. */
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
  // A known recording that is not a menu asks for no key.
  if (verdict.heard !== 'prompt-ended' || isNoMenu(verdict) || endsKnown(call, verdict)) return {};
  const stopped = stoppedAt(verdict, at);
  // Speech that stopped before the last key was pressed was that key's prompt, not the next one's.
  return call.menuStep > 0 && stopped < call.stepSince ? kept : { promptEndedAt: stopped };
}

function isNoMenu({ recording }: Verdict): boolean {
  return recording !== undefined && recording.kind !== 'menu';
}

/** The end of speech whose recording was just reported to end: the same end, reported twice. */
function endsKnown({ lastHeard: last }: CallState, { recording, sinceMs }: Verdict): boolean {
  if (recording !== undefined || last?.heard !== 'prompt-ended' || !isNoMenu(last)) return false;
  return Math.abs(sinceMs - last.sinceMs) <= SAME_END_MS;
}

/** Whether the line speaks or waits for an entry; kept from the callback offer on. */
function entryHeard({ callback }: CallState, verdict: Verdict, at: number): HeardMeans['entry'] {
  if (callback?.status !== 'offered' && callback?.status !== 'entering') return undefined;
  const { promptEndedAt, heardNews, entry, entrySince } = callback;
  if (!isQuiet(verdict)) return { heardNews };
  const stopped = stoppedAt(verdict, at);
  // Speech that stopped before the last entry was that entry's prompt.
  if (entry > 0 && stopped < entrySince)
    return { heardNews, ...(promptEndedAt === undefined ? {} : { promptEndedAt }) };
  const isNews = verdict.heard === 'prompt-ended' && verdict.again !== true;
  return { heardNews: heardNews || isNews, promptEndedAt: promptEndedAt ?? stopped };
}
