import type { Clock } from '../../hunter/base/clock.js';
import type { Log } from '../../hunter/base/log.js';
import type { Pacer } from '../api/pacer.js';
import { errorOfNonsense, errorOfReply, PhoneError } from '../api/phone-error.js';
import type { WireReply } from '../api/wire.js';
import { grantError, isAboutTheApp, isPassing, isRefusal, noTokenError, type TokenEndpoint } from './token-endpoint.js';
import type { Found } from './token-vault.js';
import { type Tokens, tokensOf } from './tokens.js';

/** The result of trying to get new tokens. `dead`: what is stored will never work again; `none`: no tokens are available now. */
export type Obtained =
  | { readonly is: 'tokens'; readonly tokens: Tokens }
  | { readonly is: 'dead' | 'none'; readonly error: PhoneError };

/** Gets new tokens to replace what was found; `beforeTry` is called before each request. Throws when trying later may help. */
export type Obtain = (found: Found, beforeTry: () => Promise<unknown>) => Promise<Obtained>;

interface ObtainTools {
  readonly endpoint: TokenEndpoint;
  readonly pacer: Pacer;
  readonly clock: Clock;
  readonly log: Log;
  /** Whose Auth limit the request counts against until the user's id is known. */
  readonly place: string;
}

/** With the refresh token; once that is dead, only the person can sign in again. */
export function byPerson(
  tools: ObtainTools,
  /** The errors for a place where nobody is signed in, and for a sign-in that is no longer accepted. */
  sentences: { readonly none: PhoneError; readonly lost: PhoneError },
): Obtain {
  return async (found, beforeTry) => {
    if (found.is === 'absent') return { is: 'none', error: sentences.none };
    if (found.is === 'unreadable') return { is: 'none', error: UNREADABLE };
    const { tokens } = found.kept;
    if (!tokens) return { is: 'none', error: sentences.lost };
    if (tokens.refreshToken === undefined) return { is: 'dead', error: sentences.lost };
    // Ask even if it has expired by our clock: only RingCentral decides that a sign-in is over.
    const reply = await refresh(tools, tokens, tokens.refreshToken, beforeTry);
    if (reply.status < 300) return { is: 'tokens', tokens: readTokens(reply, tools.clock) };
    // A wrong client secret, for example, is fixed in the settings, and nobody has to connect again.
    if (isAboutTheApp(reply)) return { is: 'none', error: grantError(reply, CHECK_APP) };
    if (!isRefusal(reply)) throw errorOfNonsense('to refresh the sign-in', reply.status);
    return { is: 'dead', error: sentences.lost };
  };
}

/** With the refresh token while it lives, else with the JWT. */
export function byJwt(tools: ObtainTools, jwt: string): Obtain {
  const { endpoint, pacer, clock, log, place } = tools;
  return async (found, beforeTry) => {
    const tokens = found.is === 'kept' ? found.kept.tokens : undefined;
    const { refreshToken, refreshExpiresAt = Number.POSITIVE_INFINITY } = tokens ?? {};
    const refreshed =
      tokens && refreshToken !== undefined && clock.now() < refreshExpiresAt
        ? await refresh(tools, tokens, refreshToken, beforeTry)
        : undefined;
    if (refreshed && refreshed.status < 300) return { is: 'tokens', tokens: readTokens(refreshed, clock) };
    if (refreshed)
      log.info({ status: refreshed.status }, 'the refresh token is no longer accepted; signing in with the JWT');
    const grant = { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: jwt };
    const user = tokens?.ownerId ?? place;
    const reply = await endpoint.grant(grant, { user, pacer, beforeTry });
    if (reply.status >= 300) {
      if (isPassing(reply)) throw errorOfReply('to sign in', reply);
      return { is: 'none', error: grantError(reply, CHECK_JWT) };
    }
    const signedIn = readTokens(reply, clock);
    // The request has counted against this user, whom we did not know before.
    if (signedIn.ownerId !== undefined && signedIn.ownerId !== user) await endpoint.budget.note(signedIn.ownerId);
    log.info({}, 'signed in to RingCentral with the JWT');
    return { is: 'tokens', tokens: signedIn };
  };
}

/** Throws on temporary problems. */
async function refresh(
  { endpoint, pacer, log, place }: ObtainTools,
  { ownerId }: Tokens,
  refreshToken: string,
  beforeTry: () => Promise<unknown>,
): Promise<WireReply> {
  const grant = { grant_type: 'refresh_token', refresh_token: refreshToken };
  const reply = await endpoint.grant(grant, { user: ownerId ?? place, pacer, beforeTry });
  if (isPassing(reply)) throw errorOfReply('to refresh the sign-in', reply);
  if (reply.status < 300) log.info({ place }, 'the RingCentral token was refreshed');
  return reply;
}

function readTokens(reply: WireReply, clock: Clock): Tokens {
  const tokens = tokensOf(reply.body, clock.now());
  if (!tokens) throw noTokenError();
  return tokens;
}

const CHECK_APP = 'Check RC_CLIENT_ID and RC_CLIENT_SECRET, and that the app is still active.';
const CHECK_JWT = 'Check RC_CLIENT_ID, RC_CLIENT_SECRET and RC_JWT_TOKEN, and that the app allows the JWT grant.';
const UNREADABLE = new PhoneError({
  code: 'sign-in',
  what: 'The stored sign-in to RingCentral cannot be opened with TOKEN_ENCRYPTION_KEY.',
  todo: 'Name the key it was sealed with in TOKEN_ENCRYPTION_KEYS_OLD, or connect again.',
  retryable: false,
});
