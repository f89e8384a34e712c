import type { Invariant } from './invariant.js';

/** The shortest pause, for a line the far end did not refuse, minus its jitter. */
const LEAST_PAUSE_MS = 3_990;

export const considerateDials: Invariant = {
  name: 'considerate dials',
  says:
    'A hunt dials no more often than its settings allow (a request never sent is not a dial), and never redials a line without a pause after ' +
    'its last call.',
  watch(view, broken) {
    const dials = new Map<string, number>();
    const endedAt = new Map<string, number>();
    let clocksJumped = false;
    return {
      see(observation) {
        if (observation.what === 'clock-jumped') clocksJumped = true;
        if (observation.what === 'recorded') {
          const { huntId } = observation;
          for (const event of observation.events) {
            if (event.type !== 'call-ended') continue;
            const line = view.recorded(event.callId)?.lineId;
            endedAt.set(`${huntId} ${line}`, event.at);
            if (event.end === 'not-sent') dials.set(huntId, (dials.get(huntId) ?? 0) - 1);
          }
        }
        if (observation.what !== 'dial-asked') return;
        const hunt = view.huntOfCall(observation.callId);
        if (hunt === undefined) return;
        const count = (dials.get(hunt.huntId) ?? 0) + 1;
        dials.set(hunt.huntId, count);
        if (count > hunt.policy.maxDials)
          broken(`${count} dials of a hunt that may dial ${hunt.policy.maxDials} times`);
        const pauseMs =
          observation.at - (endedAt.get(`${hunt.huntId} ${observation.lineId}`) ?? Number.NEGATIVE_INFINITY);
        if (pauseMs < LEAST_PAUSE_MS && !clocksJumped)
          broken(`${observation.lineId} is dialled again ${pauseMs} ms after its last call`);
      },
    };
  },
};
