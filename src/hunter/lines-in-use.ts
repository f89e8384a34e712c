import type { HuntState } from './state.js';

/** Ids of the lines an open hunt holds: in a call, or still to be dialled. */
export function linesInUse(open: readonly HuntState[]): ReadonlySet<string> {
  return new Set(
    open.flatMap((state) =>
      state.lineStates
        .filter(({ callId, retired }) => {
          const call = state.calls.find(({ id }) => id === callId);
          const busy = call !== undefined && call.phase !== 'ended';
          return busy || (retired === undefined && state.outcome === undefined);
        })
        .map(({ lineId }) => lineId),
    ),
  );
}
