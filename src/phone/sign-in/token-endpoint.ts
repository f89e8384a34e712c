import { type Clock, pause } from '../../hunter/base/clock.js';
import type { Pacer } from '../api/pacer.js';
import { errorOfReply, PhoneError } from '../api/phone-error.js';
import { listOf, objectOf, textOf } from '../api/readers.js';
import type { Wire, WireReply } from '../api/wire.js';
import type { AuthBudget } from './auth-budget.js';
import type { Tokens } from './tokens.js';

export interface TokenEndpointOptions {
  readonly wire: Wire;
  readonly budget: AuthBudget;
  readonly clock: Clock;
  readonly requestTimeoutMs?: number;
  /** The pause between tries when the endpoint fails (RingCentral's guide: 3 tries, 10 s apart). */
  readonly retryPauseMs?: number;
}

/** Who makes the request: the user whose Auth limit it counts against, and the pacer of that user's requests. */
export interface Asker {
  readonly user: string;
  readonly pacer: Pacer;
  /** Called before each try; if it throws, no further try is made. */
  readonly beforeTry: () => Promise<unknown>;
}

const TRIES = 3;

/** RingCentral's token endpoint: grants and revocation, within the Auth limit and bounded in time. */
export class TokenEndpoint {
  constructor(private readonly options: TokenEndpointOptions) {}

  get budget(): AuthBudget {
    return this.options.budget;
  }

  /** Requests tokens. Repeats only where the guide allows it (408, 5xx, no answer), never after a 400. */
  async grant(grant: Readonly<Record<string, string>>, { user, pacer, beforeTry }: Asker): Promise<WireReply> {
    const { budget, clock, retryPauseMs = 10_000 } = this.options;
    for (let attempt = 1; ; attempt++) {
      await budget.take(user);
      await beforeTry();
      const ticket = await pacer.enter('auth', 'urgent', 2_000);
      try {
        const reply = await this.#send('token', grant, 'to sign in');
        if (reply.status === 429) pacer.penalize('auth', reply.retryAfterMs);
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

  /**
   * Exchanges the code a browser brought back. Tries once, since the first try uses the code up. Only the result shows whose sign-in it is.
   */
  exchange(code: {
    readonly code: string;
    readonly code_verifier: string;
    readonly redirect_uri: string;
  }): Promise<WireReply> {
    return this.#send('token', { grant_type: 'authorization_code', ...code }, 'the sign-in');
  }

  /** Ends a sign-in at RingCentral. As the guide says, errors do not matter and it is not repeated. Never throws. */
  async revoke(tokens: Tokens, user: string): Promise<void> {
    try {
      await this.options.budget.take(user);
      // Either token ends the whole session; the refresh token lives longer.
      await this.#send('revoke', { token: tokens.refreshToken ?? tokens.accessToken }, 'to end a sign-in');
    } catch {
      // It expires by itself if its refresh token goes unused for a week.
    }
  }

  #send(what: 'token' | 'revoke', form: Readonly<Record<string, string>>, doing: string): Promise<WireReply> {
    const { wire, requestTimeoutMs = 10_000 } = this.options;
    const identity = wire.appIdentity();
    return wire.send({
      method: 'POST',
      path: `/restapi/oauth/${what}`,
      body: { ...form, ...identity.fields },
      headers: { ...identity.headers, 'Content-Type': 'application/x-www-form-urlencoded' },
      timeoutMs: requestTimeoutMs,
      doing,
    });
  }
}

/** The endpoint has a temporary problem: the same request may work later. */
export function isPassing(reply: WireReply): boolean {
  return reply.status >= 500 || reply.status === 429 || reply.status === 408;
}

/** The refusal is about the app, not the user, so the sign-in is not lost. */
export function isAboutTheApp(reply: WireReply): boolean {
  return ABOUT_THE_APP.has(textOf(objectOf(reply.body).error) ?? '') || ABOUT_THE_APP.has(codeOf(reply) ?? '');
}

const ABOUT_THE_APP: ReadonlySet<string> = new Set([
  'invalid_client',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_request',
  'invalid_scope',
  'OAU-112',
  'OAU-120',
  'OAU-121',
  'OAU-123',
  'OAU-125',
  'OAU-127',
  'OAU-134',
  'OAU-146',
  'OAU-151',
]);

/** RingCentral itself says that this grant is not valid. Any other status outside 2xx may come from a proxy and proves nothing. */
export function isRefusal(reply: WireReply): boolean {
  const error = textOf(objectOf(reply.body).error) ?? '';
  return !isPassing(reply) && (REFUSED.has(error) || /^OAU-/.test(codeOf(reply) ?? ''));
}

const REFUSED: ReadonlySet<string> = new Set(['invalid_grant', 'expired_token', 'access_denied']);

/** Why a grant was refused, and what to do. */
export function grantError(reply: WireReply, todo: string): PhoneError {
  if (isPassing(reply)) return errorOfReply('to sign in', reply);
  const code = codeOf(reply);
  return new PhoneError({
    code: 'sign-in',
    what: `RingCentral refused the sign-in (${code ?? `HTTP ${reply.status}`}).`,
    todo,
    retryable: false,
    status: reply.status,
    ...(code === undefined ? {} : { errorCode: code }),
  });
}

/** A success reply that contains no token. */
export function noTokenError(): PhoneError {
  return new PhoneError({
    code: 'nonsense',
    what: 'RingCentral answered the sign-in without a token.',
    todo: 'Check that RC_SERVER_URL is the address of the API.',
    retryable: true,
  });
}

function codeOf(reply: WireReply): string | undefined {
  const body = objectOf(reply.body);
  const code = textOf(objectOf(listOf(body.errors)[0]).errorCode) ?? textOf(body.errorCode) ?? textOf(body.error);
  return code !== undefined && /^[\w.-]{1,60}$/.test(code) ? code : undefined;
}
