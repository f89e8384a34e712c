import type { HuntState } from './state.js';

/** Cached by state object, since states never change: of thousands of hunts, only those that changed are looked at again. */
const known = new WeakMap<HuntState, readonly string[]>();

/** Ids of the lines an open hunt holds: in a call, or yet to be dialed. */
export function linesInUse(open: readonly HuntState[]): ReadonlySet<string> {
  const all = new Set<string>();
  for (const state of open) for (const lineId of linesOf(state)) all.add(lineId);
  return all;
}

/** An upper bound: a line held by two hunts counts twice. */
export function mostLinesInUse(open: readonly HuntState[]): number {
  return open.reduce((sum, state) => sum + linesOf(state).length, 0);
}

function linesOf(state: HuntState): readonly string[] {
  const before = known.get(state);
  if (before !== undefined) return before;
  const found = state.lineStates
    .filter(({ callId, retired }) => {
      const call = state.calls.find(({ id }) => id === callId);
      const busy = call !== undefined && call.phase !== 'ended';
      return busy || (retired === undefined && state.outcome === undefined);
    })
    .map(({ lineId }) => lineId);
  known.set(state, found);
  return found;
}
