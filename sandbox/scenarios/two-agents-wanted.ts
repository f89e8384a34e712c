/** Closes the gap: a hunt that is not over with its first agent: two people of the firm are served by one hunt. */
import type { Play } from '../play.js';
import { scenario } from '../scenario.js';

async function takeTwo(play: Play): Promise<void> {
  const hunt = await play.startHunt(play.person(0));
  const first = await play.offer(hunt);
  await play.take(play.person(0), first);
  const second = await play.offer(hunt, 60_000, [first.ts]);
  await play.take(play.person(1), second);
  await play.audio(2, 25_000);
}

export const twoAgentsWanted = scenario({
  name: 'two-agents-wanted',
  about: 'Two agents are wanted: Dana takes the first, Sam the second.',
  expected: 'connected',
  // Without the menu, so that two agents fit into the time.
  form: { destination: 'Practice line (no menu)', wanted: 2 },
  act: takeTwo,
});
