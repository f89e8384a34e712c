/**
 * Closes the gap: inside the firm a colleague who declines reaches the caller neither as a refusal nor as the end of the call. The parties
 * tell, the offer opens again, and the second claim is taken.
 */
import { takes } from '../outcome.js';
import type { Play } from '../play.js';
import { scenario } from '../scenario.js';

async function declineThenTake(play: Play): Promise<void> {
  const dana = play.person(0);
  const hunt = await play.startHunt(dana);
  const first = await play.offer(hunt);
  await play.take(dana, first);
  await play.untilTaken(first);
  await play.take(dana, await play.offer(hunt, 20_000));
  await play.audio();
}

export const declinedInside = scenario({
  name: 'declined-inside',
  about: 'Dana declines the ring by mistake; the offer opens again, she takes it once more and picks up.',
  expected: 'connected',
  manners: { pickUp: ['decline', 900] },
  destination: { agentPatienceMs: 12_000 },
  form: { destination: 'Practice line (no menu)' },
  act: declineThenTake,
  checks: [{ says: 'it was claimed twice', holds: (evidence) => takes(evidence).length === 2 }],
});
