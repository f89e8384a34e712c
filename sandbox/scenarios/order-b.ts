/** Closes the gap: the other order of the menu. Disclosures stand between the two keys, and a key pressed into them starts them again. */
import { takeTheCall } from '../acts.js';
import { NO_WRONG_KEY, ONLY_AGENTS_OFFERED } from '../checks.js';
import { scenario } from '../scenario.js';

export const orderB = scenario({
  name: 'order-b',
  about: 'Language, then twenty seconds of disclosures, then the topic: nothing is pressed into them.',
  expected: 'connected',
  destination: { menu: 'order-b', disclosuresMs: 20_000, estimate: true, holdMs: [4_000, 6_000] },
  form: { lines: { first: 2 } },
  settings: { MAX_WAIT_MINUTES: '2' },
  withinMs: 110_000,
  act: takeTheCall,
  checks: [NO_WRONG_KEY, ONLY_AGENTS_OFFERED],
});
