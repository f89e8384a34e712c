/** Closes the gap: an agent who answers at once, so there was never a menu or music to tell a person from. */
import { takeTheCall } from '../acts.js';
import { scenario } from '../scenario.js';

export const instantAgent = scenario({
  name: 'instant-agent',
  about: 'No menu, no music: an agent answers the call directly.',
  expected: 'connected',
  destination: { menu: 'none', music: false, holdMs: [0, 0] },
  form: { destination: 'Practice line (no menu)', lines: { first: 2 } },
  act: takeTheCall,
});
