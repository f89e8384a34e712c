/** Closes the gap: the taker's own phone is busy. The offer opens again while the agent is still there, and somebody else takes it. */

import { happened, takes } from '../outcome.js';
import type { Play } from '../play.js';
import { scenario } from '../scenario.js';

async function secondTry(play: Play): Promise<void> {
  const hunt = await play.startHunt(play.person(0));
  const first = await play.offer(hunt);
  await play.take(play.person(0), first);
  await play.untilTaken(first);
  await play.take(play.person(1), await play.offer(hunt, 20_000));
  await play.audio();
}

export const takerBusy = scenario({
  name: 'taker-busy',
  about: "Dana's phone is busy when it should ring; the offer opens again and Sam takes the call.",
  expected: 'connected',
  manners: { pickUp: ['busy', 900] },
  destination: { agentPatienceMs: 10_000 },
  act: secondTry,
  checks: [
    { says: 'two people took it in turn', holds: (evidence) => takes(evidence).length === 2 },
    {
      says: 'the agent was spoken to meanwhile',
      holds: (evidence) => happened(evidence, 'agent-heard-courtesy').length > 0,
    },
  ],
});
