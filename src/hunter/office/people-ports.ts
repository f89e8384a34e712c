/** Whose RingCentral sign-in: the one the bot works with, or that of a person (Slack user id). */
export type Whose = 'account' | { readonly user: string };

/** A RingCentral user who has just signed in; nothing is kept of it until somebody says so. */
export interface Redeemed {
  readonly extensionId: string;
  readonly extensionNumber: string;
  readonly name: string;
  readonly email?: string;
  /** An administrator of the RingCentral account. */
  readonly admin: boolean;
}

/** A sign-in that is kept. `lost`: RingCentral no longer accepts it, the person has to connect again. */
export interface Connection {
  readonly extensionId: string;
  /** Epoch ms. */
  readonly since: number;
  readonly state: 'working' | 'lost';
}

/** RingCentral sign-ins by people in their browser: authorization code with PKCE (S256). */
export interface Connections {
  /** Where a browser goes to sign in; RingCentral leads it back to `redirectUri` with `code` and `state`. */
  authorizeUrl(ask: { readonly state: string; readonly challenge: string; readonly redirectUri: string }): string;
  /** Exchanges a code and reads whose it is. Throws an error whose message is for people. */
  redeem(answer: { readonly code: string; readonly verifier: string; readonly redirectUri: string }): Promise<Redeemed>;
  /** Keeps the sign-in, encrypted; an earlier one of the same is revoked. */
  keep(whose: Whose, redeemed: Redeemed): Promise<void>;
  /** Revokes what was redeemed and is not to be kept. Never fails. */
  discard(redeemed: Redeemed): Promise<void>;
  of(whose: Whose): Promise<Connection | undefined>;
  /** Revokes and forgets; false when there was none. */
  end(whose: Whose): Promise<boolean>;
  /** Told once, in one process, when a sign-in no longer works and somebody has to connect again. */
  onLost(listener: (whose: Whose) => void): () => void;
}
