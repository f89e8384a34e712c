/**
 * How long each part of a hand-over may take, from the claim to what the hunt is told (ms). The ringing itself is not here: the
 * hunt says how long a phone may ring. docs/hand-over.md shows the same numbers in the order in which they matter.
 */
export const TIMES = {
  /** A listener who is hung up first has so long to confirm it: an agent is waiting for what may be the same person. */
  listenerGoodbye: 2_000,

  /** Placing the call that rings the taker. The line has its own, shorter bound; only a broken line gets here. */
  placeRing: 20_000,
  /** The first look at the ringing is early: a person with the phone at hand is quick. */
  firstLook: 300,
  /** Between looks while RingCentral pushes the changes of the call. */
  lookWhilePushed: 2_500,
  /** After a look that failed. */
  lookAfterFailure: 1_200,

  /** Somebody who has picked up and hears nothing is told “one moment” by then. */
  oneMoment: 1_000,
  /** Saying one phrase. The longest takes six seconds. */
  phrase: 9_000,
  /** By then somebody who is told that they could not be connected has understood it, and hangs up on purpose. */
  understood: 2_000,

  /** The pause before a bridge is asked again: a wrong state (409) or a passing problem (503) often heals at once. */
  bridgeAgain: 350,
  /** No bridge is asked again later than this: the taker is on the line and waits. */
  bridgeLast: 8_000,
  /**
   * The server tells within a second how a REFER with Replaces went. One that does not fit is accepted (202), and nothing comes of it
   * (seen on RingCentral's WebRTC side).
   */
  replacesTold: 4_000,

  /** The server ends both of our legs right after it has done what was asked for. Legs that stand after this say that it has not. */
  legsEnd: 2_000,
  /** A look for what an unanswered request did is repeated: longer than RingCentral makes us pause after too many requests. */
  movedLook: 35_000,
  /** The pause between those looks. */
  movedLookAgain: 1_000,

  /** All ways together may take so much longer than one ringing; the agent has waited through those before. */
  allWaysExtra: 20_000,
  /** A blind way that could ring no longer than this is not begun. */
  shortestRing: 3_000,
  /** After a blind way the server rings on for longer than we let a phone ring, and whoever picks up then has the agent. */
  ringsOn: 15_000,
  /** What a blind transfer does to the session is not documented: with no new party in sight it is believed after this. */
  noSign: 8_000,
  /** One look takes no longer, whatever the clock says. */
  look: 6_500,

  /** The server has ended our legs by then; what it forgot is hung up, once the session shows that we are out of the talk. */
  tidyUp: 5_000,
  /** The next owner finds the call that rings a taker for so long: a phone rings for a minute or two at most. */
  consultKept: 5 * 60_000,
} as const;

/** A bridge is asked so often at most. */
export const BRIDGE_TRIES = 3;
/** So many looks may fail before the server's “done” is believed without having been seen. */
export const FAILED_LOOKS = 4;

/** Between looks (ms): half a second while the budget is good, longer as it runs low, so that the bridge itself always goes through. */
export function lookPause(available: number): number {
  if (available > 25) return 500;
  if (available > 15) return 700;
  if (available > 8) return 1_300;
  return 2_500;
}
