/** Closes the gap: the first warm way is refused when the taker has picked up already. They stay on the line, and the next warm way joins them. */
import { takeTheCall } from '../acts.js';
import { HEARD_AT_ONCE, joinedBy, times } from '../checks.js';
import { happened } from '../outcome.js';
import { scenario } from '../scenario.js';

export const warmRefusedThenNext = scenario({
  name: 'warm-refused-then-next',
  about: 'The hand-over by SIP is refused once Dana has picked up; she stays on the line and is bridged. One ring.',
  expected: 'connected',
  beliefs: { adminControls: true },
  faults: { refuseHandOver: { ways: ['replaces'], times: 1 } },
  settings: { HAND_OVER_WAYS: 'replaces,bridge' },
  destination: { agentPatienceMs: 10_000 },
  form: { destination: 'Practice line (no menu)' },
  act: takeTheCall,
  checks: [
    {
      says: 'the hand-over by SIP was tried first',
      holds: (evidence) => happened(evidence, 'hand-over-request').some(({ way }) => way === 'replaces'),
    },
    joinedBy('bridge'),
    HEARD_AT_ONCE,
    times('phone-rings', 1),
    times('phone-picked-up', 1),
  ],
});
