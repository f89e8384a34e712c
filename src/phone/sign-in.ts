import { createHash, randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Store } from '../hunter/ports.js';
import { type Clock, pause, within } from './clock.js';
import type { Pacer } from './pacer.js';
import { errorOfReply, PhoneError } from './phone-error.js';
import { listOf, objectOf, textOf } from './readers.js';
import { seal, unseal } from './token-box.js';
import { refreshAt, storedTokens, type Tokens, tokensOf } from './tokens.js';
import type { Wire, WireReply } from './wire.js';

export interface SignInOptions {
  readonly wire: Wire;
  readonly pacer: Pacer;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly jwt: string;
  /** Tells accounts and apps apart in a store they share. */
  readonly scope: string;
  /** 32 bytes; without it tokens stay in this process. */
  readonly encryptionKey?: Buffer;
  readonly requestTimeoutMs?: number;
  /** Pause between tries when the token endpoint fails (RingCentral's guide: 3 tries, 10 s apart). */
  readonly retryPauseMs?: number;
}

const TRIES = 3;
/** RingCentral allows 5 a minute for token, revoke and WebSocket token together; one is left for others. */
const MAX_TRIES_A_MINUTE = 4;
const LEASE_MS = 30_000;
const LEASE_POLL_MS = 150;
/** How long a caller waits for a token in all. */
const MAX_WAIT_MS = 45_000;
/** After a refused JWT (nothing that waiting heals) it is not tried again for so long. */
const REFUSED_PAUSE_MS = 60_000;
/** While the old token still works, a failed early renewal is tried again after this. */
const EARLY_RETRY_MS = 20_000;
const EARLY_WAIT_MS = 3_000;
const STORED_FOR_MS = 14 * 24 * 3_600_000;

/**
 * The one sign-in of all processes. Tokens are kept in the store (encrypted), one process at a time signs in or refreshes
 * (a lease), and a new pair is stored before it is used, since a refresh token works only once.
 */
export class SignIn {
  #tokens: Tokens | undefined;
  #renewing: Promise<Tokens> | undefined;
  #refused: { readonly error: PhoneError; readonly until: number } | undefined;
  #earlyRetryAt = 0;

  constructor(private readonly options: SignInOptions) {}

  /** Why the last sign-in failed; undefined while it works. */
  problem(): string | undefined {
    return this.#refused?.error.message;
  }

