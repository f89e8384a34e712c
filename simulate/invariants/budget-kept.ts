import type { Invariant } from './invariant.js';

const WINDOW_MS = 60_000;
/** Round trip. */
const ANSWERED_WITHIN_MS = 450;

export const budgetKept: Invariant = {
  name: 'the budget is kept',
  says:
    'All processes together send no more requests in a minute than RingCentral allows, and none sends any while told to pause, by its own ' +
    'clock. Not counted is what a process sends before it has heard what others have used: until the first answer after it stood still, or ' +
    'sent nothing for a minute.',
  watch(view, broken) {
    const counted = new Map<string, number[]>();
    const lastSentAt = new Map<string, number>();
    const blindUntil = new Map<string, number>();
    return {
      see(observation) {
        if (observation.what !== 'request') return;
        const { at, process, group, limit, inPenalty } = observation;
        if (inPenalty) broken(`${process} sends a ${group} request although it was told to pause`);
        const sender = `${process} ${group}`;
        const lastAt = lastSentAt.get(sender) ?? Number.NEGATIVE_INFINITY;
        lastSentAt.set(sender, at);
        if (at - lastAt > WINDOW_MS || view.troubledAt(process) > lastAt)
          blindUntil.set(sender, at + ANSWERED_WITHIN_MS);
        if (at < (blindUntil.get(sender) ?? at)) return;
        const recent = [...(counted.get(group) ?? []).filter((sentAt) => sentAt > at - WINDOW_MS), at];
        counted.set(group, recent);
        if (recent.length > limit)
          broken(`${process} sends the ${recent.length}. ${group} request in a minute that allows ${limit}`);
      },
    };
  },
};
