import { PRACTICE_DIRECT_NUMBER, PRACTICE_NUMBER } from './account.js';

const checked = { sure: 'high', on: '2026-01-01' } as const;

/** The destinations the bot is given: one with a menu, one without; open at all hours. */
export const DESTINATIONS = [
  {
    id: 'practice',
    name: 'Practice line (with a menu)',
    number: PRACTICE_NUMBER,
    menu: [
      { label: 'English', silenceMs: 900, press: '1', guardMs: 20_000 },
      { label: 'Individual accounts', silenceMs: 900, press: '2', guardMs: 30_000 },
    ],
    checked,
  },
  { id: 'practice-direct', name: 'Practice line (no menu)', number: PRACTICE_DIRECT_NUMBER, menu: [], checked },
];
