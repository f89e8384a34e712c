import type { Invariant } from './invariant.js';

export const noOfferWithoutACall: Invariant = {
  name: 'no offer without a call',
  says: 'When the record says that a call is over, nobody is offered its agent anymore.',
  watch(view, broken) {
    return {
      see(observation) {
        if (observation.what !== 'recorded') return;
        const hunt = view.hunts().find(({ huntId }) => huntId === observation.huntId);
        for (const { id, callId, status } of hunt?.offers ?? []) {
          if (status === 'open' && view.recorded(callId)?.phase === 'ended')
            broken(`offer ${id} is open, its call is over`);
        }
      },
    };
  },
};
