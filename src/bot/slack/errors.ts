import { webApi } from '@slack/bolt';

/** How a Slack request failed, which decides what to do next. */
export type SlackFailure =
  /** Slack refused and would refuse the same request again. `code` is Slack's error name. */
  | { readonly kind: 'refused'; readonly code: string }
  /** Not done; may be sent again after this long. */
  | { readonly kind: 'rate-limited'; readonly retryAfterMs: number }
  /** May or may not have been done: a timeout, a broken connection, a 5xx. */
  | { readonly kind: 'uncertain'; readonly code: string };

/** Error names that say nothing about the request itself; it may even have partly succeeded. */
const PASSING = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
  'accesslimited',
]);

/** Classifies an error thrown by a WebClient. */
export function slackFailure(error: unknown): SlackFailure {
  if (error instanceof webApi.WebAPIRateLimitedError) {
    return { kind: 'rate-limited', retryAfterMs: Math.max(1, error.retryAfter) * 1000 };
  }
  if (error instanceof webApi.WebAPIPlatformError) {
    const code = error.data.error;
    if (code === 'ratelimited' || code === 'rate_limited') return { kind: 'rate-limited', retryAfterMs: 5_000 };
    return PASSING.has(code) ? { kind: 'uncertain', code } : { kind: 'refused', code };
  }
  if (error instanceof webApi.WebAPIHTTPError) return { kind: 'uncertain', code: `http_${error.statusCode}` };
  if (error instanceof webApi.WebAPIRequestError) return { kind: 'uncertain', code: 'request_failed' };
  return { kind: 'uncertain', code: error instanceof Error ? error.name : 'unknown' };
}

/** The bot can't post in the channel at all. */
const NO_ENTRY = new Set(['not_in_channel', 'channel_not_found', 'is_archived', 'restricted_action']);

export function cannotEnter(failure: SlackFailure): boolean {
  return failure.kind === 'refused' && NO_ENTRY.has(failure.code);
}
