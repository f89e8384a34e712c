/** Closes the gap: a script that is out of date. The line's own “not a valid choice” is no progress and no agent; a person presses the right key. */
import { ONLY_AGENTS_OFFERED } from '../checks.js';
import { happened } from '../outcome.js';
import type { Play } from '../play.js';
import { scenario } from '../scenario.js';

const RIGHT_KEY = '1';

async function pressTheRightKey(play: Play): Promise<void> {
  const dana = play.person(0);
  const hunt = await play.startHunt(dana);
  await play.answer(dana, RIGHT_KEY, 50_000);
  await play.take(dana, await play.offer(hunt));
  await play.audio();
}

export const wrongFirstKey = scenario({
  name: 'wrong-first-key',
  about: "The destination's script begins with a key the menu does not know; Dana presses the right one in the thread.",
  expected: 'connected',
  wrongFirstKey: '9',
  // No announcement before the agent: whether a first one is told from a person is another story.
  destination: { holdMs: [4_000, 5_500] },
  form: { lines: { first: 1 } },
  settings: { MAX_WAIT_MINUTES: '3' },
  withinMs: 130_000,
  act: pressTheRightKey,
  checks: [
    {
      says: 'a wrong key was pressed, then the right ones',
      holds: (evidence) => /^(9:false ){1,2}1:true 2:true$/.test(pressed(evidence)),
    },
    ONLY_AGENTS_OFFERED,
  ],
});

function pressed(evidence: Parameters<typeof happened>[0]): string {
  return happened(evidence, 'key')
    .map(({ key, right }) => `${String(key)}:${String(right)}`)
    .join(' ');
}
