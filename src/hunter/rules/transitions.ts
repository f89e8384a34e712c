import type { CallState } from './state.js';

/** Phases never go back: ended stays ended, and a handed-over call stays the taker's. */
export function toDropping(call: CallState, at: number, owesGoodbye: boolean): CallState {
  if (call.phase === 'ended' || call.phase === 'handed-over') return call;
  if (call.phase === 'dropping') return call;
  return { ...call, phase: 'dropping', since: at, stage: 'off', owesGoodbye: owesGoodbye && call.hears };
}

/** Moves a call to another live phase, unless it is already ending. */
export function toPhase(call: CallState, phase: CallState['phase'], at: number): CallState {
  if (call.phase === 'ended' || call.phase === 'dropping' || call.phase === 'handed-over') return call;
  return { ...call, phase, since: at };
}
