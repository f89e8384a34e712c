/** Closes the gap: somebody changes their mind. Every call is dropped at once, wherever it is. */
import type { Play } from '../play.js';
import { scenario } from '../scenario.js';

const LABEL = 'Stop the hunt';

async function stop(play: Play): Promise<void> {
  const dana = play.person(0);
  await play.startHunt(dana);
  await play.happening('hold');
  await play.press(dana, await play.withButton(LABEL, 5_000), LABEL);
}

export const cancelMidway = scenario({
  name: 'cancel-midway',
  about: 'The hunt is stopped while one line holds and others are still in the menu.',
  expected: 'cancelled',
  destination: { holdMs: [30_000, 40_000] },
  act: stop,
});
