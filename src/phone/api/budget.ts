/** The four groups RingCentral counts requests in. */
export type Group = 'light' | 'medium' | 'heavy' | 'auth';

/**
 * What a request is for. Each class may use what the ones below it may use, and more:
 * `urgent` transfer, bridge, drop · `look` watching a consult call ring · `normal` dialing and watching calls · `background` the directory,
 * which borrows more while nobody else is at work.
 */
export type Priority = 'urgent' | 'look' | 'normal' | 'background';

/** Most to least important. */
export const PRIORITIES: readonly Priority[] = ['urgent', 'look', 'normal', 'background'];

/** Limits a minute until the X-Rate-Limit headers tell others; defaults of RingCentral's guide. */
const DEFAULT_LIMIT: Readonly<Record<Group, number>> = { light: 50, medium: 40, heavy: 10, auth: 5 };
const DEFAULT_WINDOW_MS = 60_000;
/** Without a Retry-After header the guide asks for at least 30 s; its table says 60 s. */
const DEFAULT_PENALTY_MS = 60_000;
const MIN_PENALTY_MS = 1_000;
/** A Retry-After longer than this is not believed. */
const MAX_PENALTY_MS = 15 * 60_000;
/** Our clock and theirs tick apart; a request that comes a moment early would restart the penalty. */
const PENALTY_MARGIN_MS = 500;

/** The share of a limit each class may fill. What it leaves is the reserve of the classes above it. */
const SHARE: Readonly<Record<Priority, number>> = { urgent: 1, look: 0.9, normal: 0.72, background: 0.6 };
/** What the background may fill while nobody else has sent anything for a window: a big account is read in minutes then. */
const IDLE_SHARE = 0.9;
/** It borrows only as long as a dial that comes in now would have its turn within this (it waits 15 s at most). */
const NORMAL_TURN_MS = 12_000;

/** What the X-Rate-Limit headers of one reply say; absent parts are unknown. */
export interface LimitHeaders {
  readonly limit?: number;
  readonly remaining?: number;
  readonly windowMs?: number;
}

interface Sent {
  /** When it stops counting; unknown while it is under way. */
  expires: number;
}

/** A request that may be sent now; `finished` must be called when its reply is there (or is given up). */
export interface Ticket {
  finished(now: number): void;
}

/**
 * One group's sliding window. It counts a request from the moment it is sent until a whole window after its reply:
 * wherever in between the server counted it, no window of the server's holds more than the limit.
 */
export class GroupBudget {
  #limit: number;
  #windowMs = DEFAULT_WINDOW_MS;
  #penaltyUntil = Number.NEGATIVE_INFINITY;
  #sent: Sent[] = [];
  /** Others than the background are at work until then. */
  #busyUntil = Number.NEGATIVE_INFINITY;
  #backgroundAt = Number.NEGATIVE_INFINITY;
  /** Another process uses the same bucket, or did within the last window. */
  #sharedUntil = Number.NEGATIVE_INFINITY;

  constructor(group: Group) {
    this.#limit = DEFAULT_LIMIT[group];
  }

  get limit(): number {
    return this.#limit;
  }

  get windowMs(): number {
    return this.#windowMs;
  }

  get penaltyUntil(): number {
    return this.#penaltyUntil;
  }

