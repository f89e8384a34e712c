/**
 * How long each part of a hand-over may take, from the claim to the report to the hunt (ms). The ringing itself is not here: the hunt
 * decides how long a phone may ring. docs/hand-over.md shows the same numbers in the order in which they matter.
 */
export const TIMES = {
  /** How long hanging up on a listener may take before a hand-over: an agent is waiting for what may be the same person. */
  listenerGoodbye: 2_000,

  /** Placing the call that rings the taker. The line has its own, shorter limit; only a broken line gets here. */
  placeRing: 20_000,
  /** The first look at a ringing call comes early: a person with the phone in hand is quick. */
  firstLook: 300,
  /** Between looks while RingCentral pushes changes of the call. */
  lookWhilePushed: 2_500,
  /** After a failed look. */
  lookAfterFailure: 1_200,

  /** By then, somebody who has picked up and hears nothing is told “one moment”. */
  oneMoment: 1_000,
  /** Saying one phrase. The longest takes six seconds. */
  phrase: 9_000,
  /** By then, somebody who is told that they could not be connected has understood it, and hangs up on purpose. */
  understood: 2_000,

  /** The pause before a bridge is tried again: a wrong state (409) or a temporary problem (503) often clears up at once. */
  bridgeAgain: 350,
  /** No bridge is tried again after this, since the taker is waiting on the line. */
  bridgeLast: 8_000,
  /**
   * The server reports within a second how a REFER with Replaces went. If the REFER does not fit, the server accepts it (202) and nothing
   * happens (seen on RingCentral's WebRTC side).
   */
  replacesTold: 4_000,

  /** The server ends both of our legs right after it has done what we asked. If the legs are up after this time, it has not. */
  legsEnd: 2_000,
  /**
   * How long to keep looking for the effect of an unanswered request: longer than the pause RingCentral imposes after too many requests.
   */
  movedLook: 35_000,
  /** The pause between those looks. */
  movedLookAgain: 1_000,

  /** How much longer than one ringing all ways together may take; the agent waits through all of them. */
  allWaysExtra: 20_000,
  /** A blind way that could ring no longer than this is not started. */
  shortestRing: 3_000,
  /** After a blind way the server rings longer than we would, and whoever picks up then gets the agent. */
  ringsOn: 15_000,
  /** What a blind transfer does to the session is not documented: if no new party appears within this time, we assume that it worked. */
  noSign: 8_000,
  /** The longest time one look counts for, whatever the clock says. */
  look: 6_500,

  /** By then the server has ended our legs. We hang up any it forgot, once the session shows that we are out of the conversation. */
  tidyUp: 5_000,
  /** How long the next owner can find the call that rings a taker: a phone rings for a minute or two at most. */
  consultKept: 5 * 60_000,
} as const;

/** The most tries for a bridge. */
export const BRIDGE_TRIES = 3;
/** After this many failed looks, the server's report of success is believed unseen. */
export const FAILED_LOOKS = 4;

/**
 * The pause between looks (ms): half a second while the budget is good,
 * longer as it runs low, so that the bridge itself always goes through.
 */
export function lookPause(available: number): number {
  if (available > 25) return 500;
  if (available > 15) return 700;
  if (available > 8) return 1_300;
  return 2_500;
}
