import type { Invariant } from './invariant.js';

/** After Redis loses its leases, each owner takes its own again at its next beat, or learns that it was too late. */
const LEASES_ARE_BACK_MS = 5_000;

export const oneTransfer: Invariant = {
  name: 'one transfer in flight a claim',
  says:
    'A claim is handed over once, never two at a time on one call, none that the record does not know of, and nobody is joined by ' +
    'a process that has lost the hunt (but for the seconds after Redis has lost its leases).',
  watch(view, broken) {
    const asked = new Map<string, number>();
    const inFlight = new Map<string, string>();
    let leasesLostAt = Number.NEGATIVE_INFINITY;
    return {
      see(observation) {
        if (observation.what === 'leases-lost') leasesLostAt = observation.at;
        if (observation.what === 'hand-over-asked') {
          const { callId, process } = observation;
          const before = inFlight.get(callId);
          const huntId = view.huntOfCall(callId)?.huntId ?? '';
          // A process that has lost the hunt keeps the taker's phone ringing, but no longer joins anybody.
          if (before !== undefined && view.ownerOf(huntId) === before)
            broken(`${process} hands over ${callId} while ${before} does`);
          inFlight.set(callId, process);
          const times = (asked.get(callId) ?? 0) + 1;
          asked.set(callId, times);
          const begun = view
            .huntOfCall(callId)
            ?.offers.filter((offer) => offer.callId === callId)
            .flatMap(({ claims }) => claims.filter(({ handOverBeganAt }) => handOverBeganAt !== undefined)).length;
          if (times > (begun ?? 0)) broken(`${callId} is handed over for the ${times}. time, for ${begun ?? 0} claims`);
        }
        if (observation.what === 'connected' && observation.by !== undefined) {
          const { callId, by } = observation;
          const owner = view.ownerOf(view.huntOfCall(callId)?.huntId ?? '');
          const isSettled = observation.at > leasesLostAt + LEASES_ARE_BACK_MS;
          if (isSettled && owner !== undefined && owner !== by)
            broken(`${by} joins ${callId}, whose hunt ${owner} has`);
        }
        if (observation.what === 'hand-over-done') inFlight.delete(observation.callId);
        // A dead process no longer rings anybody.
        if (observation.what === 'process-crashed' || observation.what === 'process-stopped') {
          for (const [callId, process] of inFlight) if (process === observation.process) inFlight.delete(callId);
        }
      },
    };
  },
};
