/** Closes the gap: a warm hand-over that needs no right over REST. Our line asks RingCentral by SIP to put the agent in its place (REFER with Replaces). */
import { takeTheCall } from '../acts.js';
import { HEARD_AT_ONCE, joinedBy, times } from '../checks.js';
import { scenario } from '../scenario.js';

export const warmBySip = scenario({
  name: 'warm-by-sip',
  about: 'Dana picks up, and the agent is joined to her by SIP within a second; nothing else is needed.',
  expected: 'connected',
  // The ways that need no leave are all there is.
  settings: { HAND_OVER_WAYS: 'replaces,refer' },
  destination: { agentPatienceMs: 10_000 },
  form: { destination: 'Practice line (no menu)' },
  act: takeTheCall,
  checks: [joinedBy('replaces'), HEARD_AT_ONCE, times('phone-picked-up', 1)],
});
