import { ApiError } from './api-error.js';
import type { RestAnswer } from './handler.js';
import { Login, type User } from './login.js';
import { oauthError } from './oauth-error.js';
import { type SignIn, SignIns } from './sign-ins.js';

const JWT_GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

export interface OAuthOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly jwt: string;
  /** Extension id of the administrator the JWT belongs to. */
  readonly ownerId: string;
  readonly scope: string;
  readonly now: () => number;
  /** Where the login may lead back to; nowhere when not given. */
  readonly redirectUris?: readonly string[];
  /** Who can sign in in a browser. */
  readonly users?: readonly User[];
  /** The app is a public one: PKCE instead of a secret. */
  readonly publicClient?: boolean;
  /** The app's switch “Issue refresh tokens”; on when not given. */
  readonly issueRefreshTokens?: boolean;
}

/** Tokens: sign-in by JWT and in the browser, refresh with rotation, revocation. */
export class OAuth {
  readonly #options: OAuthOptions;
  readonly #signIns: SignIns;
  readonly #login: Login;

  constructor(options: OAuthOptions) {
    const { clientId, redirectUris = [], users = [], publicClient = false, now } = options;
    this.#options = options;
    this.#signIns = new SignIns(now);
    this.#login = new Login({ clientId, redirectUris, users, publicClient, now });
  }

  /** Client authentication by HTTP Basic; a public app names itself in the form instead. */
  checkClient(authorization: string | undefined, form: URLSearchParams): void {
    const { clientId, clientSecret, publicClient } = this.#options;
    if (publicClient && authorization === undefined && form.get('client_id') === clientId) return;
    const basic = /^Basic (.+)$/i.exec(authorization ?? '')?.[1];
    if (basic === undefined) throw oauthError(401, 'OAU-123', 'invalid_client', 'Invalid Authorization header');
    const given = Buffer.from(basic, 'base64').toString('utf8');
    if (given !== `${clientId}:${clientSecret}`)
      throw oauthError(401, 'OAU-146', 'invalid_client', 'Invalid client credentials');
  }

  /** The user a request for tokens or their end is about, for the limits; empty when unknown. */
  subject(form: URLSearchParams): string {
    if (form.get('assertion') === this.#options.jwt) return this.#options.ownerId;
    const token = form.get('refresh_token') ?? form.get('token');
    return this.#signIns.of(token)?.userId ?? this.#login.owner(form.get('code')) ?? '';
  }

  authorize(query: URLSearchParams): RestAnswer {
    return this.#login.authorize(query);
  }

  /** The form of the login page. */
  login(form: URLSearchParams): RestAnswer {
    return this.#login.answer(form);
  }

  token(form: URLSearchParams): Record<string, unknown> {
    const grant = form.get('grant_type');
    if (grant === null) throw oauthError(400, 'OAU-111', 'invalid_request', 'Parameter [grant_type] is missing');
    if (grant === JWT_GRANT) return this.#byJwt(form);
    if (grant === 'authorization_code') return this.#view(this.#signIns.open(this.#login.redeem(form), form));
    if (grant === 'refresh_token') return this.#view(this.#signIns.refresh(form.get('refresh_token')));
    throw oauthError(400, 'OAU-112', 'unsupported_grant_type', 'Unsupported grant type');
  }

  /** Ends the whole sign-in that either of its tokens names; unknown tokens are ignored. */
  revoke(token: string): void {
    this.#signIns.revoke(token);
  }

  /** Who is signed in (extension ids), oldest first. */
  signedIn(): readonly string[] {
    return this.#signIns.users();
  }

  /** The user’s password was changed: all their sign-ins end. */
  signOut(userId: string): void {
    this.#signIns.end(userId);
  }

  /** The user a Bearer header stands for. */
  user(authorization: string | undefined): string {
    const token = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) throw new ApiError(401, 'OAU-123', 'Authorization header is missing or malformed');
    return this.#signIns.user(token);
  }

  #byJwt(form: URLSearchParams): Record<string, unknown> {
    if (form.get('assertion') !== this.#options.jwt)
      throw oauthError(400, 'OAU-213', 'invalid_grant', 'Token not found');
    return this.#view(this.#signIns.open(this.#options.ownerId, form));
  }

  #view(signIn: SignIn): Record<string, unknown> {
    const { scope, issueRefreshTokens = true, now } = this.#options;
    const seconds = (until: number) => Math.round((until - now()) / 1000);
    return {
      access_token: signIn.access,
      token_type: 'bearer',
      expires_in: seconds(signIn.accessUntil),
      ...(issueRefreshTokens
        ? { refresh_token: signIn.refresh, refresh_token_expires_in: seconds(signIn.refreshUntil) }
        : {}),
      scope,
      owner_id: signIn.userId,
      endpoint_id: signIn.id,
      session_id: signIn.id,
    };
  }
}
