import { randomBytes } from 'node:crypto';
import { ApiError } from './api-error.js';

/** An old refresh token still answers so long after the new access token was first used; and so long when it never was. */
const GRACE_MS = 10_000;
const UNUSED_GRACE_MS = 3_600_000;
/** Sign-ins of one user and app at a time; the oldest goes. */
const MOST_SESSIONS = 5;
const JWT_GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

export interface OAuthOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly jwt: string;
  readonly ownerId: string;
  readonly scope: string;
  readonly now: () => number;
}

interface SignIn {
  readonly id: string;
  access: string;
  accessUntil: number;
  accessTtlS: number;
  refresh: string;
  refreshUntil: number;
  refreshTtlS: number;
  used: boolean;
  previous: { readonly refresh: string; until: number } | undefined;
}

/** Tokens: JWT sign-in, refresh with rotation, revocation. */
export class OAuth {
  readonly #options: OAuthOptions;
  #signIns: SignIn[] = [];

  constructor(options: OAuthOptions) {
    this.#options = options;
  }

  /** Client authentication by HTTP Basic. */
  checkClient(authorization: string | undefined): void {
    const { clientId, clientSecret } = this.#options;
    const basic = /^Basic (.+)$/i.exec(authorization ?? '')?.[1];
    if (basic === undefined) throw oauthError(401, 'OAU-123', 'invalid_client', 'Invalid Authorization header');
    const given = Buffer.from(basic, 'base64').toString('utf8');
    if (given !== `${clientId}:${clientSecret}`)
      throw oauthError(401, 'OAU-146', 'invalid_client', 'Invalid client credentials');
  }

  token(form: URLSearchParams): Record<string, unknown> {
    const grant = form.get('grant_type');
    if (grant === null) throw oauthError(400, 'OAU-111', 'invalid_request', 'Parameter [grant_type] is missing');
    if (grant === JWT_GRANT) return this.#signIn(form);
    if (grant === 'refresh_token') return this.#refresh(form);
    throw oauthError(400, 'OAU-112', 'unsupported_grant_type', 'Unsupported grant type');
  }

  /** Ends the whole sign-in that either of its tokens names; unknown tokens are ignored. */
  revoke(token: string): void {
    this.#signIns = this.#signIns.filter((one) => one.access !== token && one.refresh !== token);
  }

  /** The user a Bearer header stands for. */
  user(authorization: string | undefined): string {
    const token = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) throw new ApiError(401, 'OAU-123', 'Authorization header is missing or malformed');
    const found = this.#signIns.find((one) => one.access === token);
    if (found === undefined) throw new ApiError(401, 'OAU-213', 'Token not found');
    const now = this.#options.now();
    if (now > found.accessUntil) throw new ApiError(401, 'OAU-128', 'Access token expired');
    if (!found.used) {
      found.used = true;
      if (found.previous !== undefined) found.previous.until = now + GRACE_MS;
    }
    return this.#options.ownerId;
  }

  #signIn(form: URLSearchParams): Record<string, unknown> {
    if (form.get('assertion') !== this.#options.jwt)
      throw oauthError(400, 'OAU-213', 'invalid_grant', 'Token not found');
    const accessTtlS = ttl(form.get('access_token_ttl'), 600, 3600, 3600);
    const refreshTtlS = ttl(form.get('refresh_token_ttl'), 0, 604_800, 604_800);
    const now = this.#options.now();
    const signIn: SignIn = {
      id: secret(),
      access: secret(),
      accessUntil: now + accessTtlS * 1000,
      accessTtlS,
      refresh: secret(),
      refreshUntil: now + refreshTtlS * 1000,
      refreshTtlS,
      used: false,
      previous: undefined,
    };
    this.#signIns = [...this.#signIns, signIn].slice(-MOST_SESSIONS);
    return this.#view(signIn);
  }

  #refresh(form: URLSearchParams): Record<string, unknown> {
    const given = form.get('refresh_token');
    const now = this.#options.now();
    const current = this.#signIns.find((one) => one.refresh === given && now <= one.refreshUntil);
    if (current !== undefined) {
      current.previous = { refresh: current.refresh, until: now + UNUSED_GRACE_MS };
      current.access = secret();
      current.accessUntil = now + current.accessTtlS * 1000;
      current.refresh = secret();
      current.refreshUntil = now + current.refreshTtlS * 1000;
      current.used = false;
      return this.#view(current);
    }
    const again = this.#signIns.find((one) => one.previous?.refresh === given && now <= one.previous.until);
    if (again === undefined) throw oauthError(400, 'OAU-213', 'invalid_grant', 'Token not found');
    return this.#view(again);
  }

  #view(signIn: SignIn): Record<string, unknown> {
    const now = this.#options.now();
    return {
      access_token: signIn.access,
      token_type: 'bearer',
      expires_in: Math.round((signIn.accessUntil - now) / 1000),
      refresh_token: signIn.refresh,
      refresh_token_expires_in: Math.round((signIn.refreshUntil - now) / 1000),
      scope: this.#options.scope,
      owner_id: this.#options.ownerId,
      endpoint_id: signIn.id,
      session_id: signIn.id,
    };
  }
}

const secret = (): string => randomBytes(24).toString('base64url');

function ttl(given: string | null, low: number, high: number, otherwise: number): number {
  const value = Number(given);
  return given === null || !Number.isFinite(value) ? otherwise : Math.min(high, Math.max(low, value));
}

function oauthError(status: number, errorCode: string, error: string, message: string): ApiError {
  return new ApiError(status, errorCode, message, { error, error_description: message });
}
