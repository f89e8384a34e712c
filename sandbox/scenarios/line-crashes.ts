/** Closes the gap: one line's connection is reset while it is on hold. The others never notice, and the hunt continues. */
import { takeTheCall } from '../acts.js';
import { scenario } from '../scenario.js';

export const lineCrashes = scenario({
  name: 'line-crashes',
  about: "One line's TLS connection is reset on hold; it is told, and another line's agent is taken.",
  expected: 'connected',
  faults: { crashOneLineAfterMs: 1_500 },
  destination: { holdMs: [14_000, 22_000] },
  act: takeTheCall,
  checks: [
    {
      says: 'the thread tells of the lost call',
      holds: ({ messages }) =>
        messages.some(({ text, threadTs }) => threadTs !== undefined && /ended|lost/i.test(text)),
    },
  ],
});
