import { header, type SipMessage, type SipResponse } from '../message/message.js';
import { LEAST_SESSION_SECONDS, SESSION_SECONDS, sessionTerms } from '../message/session-timer.js';
import { statedSeconds } from '../message/stated-time.js';
import { type Timings, varied } from '../timings.js';

/** The result of a re-INVITE. `fine`: accepted; `gone`: the server does not know the call; `failed`: anything else, including no reply. */
export type RefreshOutcome = 'fine' | 'gone' | 'failed';

/**
 * RFC 4028 §10: if the far side should refresh and does not, we act this long before the session expires (at most a third of the interval).
 */
const GUARD_MS = 32_000;
/** The longest delay Node's timers accept. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The state of a call whose refresh failed. */
export interface Trouble {
  readonly outcome: 'gone' | 'failed';
  /** Its audio is running. */
  readonly audible: boolean;
  /** The far side said that it sends no audio. */
  readonly held: boolean;
  /** Time since the first failed attempt. */
  readonly sinceMs: number;
  /** The agreed end of the session has passed. */
  readonly expired: boolean;
}

/**
 * Whether such a call is lost. While it can be heard it is alive, whatever a restarting server answers, unless the server fails to
 * recognize it for a long time. Without audio, a server that does not know the call is believed at once.
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
 * Keeps one call's session alive at the server (RFC 4028): refreshes it when that is our job, takes over when the far side's refresh does
 * not come, and after a refusal asks again until the refresh is accepted or the call is lost.
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

  /** What our re-INVITE asks for. */
  get wanted(): { readonly seconds: number; readonly leastSeconds: number } {
    return { seconds: this.#seconds, leastSeconds: this.#leastSeconds };
  }

  /**
   * Call after every agreement, whoever asked for it. `ours`: the message is the reply to our request. A reply without terms leaves us free
   * to refresh (RFC 4028 §7.2), so that we notice in time if the server has forgotten the call.
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

  /** Refreshes now, and again until the refresh is accepted or the call is lost. */
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
    // At growing intervals, so as not to flood a server that refuses every re-INVITE for hours while the audio runs.
    else this.#askIn(varied(Math.min(timings.replyMs * 2 ** attempts, timings.repairMs)));
  }
}
