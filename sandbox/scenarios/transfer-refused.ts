/** Closes the gap: RingCentral refuses a way to hand a call over. The next way joins the taker, who has already picked up, and nobody is lost. */
import { takeTheCall } from '../acts.js';
import { HEARD_AT_ONCE, times } from '../checks.js';
import { happened } from '../outcome.js';
import { scenario } from '../scenario.js';

export const transferRefused = scenario({
  name: 'transfer-refused',
  about:
    'Where administrators may control calls, bridging is refused (403) once; another way connects whoever picked up.',
  expected: 'connected',
  beliefs: { adminControls: true },
  faults: { refuseHandOver: { ways: ['bridge'], times: 1 } },
  act: takeTheCall,
  checks: [
    {
      says: 'a bridge was asked for, and another way after it',
      holds: (evidence) => {
        const ways = happened(evidence, 'hand-over-request').map(({ way }) => way);
        const bridge = ways.indexOf('bridge');
        return bridge >= 0 && ways.slice(bridge + 1).some((way) => way !== 'bridge' && way !== 'consult');
      },
    },
    times('phone-picked-up', 1),
    HEARD_AT_ONCE,
  ],
});
