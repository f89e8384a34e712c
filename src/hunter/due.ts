import { keyOfStep } from './menu-script.js';
import { decisionMoments, effectMoments, goodbyeEndsAt, mayDial, phraseAt, pressAt } from './moments.js';
import { callOf, claimInFlight, isAlive, isOver } from './query.js';
import type { CallState, HuntState } from './state.js';
import type { EarStage, Key, Phrase, RingTarget } from './words.js';

/** Something that should be done now, derived from the state alone. The runner does each once while it is due. */
export type Due =
  | { readonly do: 'dial'; readonly lineId: string }
  | { readonly do: 'tune'; readonly callId: string; readonly stage: EarStage }
  | { readonly do: 'press'; readonly callId: string; readonly step: number; readonly key: Key }
  | { readonly do: 'say'; readonly callId: string; readonly phrase: Phrase }
  | { readonly do: 'hand-over'; readonly claimId: string; readonly callId: string; readonly ringTarget: RingTarget }
  | { readonly do: 'drop'; readonly callId: string }
  /** Decide again at this time (a `tick`). */
  | { readonly do: 'wake'; readonly at: number };

/** What should be done now, hand-overs first, and when to look again (at once, when a tick is owed). Pure. */
export function due(state: HuntState, now: number): readonly Due[] {
  if (isOver(state)) return [];
  const wake = Math.min(...decisionMoments(state), ...effectMoments(state).filter((moment) => moment > now));
  return [
    ...handOvers(state),
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

function dueOnCall(state: HuntState, call: CallState, now: number): readonly Due[] {
  const callId = call.id;
  if (call.phase === 'dropping') {
    const parting = call.owesGoodbye && now < goodbyeEndsAt(call);
    return [parting ? { do: 'say', callId, phrase: 'goodbye' } : { do: 'drop', callId }];
  }
  const found: Due[] = [];
  if (call.hears && call.phase !== 'dialling') found.push({ do: 'tune', callId, stage: call.stage });
  const pressing = pressAt(state, call);
  const key = call.pressAskedKey ?? keyOfStep(state.destination.menu[call.menuStep]);
  if (pressing !== undefined && pressing <= now && key !== undefined) {
    found.push({ do: 'press', callId, step: call.menuStep, key });
  }
  const speaking = phraseAt(state, call);
  if (speaking !== undefined && speaking <= now) {
    found.push({ do: 'say', callId, phrase: call.lastPhrase === undefined ? 'courtesy' : 'still-joining' });
  }
  return found;
}
