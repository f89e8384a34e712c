/** The owner of a RingCentral sign-in: the bot itself, or a person (Slack user id). */
export type Whose = 'account' | { readonly user: string };

/** A RingCentral user who just signed in; nothing is stored until `keep` is called. */
export interface Redeemed {
  readonly extensionId: string;
  readonly extensionNumber: string;
  readonly name: string;
  readonly email?: string;
  /** An administrator of the RingCentral account. */
  readonly admin: boolean;
}

/** A stored sign-in. `lost`: RingCentral no longer accepts it, so the person has to connect again. */
export interface Connection {
  readonly extensionId: string;
  /** Epoch ms. */
  readonly since: number;
  readonly state: 'working' | 'lost';
}

/** RingCentral sign-ins in a browser: authorization code with PKCE (S256). */
export interface Connections {
  /** The URL where a browser signs in; RingCentral redirects it to `redirectUri` with `code` and `state`. */
  authorizeUrl(ask: { readonly state: string; readonly challenge: string; readonly redirectUri: string }): string;
  /** Exchanges a code and reads who signed in. Throws an error whose message is for people. */
  redeem(answer: { readonly code: string; readonly verifier: string; readonly redirectUri: string }): Promise<Redeemed>;
  /** Stores the sign-in, encrypted; revokes the owner's earlier one. */
  keep(whose: Whose, redeemed: Redeemed): Promise<void>;
  /** Revokes a redeemed sign-in that will not be stored. Never rejects. */
  discard(redeemed: Redeemed): Promise<void>;
  of(whose: Whose): Promise<Connection | undefined>;
  /** Revokes and deletes; false when there was none. */
  end(whose: Whose): Promise<boolean>;
  /** Called once, in one process, when a sign-in stops working and its owner has to connect again. */
  onLost(listener: (whose: Whose) => void): () => void;
}
