/**
 * What nobody here has seen of the real service. The defaults are what public code saw of its servers; a scenario may play the other
 * belief. `COVERAGE` in `coverage.ts` says how sure each is.
 */
export interface Beliefs {
  /** An administrator's sign-in controls calls of other extensions. Reading them is allowed either way; the owner's own sign-in may. */
  readonly adminControls: boolean;
  /** How a wrong number, an unreachable one and a device without an emergency address are refused. */
  readonly refusedDial: 'ringing-then-busy' | 'at-once';
  /** What a caller of the firm hears when a colleague declines: the call stays up until they hang up, or a busy tone and the end. */
  readonly declinedInside: 'caller-waits' | 'busy-tone';
  /** Inside the firm the caller's leg is answered before the callee's phone rings, or while it does. */
  readonly answeredInside: 'before-ringing' | 'while-ringing';
  /** Requests within a dialog over a new connection are challenged (407). */
  readonly challengesInDialog: boolean;
  /** The list of outbound proxies: four regions, Europe first, or the one nearby. */
  readonly proxies: 'four' | 'one';
  /** INVITEs to a device: six codecs, two suites, a four-hour session and short numbers of colleagues, or one codec and no session. */
  readonly inboundInvite: 'full' | 'plain';
  /** Soon after a hand-over the party that got the call is sent an UPDATE, and its silence ends the call. */
  readonly updatesAfterHandOver: boolean;
  /** REFER with Replaces joins the two calls; otherwise it is accepted (202) and nothing follows. */
  readonly replaces: boolean;
  /** Calls of one person at a time. */
  readonly mostCalls: number;
}

export const BELIEFS: Beliefs = {
  adminControls: false,
  refusedDial: 'ringing-then-busy',
  declinedInside: 'caller-waits',
  answeredInside: 'before-ringing',
  challengesInDialog: false,
  proxies: 'four',
  inboundInvite: 'full',
  updatesAfterHandOver: true,
  replaces: true,
  mostCalls: 5,
};
