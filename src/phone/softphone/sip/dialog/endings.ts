import { REFUSALS, refusalWords } from '../../../api/refusals.js';
import { refusalOfStatus } from '../../../api/which-refusal.js';
import type { LegEnd } from '../softphone.js';

/**
 * How a leg ended, from the final refusal of its INVITE. `busy` is only what SIP says: RingCentral sends the same for a number it never
 * reached, so the caller checks the call's session before reporting it.
 */
export function endOfStatus(status: number): LegEnd {
  const name = refusalOfStatus(status, 'unknown');
  return { cause: name === 'perhaps-busy' ? 'busy' : REFUSALS[name].cause, status, reason: refusalWords(name) };
}

export const hungUp: LegEnd = { cause: 'far-end', reason: 'The far side hung up.' };
export const byUs: LegEnd = { cause: 'us', reason: 'We hung up.' };
export const notPickedUp: LegEnd = { cause: 'no-answer', reason: 'Nobody picked up in time.' };
export const mediaLost: LegEnd = { cause: 'line-lost', reason: 'The audio from the far side stopped coming.' };
export const linkLost: LegEnd = { cause: 'line-lost', reason: 'The connection to the phone service was lost.' };
export const notRepaired: LegEnd = {
  cause: 'line-lost',
  reason: 'The phone service does not take the call back, and it has no audio.',
};
export const expired: LegEnd = { cause: 'line-lost', reason: 'The phone service no longer knows the call.' };
export const silentServer: LegEnd = { cause: 'line-lost', reason: 'The phone service gave no answer.' };
export const noCommonMedia: LegEnd = { cause: 'refused', reason: refusalWords('no-common-sound') };
export const brokenInside: LegEnd = { cause: 'line-lost', reason: 'The line’s phone failed inside the bot.' };
