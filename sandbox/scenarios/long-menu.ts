/** Closes the gap: keys are pressed when the prompt was heard, however long somebody talks before it. */
import { takeTheCall } from '../acts.js';
import { happened } from '../outcome.js';
import { scenario } from '../scenario.js';

export const longMenu = scenario({
  name: 'long-menu',
  about: 'A long welcome and long disclosures between the keys; nothing is pressed into them.',
  expected: 'connected',
  destination: { menu: 'long', disclosuresMs: 6_000, holdMs: [3_000, 5_000] },
  form: { lines: { first: 1 } },
  act: takeTheCall,
  checks: [
    {
      says: 'no key was wrong or early',
      holds: (evidence) => happened(evidence, 'key').every((key) => key.right === true),
    },
  ],
});
