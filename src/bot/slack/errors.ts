import { webApi } from '@slack/bolt';

/** How a Slack request failed, and so what may be done about it. */
export type SlackFailure =
  /** Slack refused; the same request will be refused again. `code` is Slack's error name. */
  | { readonly kind: 'refused'; readonly code: string }
  /** Not done; may be sent again after so long. */
  | { readonly kind: 'rate-limited'; readonly retryAfterMs: number }
  /** Not known whether it was done: a time-out, a broken connection, a 5xx. */
  | { readonly kind: 'uncertain'; readonly code: string };

/** Errors in an answer that say nothing about what was asked; some may have partly happened. */
const PASSING = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
  'accesslimited',
]);

/** Sorts an error thrown by a WebClient. */
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

/** The bot cannot write into the channel at all. */
const NO_ENTRY = new Set(['not_in_channel', 'channel_not_found', 'is_archived', 'restricted_action']);

export function cannotEnter(failure: SlackFailure): boolean {
  return failure.kind === 'refused' && NO_ENTRY.has(failure.code);
}
