/** Closes the gap: the first warm way is refused when the taker has picked up already. They stay on the line, and the next warm way joins them. */
import { takeTheCall } from '../acts.js';
import { HEARD_AT_ONCE, joinedBy, times } from '../checks.js';
import { happened } from '../outcome.js';
import { scenario } from '../scenario.js';

export const warmRefusedThenNext = scenario({
  name: 'warm-refused-then-next',
  about: 'The hand-over by SIP is refused once Dana has picked up; she stays on the line and is bridged. One ring.',
  expected: 'connected',
  // Refused when the bot tries it at first, and granted by the time it is needed: the ways by SIP come first, and a bridge is still worth a try.
  beliefs: { adminControls: true },
  faults: { refuseControl: 1, refuseHandOver: { ways: ['replaces'], times: 1 } },
  // On a single line's first call nothing tells an announcement from an agent for certain, so there is no announcement.
  destination: { holdMs: [5_000, 9_000], announcementEveryMs: 60_000, agentPatienceMs: 10_000 },
  form: { destination: 'Practice line (no menu)', lines: { first: 1 } },
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
