import type { Invariant } from './invariant.js';

export const oneClaim: Invariant = {
  name: 'one claim an offer',
  says: 'Only one person holds an offer at a time, and nobody gets it after somebody was connected.',
  watch(_view, broken) {
    const holder = new Map<string, string>();
    const offerOf = new Map<string, string>();
    return {
      see(observation) {
        if (observation.what !== 'recorded') return;
        for (const event of observation.events) {
          if (event.type === 'offer-claimed') {
            const { offerId, claimId, by } = event;
            if (holder.has(offerId)) broken(`${by} takes offer ${offerId}, which ${holder.get(offerId)} has`);
            holder.set(offerId, by);
            offerOf.set(claimId, offerId);
          }
          if (event.type === 'hand-over-failed') holder.delete(offerOf.get(event.claimId) ?? '');
        }
      },
    };
  },
};
