/** Closes the gap: accounts whose softphones may not dial. RingCentral calls our own device, our softphone answers, and so it hears. */
import { takeTheCall } from '../acts.js';
import { happened } from '../outcome.js';
import { scenario } from '../scenario.js';

export const callOutDevice = scenario({
  name: 'call-out-device',
  about: 'Direct dialling is refused; call-out through the device connects, and the line still hears.',
  expected: 'connected',
  faults: { refuseDial: true },
  act: takeTheCall,
  checks: [
    {
      says: 'call-out was used',
      holds: (evidence) => happened(evidence, 'rest').some((each) => String(each.path).endsWith('/call-out')),
    },
  ],
});
