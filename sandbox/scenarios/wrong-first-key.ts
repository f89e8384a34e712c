/** Closes the gap: a script that is out of date. The line's own “not a valid choice” must not be taken for progress or an agent. */

import { happened, isOffer } from '../outcome.js';
import type { Play } from '../play.js';
import { scenario } from '../scenario.js';

/** Nobody can help: the script is wrong for every line. People wait for the hunt to say so. */
async function waitInVain(play: Play): Promise<void> {
  const hunt = await play.startHunt(play.person(0));
  await play.ended(hunt, 70_000);
}

export const wrongFirstKey = scenario({
  name: 'wrong-first-key',
  about:
    "The destination's script begins with a key the menu does not know: no recording is taken for an agent, and the hunt ends by itself.",
  expected: 'ended',
  wrongFirstKey: '9',
  form: { lines: { first: 2 } },
  settings: { MAX_WAIT_MINUTES: '0.8' },
  act: waitInVain,
  checks: [
    {
      says: 'a wrong key was pressed',
      holds: (evidence) => happened(evidence, 'key').some((key) => key.right === false),
    },
    { says: 'nobody was called to a recording', holds: ({ messages }) => !messages.some(isOffer) },
  ],
});
