import type { Session } from '../exchange.js';
import type { View } from '../view.js';
import type { Invariant } from './invariant.js';

/** After Redis loses its leases, each owner takes its own again at its next beat. */
const LEASES_ARE_BACK_MS = 5_000;

/** A process that slept through a dial needs time to find out that no hunt wants the call, and drops it. */
const WAKES_MS = 2_000;

export const oneCallALine: Invariant = {
  name: 'no line in two calls',
  says:
    'A line is never in two calls, over all hunts and processes. Not promised: in the seconds after Redis has lost its leases, for a process ' +
    'that is dead or stands still also later, until its call is taken up or it goes on; and beside a call whose session was never written down because its process ' +
    'died, or stood still for long, over the dial.',
  watch(view, broken) {
    let leasesLostAt = Number.NEGATIVE_INFINITY;
    return {
      see(observation) {
        if (observation.what === 'leases-lost') leasesLostAt = observation.at;
        if (observation.what !== 'call-placed' || observation.at < leasesLostAt + LEASES_ARE_BACK_MS) return;
        const { callId, lineId } = observation;
        const other = view
          .sessions()
          .filter(({ holder }) => (holder.isAlive && !holder.isPaused) || !Number.isFinite(leasesLostAt))
          .find((each) => each.lineId === lineId && each.callId !== callId && isThere(view, each));
        if (other !== undefined) broken(`${lineId} is dialled for ${callId} while it is in ${other.callId}`);
      },
    };
  },
};

function isThere(view: View, { callId, isOver, taker, movedTo, holder }: Session): boolean {
  const hasWoken = view.now() < view.troubledAt(holder.name) + WAKES_MS;
  const isWorking = holder.isAlive && !holder.isPaused && !hasWoken && !view.hasSplit();
  const isKnown = view.recorded(callId)?.sessionId !== undefined || isWorking;
  return isKnown && !isOver && taker === undefined && movedTo === undefined;
}
