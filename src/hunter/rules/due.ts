import type { EarStage, Key, Lesson, Phrase, RecordingKind, RingTarget } from '../terms.js';
import { keyOfStep } from './menu-script.js';
import { decisionMoments, effectMoments, entryAt, goodbyeEndsAt, mayDial, phraseAt, pressAt } from './moments.js';
import { callbackScript, callOf, claimInFlight, isAlive, isOver, relabelsDue, teachingsDue } from './query.js';
import type { CallbackState, CallState, HuntState, TeachingState } from './state.js';

/** Something to do now, derived from the state alone. The runner does each once while it is due. */
export type Due =
  | { readonly do: 'dial'; readonly lineId: string }
  | { readonly do: 'tune'; readonly callId: string; readonly stage: EarStage }
  | { readonly do: 'press'; readonly callId: string; readonly step: number; readonly key: Key }
  | { readonly do: 'say'; readonly callId: string; readonly phrase: Phrase }
  | { readonly do: 'hand-over'; readonly claimId: string; readonly callId: string; readonly ringTarget: RingTarget }
  | { readonly do: 'drop'; readonly callId: string }
  /** The keys of one entry of the callback script, pressed in order. */
  | { readonly do: 'enter'; readonly callId: string; readonly entry: number; readonly keys: readonly Key[] }
  | { readonly do: 'learn'; readonly teachingId: string; readonly callId: string; readonly lesson: Lesson }
  | {
      readonly do: 'relabel';
      readonly teachingId: string;
      readonly recordingId: string;
      readonly kind: RecordingKind;
      readonly title?: string;
    }
  | { readonly do: 'listen-in'; readonly callId: string; readonly ringTarget: RingTarget }
  /** A key of a lesson, once its prompt has been learned. */
  | { readonly do: 'press-taught'; readonly callId: string; readonly index: number; readonly key: Key }
  /** Decide again at this time (a `tick`). */
  | { readonly do: 'wake'; readonly at: number };

/** What should be done now, hand-overs first, and when to look again (at once, when a tick is owed). Pure. */
export function due(state: HuntState, now: number): readonly Due[] {
  if (isOver(state)) return [];
  const wake = Math.min(...decisionMoments(state), ...effectMoments(state).filter((moment) => moment > now));
  return [
    ...handOvers(state),
    ...teachingsDue(state).map(({ id, callId, lesson }) => ({ do: 'learn', teachingId: id, callId, lesson }) as const),
    ...relabelsDue(state).flatMap(relabelling),
    ...state.calls.filter(isAlive).flatMap((call) => dueOnCall(state, call, now)),
    ...state.lineStates
      .filter((line) => mayDial(state, line, now))
      .map(({ lineId }) => ({ do: 'dial', lineId }) as const),
    ...(Number.isFinite(wake) ? [{ do: 'wake', at: wake } as const] : []),
  ];
}

function handOvers(state: HuntState): readonly Due[] {
  return state.offers.flatMap((offer): readonly Due[] => {
    const claim = claimInFlight(offer);
    const call = callOf(state, offer.callId);
    if (claim?.status !== 'waiting' || call?.sessionId === undefined) return [];
    return [{ do: 'hand-over', claimId: claim.id, callId: call.id, ringTarget: claim.ringTarget }];
  });
}

function relabelling({ id, kind, recording }: TeachingState): Due[] {
  if (recording === undefined || kind === 'person') return [];
  const title = recording.title === undefined ? {} : { title: recording.title };
  return [{ do: 'relabel', teachingId: id, recordingId: recording.id, kind, ...title }];
}

function dueOnCall(state: HuntState, call: CallState, now: number): readonly Due[] {
  const callId = call.id;
  if (call.phase === 'dropping') {
    if (call.owesGoodbye && now < goodbyeEndsAt(call)) return [{ do: 'say', callId, phrase: 'goodbye' }];
    // Learn from a call before its audio is gone.
    return teachingsDue(state).some((teaching) => teaching.callId === callId) ? [] : [{ do: 'drop', callId }];
  }
  const found: Due[] = [];
  if (call.hears && call.phase !== 'dialling') found.push({ do: 'tune', callId, stage: call.stage });
  found.push(...keysOf(state, call, now));
  const speaking = phraseAt(state, call);
  if (speaking !== undefined && speaking <= now) {
    found.push({ do: 'say', callId, phrase: call.lastPhrase === undefined ? 'courtesy' : 'still-joining' });
  }
  if (state.lesson === true && call.hears && call.sessionId !== undefined && call.listening === undefined) {
    found.push({ do: 'listen-in', callId, ringTarget: state.ringTarget });
  }
  return found;
}

function keysOf(state: HuntState, call: CallState, now: number): readonly Due[] {
  const callId = call.id;
  const found: Due[] = [];
  const pressing = pressAt(state, call);
  const key = call.pressAskedKey ?? keyOfStep(state.destination.menu[call.menuStep]);
  if (pressing !== undefined && pressing <= now && key !== undefined) {
    found.push({ do: 'press', callId, step: call.menuStep, key });
  }
  const entering = entryAt(state, call);
  if (entering !== undefined && entering <= now && call.callback !== undefined) {
    found.push({ do: 'enter', callId, entry: call.callback.entry, keys: entryKeys(state, call.callback) });
  }
  const index = call.taughtKeys.findIndex(({ pressedAt }) => pressedAt === undefined);
  const taught = call.taughtKeys[index];
  const isLearnt = state.teachings.every((teaching) => !isPromptOf(teaching, callId, index));
  if (taught !== undefined && isLearnt) found.push({ do: 'press-taught', callId, index, key: taught.key });
  return found;
}

function isPromptOf({ status, callId, keyIndex }: TeachingState, ofCall: string, index: number): boolean {
  return status === 'due' && callId === ofCall && keyIndex === index;
}

/** The ten digits of a United States number, or the one key. */
function entryKeys(state: HuntState, { entry, chosen }: CallbackState): readonly Key[] {
  const what = callbackScript(state)[entry];
  if (what === undefined) return [];
  return what === 'number' ? ([...(chosen?.number ?? '').slice(-10)] as Key[]) : [what];
}
