import type { Connection, Connections, Redeemed, Whose } from '../../src/hunter/people-ports.js';

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
}

/** People's sign-ins with the practice RingCentral: real requests, and tokens in memory. */
export class PracticeConnections implements Connections {
  readonly #redeemed = new Map<Redeemed, Tokens>();
  readonly #kept = new Map<string, { tokens: Tokens; connection: Connection }>();
  readonly #listeners = new Set<(whose: Whose) => void>();

  constructor(
    private readonly env: Readonly<Record<string, string>>,
    private readonly now: () => number,
  ) {}

  authorizeUrl({ state, challenge, redirectUri }: Parameters<Connections['authorizeUrl']>[0]): string {
    const query = new URLSearchParams({
      ...{ response_type: 'code', client_id: this.env.RC_CLIENT_ID ?? '', redirect_uri: redirectUri, state },
      ...{ code_challenge: challenge, code_challenge_method: 'S256' },
    });
    return `${this.env.RC_SERVER_URL}/restapi/oauth/authorize?${query}`;
  }

  async redeem({ code, verifier, redirectUri }: Parameters<Connections['redeem']>[0]): Promise<Redeemed> {
    const grant = { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: redirectUri };
    const answer = await this.#post('token', grant);
    const body = (await answer.json()) as Tokens & { errorCode?: string };
    if (!answer.ok) throw new Error(`RingCentral refused the sign-in (${body.errorCode}).`);
    const me = await fetch(`${this.env.RC_SERVER_URL}/restapi/v1.0/account/~/extension/~`, {
      headers: { Authorization: `Bearer ${body.access_token}` },
    });
    const found = (await me.json()) as {
      id: number;
      extensionNumber: string;
      name: string;
      contact: { email?: string };
      permissions: { admin: { enabled: boolean } };
    };
    const redeemed = {
      ...{ extensionId: String(found.id), extensionNumber: found.extensionNumber, name: found.name },
      ...(found.contact.email === undefined ? {} : { email: found.contact.email }),
      admin: found.permissions.admin.enabled,
    };
    this.#redeemed.set(redeemed, body);
    return redeemed;
  }

  async keep(whose: Whose, redeemed: Redeemed): Promise<void> {
    const tokens = this.#redeemed.get(redeemed);
    if (tokens === undefined) throw new Error('nothing was redeemed');
    await this.end(whose);
    const { extensionId } = redeemed;
    this.#kept.set(keyOf(whose), { tokens, connection: { extensionId, since: this.now(), state: 'working' } });
  }

  async discard(redeemed: Redeemed): Promise<void> {
    const tokens = this.#redeemed.get(redeemed);
    if (tokens !== undefined) await this.#post('revoke', { token: tokens.access_token });
  }

  async of(whose: Whose): Promise<Connection | undefined> {
    return this.#kept.get(keyOf(whose))?.connection;
  }

  async end(whose: Whose): Promise<boolean> {
    const kept = this.#kept.get(keyOf(whose));
    if (kept === undefined) return false;
    this.#kept.delete(keyOf(whose));
    await this.#post('revoke', { token: kept.tokens.access_token });
    return true;
  }

  onLost(listener: (whose: Whose) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** As when a refresh was refused for good. */
  lose(whose: Whose): void {
    const kept = this.#kept.get(keyOf(whose));
    if (kept) this.#kept.set(keyOf(whose), { ...kept, connection: { ...kept.connection, state: 'lost' } });
    for (const listener of this.#listeners) listener(whose);
  }

  /** Whose tokens the practice RingCentral still takes. */
  async accepted(): Promise<readonly string[]> {
    const answers = [...this.#redeemed].map(async ([{ name }, { access_token }]) => {
      const answer = await fetch(`${this.env.RC_SERVER_URL}/restapi/v1.0/account/~/extension/~`, {
        headers: { Authorization: `Bearer ${access_token}` },
      });
      return answer.ok ? [name] : [];
    });
    return (await Promise.all(answers)).flat();
  }

  #post(what: 'token' | 'revoke', form: Readonly<Record<string, string>>): Promise<Response> {
    const basic = Buffer.from(`${this.env.RC_CLIENT_ID}:${this.env.RC_CLIENT_SECRET}`).toString('base64');
    return fetch(`${this.env.RC_SERVER_URL}/restapi/oauth/${what}`, {
      method: 'POST',
      headers: { Authorization: `Basic ${basic}` },
      body: new URLSearchParams(form),
    });
  }
}

const keyOf = (whose: Whose): string => (whose === 'account' ? whose : whose.user);
