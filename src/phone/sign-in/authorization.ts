import type { Clock } from '../../hunter/base/clock.js';
import type { Redeemed } from '../../hunter/office/people-ports.js';
import { errorOfReply, PhoneError } from '../api/phone-error.js';
import { idOf, objectOf, textOf } from '../api/readers.js';
import type { Wire, WireReply } from '../api/wire.js';
import { grantError, isAboutTheApp, isPassing, noTokenError, type TokenEndpoint } from './token-endpoint.js';
import { type Tokens, tokensOf } from './tokens.js';

const ME = '/restapi/v1.0/account/~/extension/~';

/** Where a browser goes to sign in: authorization code with PKCE. */
export function authorizeUrl(
  app: { readonly server: string; readonly clientId: string },
  ask: { readonly state: string; readonly challenge: string; readonly redirectUri: string },
): string {
  const url = new URL(`${app.server.replace(/\/+$/, '')}/restapi/oauth/authorize`);
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: app.clientId,
    redirect_uri: ask.redirectUri,
    state: ask.state,
    code_challenge: ask.challenge,
    code_challenge_method: 'S256',
  }).toString();
  return url.href;
}

/** Exchanges the code and reads whose sign-in it is. A sign-in that cannot be used is revoked at once. Throws sentences for people. */
export async function redeemCode(
  { wire, endpoint, clock }: { readonly wire: Wire; readonly endpoint: TokenEndpoint; readonly clock: Clock },
  answer: { readonly code: string; readonly verifier: string; readonly redirectUri: string },
): Promise<{ readonly redeemed: Redeemed; readonly tokens: Tokens }> {
  const { code, verifier, redirectUri } = answer;
  const reply = await endpoint.exchange({ code, code_verifier: verifier, redirect_uri: redirectUri });
  if (reply.status >= 300) throw codeError(reply);
  const tokens = tokensOf(reply.body, clock.now());
  if (!tokens) throw noTokenError();
  if (tokens.ownerId !== undefined) await endpoint.budget.note(tokens.ownerId);
  try {
    if (tokens.refreshToken === undefined) throw noRefreshToken();
    const redeemed = await readMe(wire, tokens.accessToken);
    return { redeemed, tokens: { ...tokens, ownerId: redeemed.extensionId } };
  } catch (error) {
    await endpoint.revoke(tokens, tokens.ownerId ?? 'unknown');
    throw error;
  }
}

async function readMe(wire: Wire, accessToken: string): Promise<Redeemed> {
  const doing = 'to read who signed in';
  const headers = { Authorization: `Bearer ${accessToken}` };
  const reply = await wire.send({ method: 'GET', path: ME, headers, timeoutMs: 10_000, doing });
  if (reply.status >= 300) throw errorOfReply(doing, reply);
  const body = objectOf(reply.body);
  const extensionId = idOf(body.id);
  if (extensionId === undefined) throw noTokenError();
  const email = textOf(objectOf(body.contact).email);
  const extensionNumber = idOf(body.extensionNumber) ?? '';
  return {
    extensionId,
    extensionNumber,
    name: textOf(body.name) ?? `Extension ${extensionNumber || extensionId}`,
    ...(email === undefined ? {} : { email }),
    admin: objectOf(objectOf(body.permissions).admin).enabled === true,
  };
}

function codeError(reply: WireReply): PhoneError {
  if (isPassing(reply)) return errorOfReply('the sign-in', reply);
  if (isAboutTheApp(reply)) return grantError(reply, CHECK_APP);
  return grantError(reply, 'The link has already been used or is too old: start again with /irs-hunt connect.');
}

const CHECK_APP =
  'An admin checks RC_CLIENT_ID and RC_CLIENT_SECRET, and that the app in the RingCentral developer console allows the authorization code grant with PKCE.';

function noRefreshToken(): PhoneError {
  return new PhoneError({
    code: 'sign-in',
    what: 'RingCentral gave no refresh token, so this sign-in would end within the hour and is not kept.',
    todo: 'An admin switches on “Issue refresh tokens” for the app in the RingCentral developer console; then connect again.',
    retryable: false,
  });
}
