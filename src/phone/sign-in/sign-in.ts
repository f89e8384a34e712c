import { bounded } from '../../hunter/base/bounded.js';
import type { Clock } from '../../hunter/base/clock.js';
import type { Log } from '../../hunter/base/log.js';
import { PhoneError } from '../api/phone-error.js';
import type { KeptTokens } from './kept-tokens.js';
import { refreshAt, renewLatestAt, type Tokens } from './tokens.js';

/** Where requests get their token. */
export interface TokenSource {
  /** A working token, renewed shortly before it expires. */
  token(): Promise<string>;
  /** The server refused this token (401): returns another one, or fails with the reason there is none. */
  replace(refusedToken: string): Promise<string>;
}

export interface SignInOptions {
  readonly kept: KeptTokens;
  readonly clock: Clock;
  readonly log: Log;
  /** How long a caller waits for a new token; the renewal itself goes on. If absent, as long as the renewal takes. */
  readonly maxWaitMs?: number;
}

/** The pause after a refusal that waiting does not fix. */
const REFUSED_PAUSE_MS = 60_000;
/** While the old token still works, a failed early renewal is tried again after this pause. */
const EARLY_RETRY_MS = 20_000;
const EARLY_WAIT_MS = 3_000;

/**
 * One sign-in as this process uses it: the account's by JWT, the account's by a person, or a person's own. However many callers ask at
 * once, only one renewal runs.
 */
export class SignIn implements TokenSource {
  #tokens: Tokens | undefined;
  #renewing: Promise<Tokens> | undefined;
  #refused: { readonly error: PhoneError; readonly until: number } | undefined;
  #earlyRetryAt = 0;

  constructor(private readonly options: SignInOptions) {}

  /** Why the last try failed; undefined while it works. */
  problem(): string | undefined {
    return this.#refused?.error.message;
  }

  /** The extension id of the signed-in user, as far as we know. */
  ownerId(): string | undefined {
    return this.#tokens?.ownerId;
  }

  async token(): Promise<string> {
    const now = this.options.clock.now();
    const tokens = this.#tokens;
    if (tokens && now < refreshAt(tokens)) return tokens.accessToken;
    if (tokens && now < tokens.expiresAt - 5_000 && now < this.#earlyRetryAt) return tokens.accessToken;
    const renewing = this.#renew(tokens?.accessToken);
    try {
      if (!tokens || now >= tokens.expiresAt - EARLY_WAIT_MS) return (await this.#bounded(renewing)).accessToken;
      // The old token still works, so nobody has to wait long for a slow renewal.
      return (await bounded(this.options.clock, EARLY_WAIT_MS, slowRenewal, renewing)).accessToken;
    } catch (error) {
      if (!tokens || this.options.clock.now() >= tokens.expiresAt) throw error;
      this.#earlyRetryAt = this.options.clock.now() + EARLY_RETRY_MS;
      this.options.log.warn(
        { err: error },
        'the RingCentral token could not be renewed early; the old one still works',
      );
      return tokens.accessToken;
    }
  }

  async replace(refusedToken: string): Promise<string> {
    if (this.#tokens && this.#tokens.accessToken !== refusedToken) return this.#tokens.accessToken;
    try {
      return (await this.#bounded(this.#renew(refusedToken))).accessToken;
    } catch (error) {
      // Do not retry a token that was refused and has no replacement.
      if (this.#refused && this.#tokens?.accessToken === refusedToken) this.#tokens = undefined;
      throw error;
    }
  }

  /** The sign-in was replaced or ended, by any process: forget what we know about it. */
  reconsider(): void {
    this.#tokens = undefined;
    this.#refused = undefined;
    this.#renewing = undefined;
  }

  /** Keeps an unused sign-in alive: renews it long before it expires, and seals it with the newest key. */
  async tend(): Promise<void> {
    const { kept, clock } = this.options;
    const found = await kept.find();
    if (found.is !== 'kept') return;
    if (found.aged) await kept.sealAnew();
    const { tokens } = found.kept;
    if (tokens && clock.now() >= renewLatestAt(tokens)) await this.#renew(tokens.accessToken);
  }

  #bounded(renewing: Promise<Tokens>): Promise<Tokens> {
    const { clock, maxWaitMs } = this.options;
    return maxWaitMs === undefined ? renewing : bounded(clock, maxWaitMs, slowRenewal, renewing);
  }

  #renew(staleToken: string | undefined): Promise<Tokens> {
    if (this.#renewing) return this.#renewing;
    const renewing: Promise<Tokens> = this.#renewOnce(staleToken, () => this.#renewing === renewing).finally(() => {
      if (this.#renewing === renewing) this.#renewing = undefined;
    });
    this.#renewing = renewing;
    return renewing;
  }

  /** `counts`: whether this renewal still matters, or a newer sign-in has replaced it. */
  async #renewOnce(staleToken: string | undefined, counts: () => boolean): Promise<Tokens> {
    const { kept, clock } = this.options;
    if (this.#refused && clock.now() < this.#refused.until) throw this.#refused.error;
    try {
      const tokens = await kept.renewed(staleToken);
      if (counts()) {
        this.#tokens = tokens;
        this.#refused = undefined;
      }
      return tokens;
    } catch (error) {
      if (counts() && error instanceof PhoneError && !error.retryable)
        this.#refused = { error, until: clock.now() + REFUSED_PAUSE_MS };
      throw error;
    }
  }
}

function slowRenewal(): PhoneError {
  return new PhoneError({
    code: 'sign-in',
    what: 'Renewing the RingCentral token is taking too long.',
    retryable: true,
  });
}
