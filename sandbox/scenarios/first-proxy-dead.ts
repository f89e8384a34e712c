/** Closes the gap: the first outbound proxy of RingCentral's list takes the connection and then never says a word. The line registers with another one, and the hunt goes its way. */
import { takeTheCall } from '../acts.js';
import { scenario } from '../scenario.js';

export const firstProxyDead = scenario({
  name: 'first-proxy-dead',
  about:
    'The proxies in Europe and North America never answer; the lines register with another, and the agent is taken.',
  expected: 'connected',
  // Whether a bot takes the first of the list or the nearest: it meets a dead one.
  faults: { deadProxies: ['EMEA', 'NA'] },
  form: { destination: 'Practice line (no menu)', lines: { first: 2 } },
  act: takeTheCall,
});
