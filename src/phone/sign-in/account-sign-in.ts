import { PhoneError } from '../api/phone-error.js';
import type { SignIn, TokenSource } from './sign-in.js';

export interface AccountSignInOptions {
  /** The sign-in an admin made for the bot in the browser, and whether there is one. */
  readonly byPerson: SignIn;
  readonly isConnected: () => boolean;
  /** The sign-in with RC_JWT_TOKEN. */
  readonly byJwt?: SignIn;
}

/**
 * The sign-in the bot works with: the one an admin made, else the JWT.
 * The JWT also takes over when RingCentral no longer accepts the admin's.
 */
export class AccountSignIn implements TokenSource {
  #used: SignIn | undefined;

  constructor(private readonly options: AccountSignInOptions) {}

  token(): Promise<string> {
    return this.#first((signIn) => signIn.token());
  }

  replace(refusedToken: string): Promise<string> {
    return this.#first((signIn) => signIn.replace(refusedToken));
  }

  /** Why nobody is signed in, in a sentence that says what to do; undefined while somebody is, as far as we know. */
  problem(): string | undefined {
    const { byPerson, byJwt, isConnected } = this.options;
    if (byJwt) return isConnected() && !byPerson.problem() ? undefined : byJwt.problem();
    return isConnected() ? byPerson.problem() : NOBODY.message;
  }

  /** The extension id of the user the bot signs in as, as far as we know. */
  ownerId(): string | undefined {
    return this.#used?.ownerId();
  }

  async #first(ask: (signIn: SignIn) => Promise<string>): Promise<string> {
    const { byPerson, byJwt, isConnected } = this.options;
    if (isConnected()) {
      try {
        return await this.#ask(byPerson, ask);
      } catch (error) {
        const isOver = error instanceof PhoneError && error.code === 'sign-in' && !error.retryable;
        if (!byJwt || !isOver) throw error;
      }
    }
    if (!byJwt) throw NOBODY;
    return this.#ask(byJwt, ask);
  }

  async #ask(signIn: SignIn, ask: (signIn: SignIn) => Promise<string>): Promise<string> {
    const token = await ask(signIn);
    this.#used = signIn;
    return token;
  }
}

/** Nobody has connected the account, and there is no JWT. */
export const NOBODY = new PhoneError({
  code: 'sign-in',
  what: 'Nobody has signed in to RingCentral yet: an admin types /irs-hunt connect account.',
  retryable: false,
});

/** RingCentral no longer accepts what an admin connected. */
export const ACCOUNT_LOST = new PhoneError({
  code: 'sign-in',
  what: "RingCentral no longer accepts the bot's sign-in: an admin types /irs-hunt connect account.",
  retryable: false,
});
