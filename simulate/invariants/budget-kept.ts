import type { Invariant } from './invariant.js';

export const budgetKept: Invariant = {
  name: 'the budget is kept',
  says: 'All processes together send no more requests in a minute than RingCentral allows, and each none while it was told to pause, by its own clock.',
  watch(_view, broken) {
    return {
      see(observation) {
        if (observation.what !== 'request') return;
        const { process, group, used, limit, inPenalty } = observation;
        if (used > limit) broken(`${process} sends the ${used}. ${group} request in a minute that allows ${limit}`);
        if (inPenalty) broken(`${process} sends a ${group} request although it was told to pause`);
      },
    };
  },
};
