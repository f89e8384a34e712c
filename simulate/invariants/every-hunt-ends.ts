import { isOver } from '../../src/hunter/rules/query.js';
import type { Invariant } from './invariant.js';

/** How far a hunt may exceed its limit on waiting: an agent on the line, a hand-over, a number being entered, troubles and takeovers. */
export const HUNT_GRACE_MS = 15 * 60_000;

export const everyHuntEnds: Invariant = {
  name: 'every hunt ends',
  says: 'Every hunt that was asked for begins, and ends within a quarter of an hour of its limit on waiting.',
  watch(view, broken) {
    return {
      atEnd() {
        const { scenario } = view;
        const hunts = view.hunts();
        if (hunts.length < scenario.hunts.length) broken(`${hunts.length} of ${scenario.hunts.length} hunts began`);
        for (const hunt of hunts) if (!isOver(hunt)) broken(`hunt ${hunt.huntId} has not ended`);
      },
    };
  },
};