  /** A token that works, renewed early when its end is near. */
  async token(): Promise<string> {
    const now = this.options.clock.now();
    const tokens = this.#tokens;
    if (tokens && now < refreshAt(tokens)) return tokens.accessToken;
    if (tokens && now < tokens.expiresAt - 5_000 && now < this.#earlyRetryAt) return tokens.accessToken;
    const renewing = this.#renew(tokens?.accessToken);
    try {
      if (!tokens || now >= tokens.expiresAt - EARLY_WAIT_MS) return (await renewing).accessToken;
      // The old token still works: nobody waits long behind a slow renewal.
      return (await within(this.options.clock, EARLY_WAIT_MS, renewing, slowRenewal)).accessToken;
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

  /** The server refused this token (401): another one, or an error that says why there is none. */
  async replace(refusedToken: string): Promise<string> {
    if (this.#tokens && this.#tokens.accessToken !== refusedToken) return this.#tokens.accessToken;
    return (await this.#renew(refusedToken)).accessToken;
  }

  #renew(staleToken: string | undefined): Promise<Tokens> {
    this.#renewing ??= this.#renewOnce(staleToken).finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  async #renewOnce(staleToken: string | undefined): Promise<Tokens> {
    const { clock, store } = this.options;
    if (this.#refused && clock.now() < this.#refused.until) throw this.#refused.error;
    const until = clock.now() + MAX_WAIT_MS;
    const lease = randomUUID();
    for (;;) {
      const stored = await this.#load();
      if (stored && stored.accessToken !== staleToken && clock.now() < refreshAt(stored)) return this.#adopt(stored);
      if (await store.acquire(this.#key('sign-in'), lease, LEASE_MS)) break;
      if (clock.now() >= until)
        throw new PhoneError({
          code: 'sign-in',
          what: 'Another process has been signing in to RingCentral for too long.',
          todo: 'It is tried again by itself.',
          retryable: true,
        });
      await pause(clock, LEASE_POLL_MS);
    }
    try {
      // Somebody may have renewed between our look and our lease.
      const stored = await this.#load();
      if (stored && stored.accessToken !== staleToken && clock.now() < refreshAt(stored)) return this.#adopt(stored);
      const fresh = await this.#obtain(stored ?? this.#tokens, lease);
      await this.#save(fresh);
      this.#refused = undefined;
      return this.#adopt(fresh);
    } catch (error) {
      if (error instanceof PhoneError && !error.retryable)
        this.#refused = { error, until: clock.now() + REFUSED_PAUSE_MS };
      throw error;
    } finally {
      await store.release(this.#key('sign-in'), lease).catch(() => undefined);
    }
  }

  /** By refresh token while it lives; with the JWT when it is dead or absent. */
  async #obtain(last: Tokens | undefined, lease: string): Promise<Tokens> {
    const { clock, log, jwt } = this.options;
    if (last?.refreshToken && clock.now() < (last.refreshExpiresAt ?? Number.POSITIVE_INFINITY)) {
      const reply = await this.#ask({ grant_type: 'refresh_token', refresh_token: last.refreshToken }, lease);
      const tokens = reply.status < 300 ? tokensOf(reply.body, clock.now()) : undefined;
      if (tokens) {
        log.info('the RingCentral token was refreshed');
        return tokens;
      }
      if (reply.status >= 500 || reply.status === 429) throw errorOfReply('to refresh the sign-in', reply);
      log.info({ status: reply.status }, 'the refresh token is no longer accepted; signing in with the JWT');
    }
    const grant = { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: jwt };
    const reply = await this.#ask(grant, lease);
    if (reply.status >= 300) throw signInError(reply);
    const tokens = tokensOf(reply.body, clock.now());
    if (!tokens)
      throw new PhoneError({
        code: 'nonsense',
        what: 'RingCentral answered the sign-in with something that holds no token.',
        todo: 'Check that RC_SERVER_URL is the address of the API.',
        retryable: true,
      });
    log.info('signed in to RingCentral with the JWT');
    return tokens;
  }

  /** Asks the token endpoint; tries again only where the guide allows it (408, 5xx, no answer), never after a 400. */
  async #ask(grant: Readonly<Record<string, string>>, lease: string): Promise<WireReply> {
    const { wire, pacer, clock, store, requestTimeoutMs = 10_000, retryPauseMs = 10_000 } = this.options;
    const identity = wire.appIdentity();
    for (let attempt = 1; ; attempt++) {
      await this.#countTry();
      await store.renew(this.#key('sign-in'), lease, LEASE_MS);
      const ticket = await pacer.enter('auth', 'urgent', 2_000);
      try {
        const reply = await wire.send({
          method: 'POST',
          path: '/restapi/oauth/token',
          body: { ...grant, ...identity.fields },
          headers: { ...identity.headers, 'Content-Type': 'application/x-www-form-urlencoded' },
          timeoutMs: requestTimeoutMs,
          doing: 'to sign in',
        });
        if (reply.status === 429) pacer.penalise('auth', reply.retryAfterMs);
        const again = reply.status === 408 || reply.status >= 500;
        if (!again || attempt >= TRIES) return reply;
      } catch (error) {
        if (attempt >= TRIES) throw error;
      } finally {
        ticket.finished(clock.now());
      }
      await pause(clock, retryPauseMs);
    }
  }

  /** Keeps all processes together, and one that restarts in a loop, under the limit. Only the lease's holder gets here. */
  async #countTry(): Promise<void> {
    const { store, clock } = this.options;
    const now = clock.now();
    const stored = (await store.get(this.#key('sign-in-tries'))) ?? '[]';
    const tries = listOf(safeJson(stored)).filter((at): at is number => typeof at === 'number' && at > now - 60_000);
    if (tries.length >= MAX_TRIES_A_MINUTE)
      throw new PhoneError({
        code: 'budget',
        what: 'Signing in to RingCentral was tried as often as is allowed in a minute.',
        todo: 'It is tried again by itself within a minute.',
        retryable: true,
      });
    await store.set(this.#key('sign-in-tries'), JSON.stringify([...tries, now]), 60_000);
  }

  #adopt(tokens: Tokens): Tokens {
    this.#tokens = tokens;
    return tokens;
  }

  async #load(): Promise<Tokens | undefined> {
    const { encryptionKey, store, log } = this.options;
    if (!encryptionKey) return this.#tokens;
    const box = await store.get(this.#key('token'));
    if (box === undefined) return undefined;
    const text = unseal(encryptionKey, this.#key('token'), box);
    if (text === undefined) {
      log.warn('the stored RingCentral token cannot be opened with TOKEN_ENCRYPTION_KEY; signing in anew');
      return undefined;
    }
    return storedTokens(safeJson(text));
  }

  async #save(tokens: Tokens): Promise<void> {
    const { encryptionKey, store } = this.options;
    if (!encryptionKey) return;
    await store.set(this.#key('token'), seal(encryptionKey, this.#key('token'), JSON.stringify(tokens)), STORED_FOR_MS);
  }

  #key(what: string): string {
    return `rc:${this.options.scope}:${what}`;
  }
}

/** A short name for this app on this server and this JWT, safe to be part of a key. */
export function scopeOf(server: string, clientId: string, jwt: string): string {
  return createHash('sha256').update(`${server}\n${clientId}\n${jwt}`).digest('hex').slice(0, 16);
}

function slowRenewal(): PhoneError {
  return new PhoneError({ code: 'sign-in', what: 'Renewing the RingCentral token takes long.', retryable: true });
}

function signInError(reply: WireReply): PhoneError {
  if (reply.status >= 500 || reply.status === 429 || reply.status === 408) return errorOfReply('to sign in', reply);
  const body = objectOf(reply.body);
  const code = textOf(objectOf(listOf(body.errors)[0]).errorCode) ?? textOf(body.error);
  return new PhoneError({
    code: 'sign-in',
    what: `RingCentral refused the sign-in (${code && /^[\w.-]{1,60}$/.test(code) ? code : `HTTP ${reply.status}`}).`,
    todo: 'Check RC_CLIENT_ID, RC_CLIENT_SECRET and RC_JWT_TOKEN, and that the app allows the JWT grant.',
    retryable: false,
    status: reply.status,
    ...(code === undefined ? {} : { errorCode: code }),
  });
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
