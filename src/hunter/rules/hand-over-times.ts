/**
 * How long the hunt lets a hand-over take, beyond the ringing (ms). The phone bounds each of its own waits (`timings.ts` there); these are
 * the fences behind, each outside the one before: whoever hands over, whoever takes the hunt over and looks, the rules.
 */
export const HAND_OVER_FENCES = {
  /** The process that hands over waits for its phone no longer. */
  phone: 95_000,
  /** A new owner looks for what became of it: longer than RingCentral lets anybody wait, or a used-up budget takes to come back. */
  newOwner: 100_000,
  /** A hand-over lost for longer counts as unanswered: whoever has taken the hunt over has looked by then. */
  lost: 105_000,
} as const;
