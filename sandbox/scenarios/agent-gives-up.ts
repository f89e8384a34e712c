/** Closes the gap: an agent who waited for nobody. The offer ends, a late click is answered, and the other calls keep their places. */

import { happened } from '../outcome.js';
import type { Play } from '../play.js';
import { scenario } from '../scenario.js';

async function dawdle(play: Play): Promise<void> {
  const dana = play.person(0);
  const hunt = await play.startHunt(dana);
  const first = await play.offer(hunt);
  await play.happening('agent-left', 40_000);
  await play.untilTaken(first, 10_000);
  await play.take(dana, await play.offer(hunt, 40_000, [first.ts]));
  await play.audio();
}

export const agentGivesUp = scenario({
  name: 'agent-gives-up',
  about: 'Nobody takes the first agent in time and the agent hangs up; the hunt goes on and the next is taken.',
  expected: 'connected',
  // Without the menu, so that two agents fit into the time.
  form: { destination: 'Practice line (no menu)' },
  destination: { agentPatienceMs: 1_800, holdMs: [5_000, 26_000] },
  patience: { offerMs: 40_000, widenMs: 35_000, courtesyEveryMs: 6_000 },
  act: dawdle,
  checks: [
    { says: 'an agent hung up', holds: (evidence) => happened(evidence, 'agent-left').length > 0 },
    {
      says: 'the agent was spoken to',
      holds: (evidence) => happened(evidence, 'agent-heard-courtesy').length > 0,
    },
  ],
});
