/** Closes the gap: the first idea of many accounts, calling out from a direct number, is refused with CMN-101. It is explained, and the next way connects. */
import { takeTheCall } from '../acts.js';
import { scenario } from '../scenario.js';

export const numberRefused = scenario({
  name: 'number-refused',
  about: 'Call-out from a number is refused with CMN-101; the thread explains it and the softphone connects.',
  expected: 'connected',
  settings: { DIAL_WAYS: 'call-out-number,softphone' },
  form: { lines: { first: 2 } },
  act: takeTheCall,
  checks: [
    {
      says: 'the thread explains why the number may not call',
      holds: ({ messages }) =>
        messages.some(({ text, threadTs }) => threadTs !== undefined && /CMN-101|not from a number/.test(text)),
    },
  ],
});
