/** Closes the gap: RingCentral refuses the way a call is handed over. The next way is tried, and the agent is not lost. */
import { takeTheCall } from '../acts.js';
import { happened } from '../outcome.js';
import { scenario } from '../scenario.js';

export const transferRefused = scenario({
  name: 'transfer-refused',
  about: 'Bridging is refused (403); the next way of handing over connects.',
  expected: 'connected',
  faults: { refuseHandOver: { ways: ['bridge'], times: 1 } },
  act: takeTheCall,
  checks: [
    {
      says: 'a second way was tried',
      holds: (evidence) => new Set(happened(evidence, 'hand-over-request').map((request) => request.way)).size > 1,
    },
  ],
});
