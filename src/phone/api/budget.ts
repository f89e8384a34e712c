/** The four groups in which RingCentral counts requests. */
export type Group = 'light' | 'medium' | 'heavy' | 'auth';

/**
 * What a request is for. Each class may use as much as the ones after it, and more:
 * `urgent` transfer, bridge, drop · `look` watching a consult call ring · `normal` dialing and watching calls · `background` the directory,
 * which borrows more while nobody else is sending.
 */
export type Priority = 'urgent' | 'look' | 'normal' | 'background';

/** Most to least important. */
export const PRIORITIES: readonly Priority[] = ['urgent', 'look', 'normal', 'background'];

/** Limits a minute until the X-Rate-Limit headers tell others; defaults of RingCentral's guide. */
const DEFAULT_LIMIT: Readonly<Record<Group, number>> = { light: 50, medium: 40, heavy: 10, auth: 5 };
const DEFAULT_WINDOW_MS = 60_000;
/** RingCentral's guide asks for at least 30 s when there is no Retry-After header; its table says 60 s. */
const DEFAULT_PENALTY_MS = 60_000;
const MIN_PENALTY_MS = 1_000;
/** A Retry-After longer than this is ignored. */
const MAX_PENALTY_MS = 15 * 60_000;
/** Our clock and the server's differ a little, and a request that comes a moment early would restart the penalty. */
const PENALTY_MARGIN_MS = 500;

/** The share of a limit each class may fill. What it leaves is the reserve of the classes above it. */
const SHARE: Readonly<Record<Priority, number>> = { urgent: 1, look: 0.9, normal: 0.72, background: 0.6 };
/** What the background may fill when nobody else has sent anything for a window, so that a large account is read within minutes. */
const IDLE_SHARE = 0.9;
/** The background borrows only if a dial that arrives now would still get its turn within this time (a dial waits 15 s at most). */
const NORMAL_TURN_MS = 12_000;

/** What the X-Rate-Limit headers of one reply say; an absent field is unknown. */
export interface LimitHeaders {
  readonly limit?: number;
  readonly remaining?: number;
  readonly windowMs?: number;
}

interface Sent {
  /** When it stops counting; infinite while the request is in flight. */
  expires: number;
}

/** Permission to send one request now; call `finished` when the reply arrives or is given up. */
export interface Ticket {
  finished(now: number): void;
}

/**
 * One group's sliding window. A request counts from the moment it is sent until a whole window after its reply. Whenever the server counted
 * it in between, none of the server's windows then holds more than the limit.
 */
export class GroupBudget {
  #limit: number;
  #windowMs = DEFAULT_WINDOW_MS;
  #penaltyUntil = Number.NEGATIVE_INFINITY;
  #sent: Sent[] = [];
  /** Until then, somebody other than the background is sending. */
  #busyUntil = Number.NEGATIVE_INFINITY;
  #backgroundAt = Number.NEGATIVE_INFINITY;
  /** Until then, another process is assumed to use the same bucket. */
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

  /** The spacing of background requests that spreads an idle budget evenly over the window. */
  get spacingMs(): number {
    return this.#windowMs / Math.max(1, Math.floor(this.#limit * IDLE_SHARE));
  }

  /** The earliest time a request of this class may be sent, as far as we know now; `now` if at once. */
  earliest(now: number, priority: Priority): number {
    this.#forget(now);
    const from = Math.max(now, this.#penaltyUntil);
    const ownTurn = this.#atMost(this.#cap(priority, now) - 1, now);
    return Math.max(from, priority === 'background' ? Math.min(ownTurn, this.#borrowAt(now)) : ownTurn);
  }

  /** Takes one request of this class, or returns undefined if none may be sent now. */
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
   * Learns the real limit and what other processes have used of it. `evenly`: the others are known to send at an even pace, so their
   * requests expire one by one; otherwise all of them may have been sent just now.
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

  /** The server answered 429. Nothing is sent until the penalty is over, since each request would restart it. */
  penalize(now: number, retryAfterMs: number | undefined): void {
    const asked = retryAfterMs ?? DEFAULT_PENALTY_MS;
    const pause = Math.min(Math.max(asked, MIN_PENALTY_MS), MAX_PENALTY_MS) + PENALTY_MARGIN_MS;
    this.#penaltyUntil = Math.max(this.#penaltyUntil, now + pause);
  }

  /** Another of our processes met the penalty. */
  penalizeUntil(until: number): void {
    this.#penaltyUntil = Math.max(this.#penaltyUntil, until);
  }

  /** When the background may exceed its share: evenly spaced, and leaving room for a dial that arrives meanwhile. */
  #borrowAt(now: number): number {
    const normalTurn = this.#atMost(this.#cap('normal', now) - 2, now) - NORMAL_TURN_MS;
    const room = this.#atMost(Math.floor(this.#limit * IDLE_SHARE) - 1, now);
    return Math.max(now, this.#busyUntil, this.#backgroundAt + this.spacingMs, room, normalTurn);
  }

  /** When at most `count` requests will still count, as far as we know now. Those in flight count for at least one window from now. */
  #atMost(count: number, now: number): number {
    const tooMany = this.#sent.length - Math.max(0, count);
    if (tooMany <= 0) return now;
    const ends = this.#sent.map((sent) => Math.min(sent.expires, now + this.#windowMs)).sort((a, b) => a - b);
    return ends[tooMany - 1] ?? now;
  }

  /** In a shared bucket nobody takes the last request: two processes that both see it left would both send it. */
  #cap(priority: Priority, now: number): number {
    const most = now < this.#sharedUntil ? this.#limit - 1 : this.#limit;
    return Math.max(1, Math.min(most, Math.floor(this.#limit * SHARE[priority])));
  }

  #forget(now: number): void {
    this.#sent = this.#sent.filter((sent) => sent.expires > now);
  }
}

/** The group named in X-Rate-Limit-Group, in any case; undefined for names we do not know. */
export function groupNamed(name: string | null | undefined): Group | undefined {
  const lower = name?.trim().toLowerCase();
  return lower === 'light' || lower === 'medium' || lower === 'heavy' || lower === 'auth' ? lower : undefined;
}
