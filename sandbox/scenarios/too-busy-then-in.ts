/** Closes the gap: “we are unable to handle your call” is no agent and no end: it is said, waited out and dialled again. */
import { takeTheCall } from '../acts.js';
import { happened } from '../outcome.js';
import { scenario } from '../scenario.js';

export const tooBusyThenIn = scenario({
  name: 'too-busy-then-in',
  about: 'The first call of each line is turned away with a recording; the second gets in.',
  expected: 'connected',
  destination: { tooBusy: [1, 0], holdMs: [8_000, 12_000] },
  form: { destination: 'Practice line (no menu)', lines: { first: 2 } },
  act: takeTheCall,
  checks: [
    { says: 'a call was turned away', holds: (evidence) => happened(evidence, 'too-busy').length > 0 },
    { says: 'it was dialled again', holds: (evidence) => happened(evidence, 'call-dialled').length > 2 },
    {
      says: 'the thread tells of it',
      holds: ({ messages }) => messages.some(({ text }) => /too busy/.test(text)),
    },
  ],
});
