/** Closes the gap: does the plain story work at all, from the command to the agent in the requester's ear? */
import { takeTheCall } from '../acts.js';
import { scenario } from '../scenario.js';

export const firstAgent = scenario({
  name: 'first-agent',
  about: 'Three lines walk the menu and hold; the first agent is taken, the others are dropped.',
  expected: 'connected',
  act: takeTheCall,
});
