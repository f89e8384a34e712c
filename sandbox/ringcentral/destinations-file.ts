import type { DestinationPlan } from '../world.js';
import { PRACTICE_DIRECT_NUMBER, PRACTICE_NUMBER } from './account.js';

const checked = { sure: 'high', on: '2026-01-01' } as const;

/** Within a prompt nobody pauses this long. */
const PROMPT_ENDED_MS = 900;
/** Disclosures between two keys pause for up to 1.4 s; a prompt is said again after 4 s. */
const DISCLOSED_PROMPT_ENDED_MS = 2000;

/** The destinations the bot is given: one with a menu, one without; open at all hours. */
export function destinations(plan: DestinationPlan) {
  const disclosed = plan.menu === 'order-b';
  const silenceMs = disclosed ? DISCLOSED_PROMPT_ENDED_MS : PROMPT_ENDED_MS;
  const menu = [
    { label: 'English', silenceMs, press: '1', guardMs: 20_000 },
    { label: 'Individual accounts', silenceMs, press: '2', guardMs: 30_000 + (disclosed ? plan.disclosuresMs : 0) },
  ];
  return [
    { id: 'practice', name: 'Practice line (with a menu)', number: PRACTICE_NUMBER, menu, checked },
    { id: 'practice-direct', name: 'Practice line (no menu)', number: PRACTICE_DIRECT_NUMBER, menu: [], checked },
  ];
}