  /** How many requests of this class may be sent now. */
  available(now: number, priority: Priority): number {
    if (now < this.#penaltyUntil) return 0;
    this.#forget(now);
    const left = Math.max(0, this.#cap(priority, now) - this.#sent.length);
    return left === 0 && priority === 'background' && this.#borrowAt(now) <= now ? 1 : left;
  }

  /** How far apart background requests should be sent, so that they fill what an idle budget allows evenly. */
  get spacingMs(): number {
    return this.#windowMs / Math.max(1, Math.floor(this.#limit * IDLE_SHARE));
  }

  /** The earliest time a request of this class may be sent, as far as is known now; `now` when at once. */
  earliest(now: number, priority: Priority): number {
    this.#forget(now);
    const from = Math.max(now, this.#penaltyUntil);
    const ownTurn = this.#atMost(this.#cap(priority, now) - 1, now);
    return Math.max(from, priority === 'background' ? Math.min(ownTurn, this.#borrowAt(now)) : ownTurn);
  }

  /** Takes one request of this class, or nothing when it may not be sent now. */
  take(now: number, priority: Priority): Ticket | undefined {
    if (this.available(now, priority) < 1) return undefined;
    const sent: Sent = { expires: Number.POSITIVE_INFINITY };
    this.#sent.push(sent);
    if (priority === 'background') this.#backgroundAt = now;
    else this.#busyUntil = now + this.#windowMs;
    return {
      finished: (at) => {
        sent.expires = Math.min(sent.expires, at + this.#windowMs);
      },
    };
  }

  /**
   * Learns the real limit, and what others have used of it (another process of ours has the same bucket). `evenly`: they are known
   * to send evenly, so what they have used ends bit by bit; otherwise it may all be of this moment.
   */
  learn(now: number, headers: LimitHeaders, evenly = false): void {
    if (headers.windowMs !== undefined && headers.windowMs > 0) this.#windowMs = headers.windowMs;
    if (headers.limit !== undefined && headers.limit >= 1) this.#limit = Math.floor(headers.limit);
    if (headers.remaining === undefined) return;
    this.#forget(now);
    const used = this.#limit - Math.floor(headers.remaining);
    const unseen = used - this.#sent.length;
    if (unseen > 0) {
      this.#busyUntil = now + this.#windowMs;
      this.#sharedUntil = now + this.#windowMs;
    }
    for (let each = 1; each <= unseen; each++)
      this.#sent.push({ expires: now + (evenly ? (this.#windowMs * each) / unseen : this.#windowMs) });
  }

  /** The server said 429: nothing is sent until the penalty is over, since each request would restart it. */
  penalize(now: number, retryAfterMs: number | undefined): void {
    const asked = retryAfterMs ?? DEFAULT_PENALTY_MS;
    const pause = Math.min(Math.max(asked, MIN_PENALTY_MS), MAX_PENALTY_MS) + PENALTY_MARGIN_MS;
    this.#penaltyUntil = Math.max(this.#penaltyUntil, now + pause);
  }

  /** Another process of ours got the penalty. */
  penalizeUntil(until: number): void {
    this.#penaltyUntil = Math.max(this.#penaltyUntil, until);
  }

  /** When the background may go beyond its share, evenly spaced and leaving a turn to who comes. */
  #borrowAt(now: number): number {
    const normalTurn = this.#atMost(this.#cap('normal', now) - 2, now) - NORMAL_TURN_MS;
    const room = this.#atMost(Math.floor(this.#limit * IDLE_SHARE) - 1, now);
    return Math.max(now, this.#busyUntil, this.#backgroundAt + this.spacingMs, room, normalTurn);
  }

  /** When at most so many requests still count, as far as is known now. Those under way count at least one window from now. */
  #atMost(count: number, now: number): number {
    const tooMany = this.#sent.length - Math.max(0, count);
    if (tooMany <= 0) return now;
    const ends = this.#sent.map((sent) => Math.min(sent.expires, now + this.#windowMs)).sort((a, b) => a - b);
    return ends[tooMany - 1] ?? now;
  }

  /** Of a shared bucket the last request is nobody's: two processes that see it left would both send it. */
  #cap(priority: Priority, now: number): number {
    const most = now < this.#sharedUntil ? this.#limit - 1 : this.#limit;
    return Math.max(1, Math.min(most, Math.floor(this.#limit * SHARE[priority])));
  }

  #forget(now: number): void {
    this.#sent = this.#sent.filter((sent) => sent.expires > now);
  }
}

/** The group a reply names in X-Rate-Limit-Group; any case, unknown names are none of ours. */
export function groupNamed(name: string | null | undefined): Group | undefined {
  const lower = name?.trim().toLowerCase();
  return lower === 'light' || lower === 'medium' || lower === 'heavy' || lower === 'auth' ? lower : undefined;
}
