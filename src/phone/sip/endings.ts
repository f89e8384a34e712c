import type { LegEnd } from '../line.js';

/** How a leg ended, from the final refusal of its INVITE. */
export function endOfStatus(status: number): LegEnd {
  if (status === 486 || status === 600) {
    return { cause: 'busy', status, reason: `The number is busy (${status}).` };
  }
  if (status === 480 || status === 408) {
    return { cause: 'no-answer', status, reason: `Nobody can be reached at the number now (${status}).` };
  }
  if (status === 487) {
    return {
      cause: 'refused',
      status,
      reason: 'The call was ended by the phone service before it was answered (487).',
    };
  }
  if (status === 603) return { cause: 'refused', status, reason: 'The far side declined the call (603).' };
  if (status === 404 || status === 484 || status === 604) {
    return { cause: 'refused', status, reason: `The phone service does not know the number (${status}).` };
  }
  if (status >= 500 && status < 600) {
    return { cause: 'refused', status, reason: `The phone service could not place the call (${status}).` };
  }
  return { cause: 'refused', status, reason: `The call was refused (${status}).` };
}

export const hungUp: LegEnd = { cause: 'far-end', reason: 'The far side hung up.' };
export const byUs: LegEnd = { cause: 'us', reason: 'We hung up.' };
export const notPickedUp: LegEnd = { cause: 'no-answer', reason: 'Nobody picked up in time.' };
export const mediaLost: LegEnd = { cause: 'line-lost', reason: 'The audio from the far side stopped coming.' };
export const linkLost: LegEnd = { cause: 'line-lost', reason: 'The connection to the phone service was lost.' };
export const notRepaired: LegEnd = {
  cause: 'line-lost',
  reason: 'The phone service does not take the call up again, and nothing is heard on it.',
};
export const expired: LegEnd = { cause: 'line-lost', reason: 'The phone service no longer knows the call.' };
export const silentServer: LegEnd = { cause: 'line-lost', reason: 'The phone service gave no answer.' };
export const noCommonMedia: LegEnd = {
  cause: 'refused',
  reason: 'The far side offers no audio that this line can speak (PCMU over SRTP).',
};
export const brokenInside: LegEnd = { cause: 'line-lost', reason: 'The softphone line failed inside.' };
