/**
 * How long a hand-over may take, beyond the ringing (ms). The phone bounds each of its own waits (its `timings.ts`); these limits enclose
 * them, each longer than the one before: the process that hands over, a new owner that looks for the result, the rules.
 */
export const HAND_OVER_FENCES = {
  /** How long the process that hands over waits for its phone. */
  phone: 95_000,
  /** How long a new owner looks for the result: longer than any wait at RingCentral, a used-up request budget included. */
  newOwner: 100_000,
  /** After this, a lost hand-over counts as unanswered. Any new owner has looked by then. */
  lost: 105_000,
} as const;
