import type { Answer, Asked, RcServer } from './rc-server.js';

const TOKEN = '/restapi/oauth/token';

/** People who can sign in on a loopback RingCentral: the code `code-<id>` is the extension's, and so are the tokens it is worth. */
export interface RcPeople {
  /** Refresh tokens of these extensions are no longer accepted, nor their access tokens. */
  readonly dead: Set<string>;
  /** The grants that were asked for, e.g. `authorization_code 101`, `refresh_token 101`, `jwt`. */
  grants(): readonly string[];
  /** Refresh tokens that were revoked. */
  revoked(): readonly (string | null)[];
  /** Whose token each request to this path was sent with: `101`, or `jwt`. */
  askedBy(method: string, path: RegExp): readonly string[];
}

/** The user the JWT belongs to. */
export const JWT_OWNER = '62000001';

export function letPeopleSignIn(server: RcServer, options: { readonly refreshTokens?: boolean } = {}): RcPeople {
  const dead = new Set<string>();
  let issued = 0;
  const userOf = ({ form }: Asked) =>
    (form.get('code') ?? form.get('refresh_token'))?.split('-')[1] ?? (form.has('assertion') ? JWT_OWNER : '');
  server.on('POST', TOKEN, (asked): Answer => {
    const user = userOf(asked);
    if (dead.has(user) || user === '') return { status: 400, json: { error: 'invalid_grant', errorCode: 'OAU-213' } };
    issued += 1;
    const access = `access-${user}-${issued}`;
    for (const one of server.tokens.valid) if (one.startsWith(`access-${user}-`)) server.tokens.valid.delete(one);
    server.tokens.valid.add(access);
    const refresh =
      options.refreshTokens === false
        ? {}
        : { refresh_token: `refresh-${user}-${issued}`, refresh_token_expires_in: 604_800 };
    return { status: 200, json: { access_token: access, expires_in: 3600, owner_id: user, ...refresh } };
  });
  server.on('POST', '/restapi/oauth/revoke', { status: 200 });
  server.on('GET', '/restapi/v1.0/account/~/extension/~', ({ authorization }): Answer => {
    const user = authorization.split('-')[1] ?? '';
    const contact = { email: `${user}@example.com` };
    const permissions = { admin: { enabled: user === '101' } };
    return {
      status: 200,
      json: { id: Number(user), extensionNumber: user, name: `Person ${user}`, contact, permissions },
    };
  });
  const nameOf = (authorization: string) => authorization.split('-')[1]?.replace(JWT_OWNER, 'jwt') ?? '';
  return {
    dead,
    grants: () =>
      server.asked
        .filter(({ path }) => path === TOKEN)
        .map((asked) => (asked.form.has('assertion') ? 'jwt' : `${asked.form.get('grant_type')} ${userOf(asked)}`)),
    revoked: () =>
      server.asked.filter(({ path }) => path === '/restapi/oauth/revoke').map(({ form }) => form.get('token')),
    askedBy: (method, path) =>
      server.asked
        .filter((asked) => asked.method === method && path.test(asked.path))
        .map(({ authorization }) => nameOf(authorization)),
  };
}
