import { createHash } from 'node:crypto';
import type { RestAnswer } from './handler.js';
import { errorPage, loginPage } from './login-page.js';
import { oauthError } from './oauth-error.js';
import { secret } from './sign-ins.js';

const CODE_LIVES_S = 60;
/** An unfinished login page is forgotten. */
const LOGIN_LIVES_MS = 600_000;
const CHALLENGE = /^[A-Za-z0-9_-]{43,128}$/;

/** Somebody who can sign in on the login page. */
export interface User {
  /** Extension id. */
  readonly id: string;
  readonly name: string;
  readonly extensionNumber: string;
  readonly admin: boolean;
}

export interface LoginOptions {
  readonly clientId: string;
  /** Redirect addresses of the app's registration. */
  readonly redirectUris: readonly string[];
  readonly users: readonly User[];
  /** The app has no secret: only with PKCE. */
  readonly publicClient: boolean;
  readonly now: () => number;
}

interface Asked {
  readonly redirectUri: string;
  readonly state: string | null;
  readonly challenge: string | undefined;
  readonly method: 'S256' | 'plain';
  readonly until: number;
}

interface Code extends Asked {
  readonly userId: string;
}

/** The login in the browser: authorize, the page, the code it ends with, and what that code is worth. */
export class Login {
  readonly #options: LoginOptions;
  readonly #asked = new Map<string, Asked>();
  readonly #codes = new Map<string, Code>();

  constructor(options: LoginOptions) {
    this.#options = options;
  }

  /** `GET /restapi/oauth/authorize`: nothing wrong about app or redirect address ever leads away from here. */
  authorize(query: URLSearchParams): RestAnswer {
    const { clientId, redirectUris, users, publicClient, now } = this.#options;
    const redirectUri = query.get('redirect_uri') ?? '';
    if (query.get('client_id') !== clientId) return errorPage('OAU-120', 'This application is not known.');
    if (redirectUris.length === 0) return errorPage('OAU-113', 'No redirect URI is registered for this application.');
    if (!redirectUris.includes(redirectUri))
      return errorPage('OAU-109', 'The redirect URI is not one that is registered for this application.');
    const state = query.get('state');
    const refuse = (error: string) => redirect(redirectUri, { error, state });
    if (query.get('response_type') !== 'code') return refuse('unsupported_response_type');
    const challenge = query.get('code_challenge') ?? undefined;
    const method = query.get('code_challenge_method') ?? 'plain';
    if (method !== 'S256' && method !== 'plain') return refuse('invalid_request');
    if (challenge === undefined ? publicClient : !CHALLENGE.test(challenge)) return refuse('invalid_request');
    const login = secret();
    this.#asked.set(login, { redirectUri, state, challenge, method, until: now() + LOGIN_LIVES_MS });
    return loginPage(login, users);
  }

  /** What was pressed on the login page. */
  answer(form: URLSearchParams): RestAnswer {
    const { users, now } = this.#options;
    const login = form.get('login') ?? '';
    const asked = this.#asked.get(login);
    this.#asked.delete(login);
    if (asked === undefined || now() > asked.until)
      return errorPage('OAU-108', 'This login page is over. Go back to where you came from and start again.');
    const { redirectUri, state } = asked;
    if (form.get('decision') !== 'allow')
      return redirect(redirectUri, { error: 'access_denied', error_description: 'The user denied access', state });
    const user = users.find(({ id }) => id === form.get('user'));
    if (user === undefined) return errorPage('OAU-140', 'Nobody of this name can sign in here.');
    const code = secret();
    this.#codes.set(code, { ...asked, userId: user.id, until: now() + CODE_LIVES_S * 1000 });
    return redirect(redirectUri, { code, state, expires_in: String(CODE_LIVES_S) });
  }

  /** Whose code it is, if it is known at all; it stays good. */
  owner(code: string | null): string | undefined {
    return this.#codes.get(code ?? '')?.userId;
  }

  /** The user a code signs in; it is used up even when something about the request is wrong. */
  redeem(form: URLSearchParams): string {
    const given = form.get('code');
    if (given === null) throw oauthError(400, 'OAU-111', 'invalid_request', 'Parameter [code] is missing');
    const code = this.#codes.get(given);
    this.#codes.delete(given);
    if (code === undefined) throw oauthError(403, 'OAU-106', 'invalid_grant', 'Authorization code is invalid');
    if (this.#options.now() > code.until)
      throw oauthError(403, 'OAU-108', 'invalid_grant', 'Authorization code is expired');
    if (form.get('redirect_uri') !== code.redirectUri)
      throw oauthError(403, 'OAU-109', 'invalid_grant', 'Redirect URI does not match');
    if (!verified(code, form.get('code_verifier')))
      throw oauthError(403, 'OAU-106', 'invalid_grant', 'Code verifier does not match');
    return code.userId;
  }
}

function verified({ challenge, method }: Code, verifier: string | null): boolean {
  if (challenge === undefined) return verifier === null;
  if (verifier === null) return false;
  return (method === 'S256' ? createHash('sha256').update(verifier).digest('base64url') : verifier) === challenge;
}

function redirect(to: string, parameters: Readonly<Record<string, string | null>>): RestAnswer {
  const url = new URL(to);
  for (const [name, value] of Object.entries(parameters)) if (value !== null) url.searchParams.set(name, value);
  return { status: 302, headers: { Location: url.href, 'Cache-Control': 'no-store' } };
}
