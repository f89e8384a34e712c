import { header, type SipMessage, type SipResponse } from '../message/message.js';
import { LEAST_SESSION_SECONDS, SESSION_SECONDS, sessionTerms } from '../message/session-timer.js';
import { statedSeconds } from '../message/stated-time.js';
import { type Timings, varied } from '../timings.js';

/** Of a re-INVITE: taken; the server does not know the call; anything else, no reply included. */
export type RefreshOutcome = 'fine' | 'gone' | 'failed';

/** RFC 4028 §10: so long before its end a session whose refresher is silent is dealt with, or a third of the interval. */
const GUARD_MS = 32_000;
/** Node's timers hold no more. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** What stands of a call whose refresh did not go through. */
export interface Trouble {
  readonly outcome: 'gone' | 'failed';
  /** Its audio runs. */
  readonly audible: boolean;
  /** The far side said that it sends none. */
  readonly held: boolean;
  /** Since the first attempt that failed. */
  readonly sinceMs: number;
  /** The session's agreed end has passed. */
  readonly expired: boolean;
}

/**
 * Whether such a call is lost. While it can be heard it lives, whatever a server that restarts answers; only one that does not know the
 * call for long is believed. Without audio, a server that does not know it is believed at once.
 */
export function isLost({ outcome, audible, held, sinceMs, expired }: Trouble, repairMs: number): boolean {
  if (outcome === 'gone') return !audible || sinceMs >= repairMs;
  return !audible && sinceMs >= repairMs && (!held || expired);
}

export interface SessionRefresherOptions {
  readonly timings: Pick<Timings, 'replyMs' | 'repairMs' | 'leastSessionSeconds'>;
  refresh(): Promise<RefreshOutcome>;
  readonly audible: () => boolean;
  readonly held: () => boolean;
  readonly onLost: (outcome: 'gone' | 'failed') => void;
}

/**
 * Keeps one call's session alive at the server (RFC 4028): refreshes it when that is ours, takes over when the far side's refresh does
 * not come, and asks again after a refusal until it is taken or the call is lost.
 */
export class SessionRefresher {
  readonly #options: SessionRefresherOptions;
  #timer: NodeJS.Timeout | undefined;
  #asking = false;
  #stopped = false;
  #seconds = SESSION_SECONDS;
  #leastSeconds = LEAST_SESSION_SECONDS;
  #expiresAt = Number.POSITIVE_INFINITY;
  #trouble: { readonly since: number; readonly attempts: number } | undefined;

  constructor(options: SessionRefresherOptions) {
    this.#options = options;
  }

  /** What a re-INVITE of ours asks for. */
  get wanted(): { readonly seconds: number; readonly leastSeconds: number } {
    return { seconds: this.#seconds, leastSeconds: this.#leastSeconds };
  }

  /**
   * After every agreement, whoever asked for it. `ours`: the reply to our request. One that says nothing leaves us free to refresh
   * (RFC 4028 §7.2): a server that forgets calls nobody refreshes is then told in time.
   */
  agree(message: SipMessage, ours: boolean): void {
    const terms = sessionTerms(message, this.#options.timings.leastSessionSeconds);
    if (terms === undefined && !ours) return;
    this.#trouble = undefined;
    const { seconds = this.#seconds, refresher = 'uac' } = terms ?? {};
    const ms = Math.max(1, seconds) * 1_000;
    const weRefresh = refresher === (ours ? 'uac' : 'uas');
    this.#expiresAt = performance.now() + ms;
    this.#askIn(weRefresh ? ms / 2 : ms - Math.min(GUARD_MS, ms / 3));
  }

  /** The server wants longer intervals (422). */
  lengthen(response: SipResponse): void {
    const least = statedSeconds(header(response, 'Min-SE')) ?? 0;
    if (!(least > this.#leastSeconds)) return;
    this.#leastSeconds = least;
    this.#seconds = Math.max(this.#seconds, least);
  }

  /** Refreshes now, and again until it is taken or the call is lost. */
  keep(): void {
    void this.#ask();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #askIn(ms: number): void {
    clearTimeout(this.#timer);
    if (!this.#stopped) this.#timer = setTimeout(() => this.keep(), Math.min(ms, LONGEST_TIMER_MS));
  }

  async #ask(): Promise<void> {
    if (this.#stopped || this.#asking) return;
    this.#asking = true;
    const outcome = await this.#options.refresh().finally(() => {
      this.#asking = false;
    });
    if (this.#stopped || outcome === 'fine') return;
    const now = performance.now();
    const { since, attempts } = this.#trouble ?? { since: now, attempts: 0 };
    this.#trouble = { since, attempts: attempts + 1 };
    const { timings, audible, held, onLost } = this.#options;
    const trouble = {
      outcome,
      audible: audible(),
      held: held(),
      sinceMs: now - since,
      expired: now >= this.#expiresAt,
    };
    if (isLost(trouble, timings.repairMs)) onLost(outcome);
    // Ever more seldom: a server that refuses every re-INVITE while the audio runs is not to be pestered for hours.
    else this.#askIn(varied(Math.min(timings.replyMs * 2 ** attempts, timings.repairMs)));
  }
}
