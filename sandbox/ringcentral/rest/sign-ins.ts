import { randomBytes } from 'node:crypto';
import { ApiError } from './api-error.js';
import { oauthError } from './oauth-error.js';

/** An old refresh token still answers this long after the new access token was first used; and just as long if it never was. */
const GRACE_MS = 10_000;
const UNUSED_GRACE_MS = 3_600_000;
/** Sign-ins of one user and app at a time; the oldest goes. */
const MOST_SESSIONS = 5;

export interface SignIn {
  readonly id: string;
  /** Extension id. */
  readonly userId: string;
  access: string;
  accessUntil: number;
  accessTtlS: number;
  refresh: string;
  refreshUntil: number;
  refreshTtlS: number;
  used: boolean;
  previous: { readonly refresh: string; until: number } | undefined;
}

/** Who is signed in: the tokens of all users, their rotation and their end. */
export class SignIns {
  readonly #now: () => number;
  #all: SignIn[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  /** A new sign-in of a user; the form may ask for lifetimes. */
  open(userId: string, form: URLSearchParams): SignIn {
    const accessTtlS = ttl(form.get('access_token_ttl'), 600, 3600, 3600);
    const refreshTtlS = ttl(form.get('refresh_token_ttl'), 0, 604_800, 604_800);
    const now = this.#now();
    const signIn: SignIn = {
      id: secret(),
      userId,
      access: secret(),
      accessUntil: now + accessTtlS * 1000,
      accessTtlS,
      refresh: secret(),
      refreshUntil: now + refreshTtlS * 1000,
      refreshTtlS,
      used: false,
      previous: undefined,
    };
    const theirs = this.#all.filter((one) => one.userId === userId);
    const tooOld = new Set(theirs.slice(0, Math.max(0, theirs.length + 1 - MOST_SESSIONS)));
    this.#all = [...this.#all.filter((one) => !tooOld.has(one)), signIn];
    return signIn;
  }

  /** A new pair for a refresh token; within its grace the old one gives the pair it gave before. */
  refresh(token: string | null): SignIn {
    const now = this.#now();
    const current = this.#all.find((one) => one.refresh === token && now <= one.refreshUntil);
    if (current !== undefined) {
      current.previous = { refresh: current.refresh, until: now + UNUSED_GRACE_MS };
      current.access = secret();
      current.accessUntil = now + current.accessTtlS * 1000;
      current.refresh = secret();
      current.refreshUntil = now + current.refreshTtlS * 1000;
      current.used = false;
      return current;
    }
    const again = this.#all.find((one) => one.previous?.refresh === token && now <= one.previous.until);
    if (again === undefined) throw oauthError(400, 'OAU-213', 'invalid_grant', 'Token not found');
    return again;
  }

  /** Ends the whole sign-in that either of its tokens names; unknown tokens are ignored. */
  revoke(token: string): void {
    this.#all = this.#all.filter((one) => one.access !== token && one.refresh !== token);
  }

  /** Ends all sign-ins of a user, as a new password does. */
  end(userId: string): void {
    this.#all = this.#all.filter((one) => one.userId !== userId);
  }

  /** Who is signed in, oldest first. */
  users(): readonly string[] {
    return this.#all.map(({ userId }) => userId);
  }

  /** The sign-in that a token of any kind belongs to. */
  of(token: string | null): SignIn | undefined {
    return this.#all.find((one) => token !== null && [one.access, one.refresh, one.previous?.refresh].includes(token));
  }

  /** The user whose access token this is. */
  user(access: string): string {
    const found = this.#all.find((one) => one.access === access);
    if (found === undefined) throw new ApiError(401, 'OAU-213', 'Token not found');
    const now = this.#now();
    if (now > found.accessUntil) throw new ApiError(401, 'OAU-128', 'Access token expired');
    if (!found.used) {
      found.used = true;
      if (found.previous !== undefined) found.previous.until = now + GRACE_MS;
    }
    return found.userId;
  }
}

export const secret = (): string => randomBytes(24).toString('base64url');

function ttl(given: string | null, low: number, high: number, otherwise: number): number {
  const value = Number(given);
  return given === null || !Number.isFinite(value) ? otherwise : Math.min(high, Math.max(low, value));
}
