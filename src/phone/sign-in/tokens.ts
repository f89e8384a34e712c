import { countOf, idOf, objectOf, textOf } from '../api/readers.js';

/** A sign-in: what the token endpoint returned, with times by our own clock. */
export interface Tokens {
  readonly accessToken: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly refreshToken?: string;
  readonly refreshExpiresAt?: number;
  /** The extension id of the signed-in user. */
  readonly ownerId?: string;
}

/** A token is replaced after this share of its life, and no later than this long before it expires. */
const REFRESH_AT_SHARE = 0.8;
const REFRESH_MARGIN_MS = 60_000;

/** When to renew the token. */
export function refreshAt(tokens: Tokens): number {
  const life = tokens.expiresAt - tokens.issuedAt;
  return Math.min(tokens.issuedAt + life * REFRESH_AT_SHARE, tokens.expiresAt - Math.min(REFRESH_MARGIN_MS, life / 2));
}

/** Reads the token endpoint's reply; undefined if it contains no token. */
export function tokensOf(reply: unknown, now: number): Tokens | undefined {
  const body = objectOf(reply);
  const accessToken = textOf(body.access_token);
  if (accessToken === undefined) return undefined;
  const refreshToken = textOf(body.refresh_token);
  const refreshLife = countOf(body.refresh_token_expires_in);
  const ownerId = idOf(body.owner_id);
  return {
    accessToken,
    issuedAt: now,
    expiresAt: now + (countOf(body.expires_in) ?? 3600) * 1000,
    ...(refreshToken === undefined ? {} : { refreshToken }),
    ...(refreshLife === undefined ? {} : { refreshExpiresAt: now + refreshLife * 1000 }),
    ...(ownerId === undefined ? {} : { ownerId }),
  };
}

/** Reads a stored value. */
export function storedTokens(value: unknown): Tokens | undefined {
  const stored = objectOf(value);
  const accessToken = textOf(stored.accessToken);
  const [issuedAt, expiresAt] = [countOf(stored.issuedAt), countOf(stored.expiresAt)];
  if (accessToken === undefined || issuedAt === undefined || expiresAt === undefined) return undefined;
  const refreshToken = textOf(stored.refreshToken);
  const refreshExpiresAt = countOf(stored.refreshExpiresAt);
  const ownerId = idOf(stored.ownerId);
  return {
    accessToken,
    issuedAt,
    expiresAt,
    ...(refreshToken === undefined ? {} : { refreshToken }),
    ...(refreshExpiresAt === undefined ? {} : { refreshExpiresAt }),
    ...(ownerId === undefined ? {} : { ownerId }),
  };
}

/** A refresh token without a stated life lasts a week (the usual one). */
const USUAL_REFRESH_LIFE_MS = 7 * 24 * 3_600_000;

/** When to renew a sign-in that nobody uses, before it expires: at half the life of its refresh token. */
export function renewLatestAt(tokens: Tokens): number {
  const life = (tokens.refreshExpiresAt ?? tokens.issuedAt + USUAL_REFRESH_LIFE_MS) - tokens.issuedAt;
  return tokens.issuedAt + life / 2;
}
