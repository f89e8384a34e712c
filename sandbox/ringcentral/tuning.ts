import type { EventTimes } from './events/event-side.js';
import type { ExchangeTimes } from './exchange/exchange.js';
import type { SipTimes } from './sip/sip-leg.js';

/** Times of the practice service itself, which no scenario changes but a test may shorten. */
export interface Tuning extends SipTimes, ExchangeTimes, EventTimes {
  /** A call whose line crashed is noticed so late. */
  readonly lostLineNoticedMs: number;
  /** Permissions the app or the signed-in user lacks: CMN-401 and CMN-408. */
  readonly missingAppPermissions: readonly string[];
  readonly missingUserPermissions: readonly string[];
  /** The app has no secret and proves itself by PKCE. */
  readonly publicClient: boolean;
  /** The app's switch “Issue refresh tokens”; the real one is off at first. */
  readonly issueRefreshTokens: boolean;
}

export const TUNING: Tuning = {
  // The real service refreshes sessions every quarter of an hour or so; sooner here, or no scenario would see it.
  refreshAfterMs: 25_000,
  refreshAnswerMs: 20_000,
  refreshAfterHandOverMs: 400,
  referMs: 300,
  replacesMs: 60,
  junkEveryMs: 15_000,
  mediaTimeoutMs: 40_000,
  insideAnswerMs: 60,
  calleeAfterMs: 20,
  refusedAfterMs: 300,
  voicemailAfterMs: 20_000,
  voicemailLastsMs: 12_000,
  busyToneMs: 2500,
  lostLineNoticedMs: 3000,
  eventDelayMs: [40, 170],
  recoveryMs: 180_000,
  recoveryEvents: 100,
  idleMs: 1_800_000,
  absoluteMs: 86_400_000,
  ticketMs: 30_000,
  missingAppPermissions: [],
  missingUserPermissions: [],
  publicClient: false,
  issueRefreshTokens: true,
};
