/** Closes the gap: a script that is out of date. The line's own “not a valid choice” must not be taken for progress or an agent. */
import { takeTheCall } from '../acts.js';
import { happened } from '../outcome.js';
import { scenario } from '../scenario.js';

export const wrongFirstKey = scenario({
  name: 'wrong-first-key',
  about: "The destination's script begins with a key the menu does not know.",
  expected: 'connected',
  wrongFirstKey: '9',
  form: { lines: { first: 2 } },
  act: takeTheCall,
  checks: [
    {
      says: 'a wrong key was pressed',
      holds: (evidence) => happened(evidence, 'key').some((key) => key.right === false),
    },
  ],
});
