/**
 * Closes the gap: an account that bars a second call of the same person. Nobody can be rung beside the agent's call, so the hand-over goes
 * the blind way, and the phone rings once.
 */
import { takeTheCall } from '../acts.js';
import { joinedBy, times } from '../checks.js';
import { scenario } from '../scenario.js';

export const oneCallALine = scenario({
  name: 'one-call-a-line',
  about: 'Each person may have one call at a time: Dana can’t be rung beside the agent’s call and gets it blindly.',
  expected: 'connected',
  beliefs: { mostCalls: 1 },
  destination: { agentPatienceMs: 12_000 },
  form: { destination: 'Practice line (no menu)' },
  act: takeTheCall,
  checks: [joinedBy('refer'), times('phone-rings', 1)],
});
