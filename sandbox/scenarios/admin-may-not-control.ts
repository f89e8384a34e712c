/**
 * Closes the gap: the bot has one administrator's sign-in, and RingCentral lets it read other extensions' calls but not control them. The
 * line hands its agent over by SIP, and the person who picks up notices nothing.
 */
import { takeTheCall } from '../acts.js';
import { HEARD_AT_ONCE, joinedBy } from '../checks.js';
import { happened } from '../outcome.js';
import { scenario } from '../scenario.js';

export const adminMayNotControl = scenario({
  name: 'admin-may-not-control',
  about:
    "The administrator's sign-in may not control the lines' calls: the agent is handed over by SIP, with one ring.",
  expected: 'connected',
  form: { destination: 'Practice line (no menu)', lines: { first: 2 } },
  act: takeTheCall,
  checks: [
    joinedBy('replaces'),
    HEARD_AT_ONCE,
    {
      says: 'no call of a line was controlled over REST',
      holds: (evidence) =>
        happened(evidence, 'rest').every(
          ({ method, path, status }) =>
            method === 'GET' || !String(path).includes('/telephony/sessions/') || Number(status) >= 400,
        ),
    },
  ],
});
