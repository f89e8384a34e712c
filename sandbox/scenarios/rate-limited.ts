/** Closes the gap: RingCentral's penalties. Each request sent during a penalty restarts it, so the bot must hold still, and still connect. */
import { takeTheCall } from '../acts.js';
import { happened } from '../outcome.js';
import { scenario } from '../scenario.js';

/** Refusals a bot that keeps the penalty may have met: those that were in flight when it began. */
const FEW = 4;

export const rateLimited = scenario({
  name: 'rate-limited',
  about: 'The account answers 429 with a penalty and allows few requests a minute; the hunt still connects.',
  expected: 'connected',
  faults: { lightPerMinute: 30, penaltyAtStart: { requests: 1, retryAfterS: 4 } },
  act: takeTheCall,
  checks: [
    { says: 'a penalty was given', holds: (evidence) => refusals(evidence) > 0 },
    { says: `no more than ${FEW} requests were refused`, holds: (evidence) => refusals(evidence) <= FEW },
  ],
});

function refusals(evidence: Parameters<typeof happened>[0]): number {
  return happened(evidence, 'rest').filter((each) => each.status === 429).length;
}
