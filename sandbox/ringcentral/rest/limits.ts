import { tooMany } from './api-error.js';

export type Group = 'Light' | 'Medium' | 'Heavy' | 'Auth';

const WINDOW_MS = 60_000;
const PENALTY_MS = 60_000;
const DEFAULT_LIMITS: Readonly<Record<Group, number>> = { Light: 50, Medium: 40, Heavy: 10, Auth: 5 };

interface Bucket {
  sent: number[];
  penaltyUntil: number;
}

export interface LimitOptions {
  readonly now: () => number;
  readonly lightPerMinute?: number | undefined;
  readonly penaltyAtStart?: { readonly requests: number; readonly retryAfterS: number } | undefined;
}

/** Requests per user, app and group in a sliding minute. Over the limit a penalty begins, and every request during it restarts it. */
export class Limits {
  readonly #options: LimitOptions;
  readonly #buckets = new Map<string, Bucket>();
  #penaltiesLeft: number;

  constructor(options: LimitOptions) {
    this.#options = options;
    this.#penaltiesLeft = options.penaltyAtStart?.requests ?? 0;
  }

  /** Counts a request; returns the headers of its answer, or throws the 429. */
  count(owner: string, group: Group): Readonly<Record<string, string>> {
    const now = this.#options.now();
    const limit = (group === 'Light' ? this.#options.lightPerMinute : undefined) ?? DEFAULT_LIMITS[group];
    const key = `${owner} ${group}`;
    const bucket = this.#buckets.get(key) ?? { sent: [], penaltyUntil: Number.NEGATIVE_INFINITY };
    this.#buckets.set(key, bucket);
    if (group === 'Light' && this.#penaltiesLeft > 0) {
      this.#penaltiesLeft--;
      throw tooMany(headers(group, limit, 0, this.#options.penaltyAtStart?.retryAfterS ?? 1));
    }
    bucket.sent = bucket.sent.filter((at) => at > now - WINDOW_MS);
    if (now < bucket.penaltyUntil || bucket.sent.length >= limit) {
      bucket.penaltyUntil = now + PENALTY_MS;
      throw tooMany(headers(group, limit, 0, PENALTY_MS / 1000));
    }
    bucket.sent.push(now);
    return headers(group, limit, limit - bucket.sent.length);
  }
}

/** The group is printed in lower case, as the real service does. */
function headers(group: Group, limit: number, remaining: number, retryAfterS?: number): Record<string, string> {
  return {
    'X-Rate-Limit-Group': group.toLowerCase(),
    'X-Rate-Limit-Limit': String(limit),
    'X-Rate-Limit-Remaining': String(remaining),
    'X-Rate-Limit-Window': String(WINDOW_MS / 1000),
    ...(retryAfterS === undefined ? {} : { 'Retry-After': String(retryAfterS) }),
  };
}
