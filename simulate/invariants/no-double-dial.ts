import type { Invariant } from './invariant.js';

export const noDoubleDial: Invariant = {
  name: 'no double dial',
  says: 'A call is recorded before it is dialed, and never dialed a second time once begun.',
  watch(view, broken) {
    const dialled = new Set<string>();
    return {
      see(observation) {
        if (observation.what !== 'dial-asked') return;
        const { callId } = observation;
        if (dialled.has(callId)) broken(`${callId} is dialled twice`);
        dialled.add(callId);
        if (view.recorded(callId) === undefined) broken(`${callId} is dialled before it is written down`);
      },
    };
  },
};
