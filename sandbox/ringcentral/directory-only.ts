import { Story } from '../story.js';
import type { Account } from './account.js';
import { BELIEFS } from './beliefs.js';
import { directoryHandlers } from './rest/directory.js';
import { Limits } from './rest/limits.js';
import { OAuth } from './rest/oauth.js';
import { RestServer } from './rest/server.js';
import { UserRights } from './rest/user-rights.js';

/** There are no phones: a proxy where nothing listens. */
const NOWHERE = { region: 'NA', proxy: '127.0.0.1:5090', proxyTLS: '127.0.0.1:5096' } as const;

/** The REST side of an account without its phones: sign-in, directory and the default limits, over a real socket. */
export interface DirectoryOnly {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly jwt: string;
  /** Requests so far, by group. */
  readonly requests: Readonly<Record<'light' | 'medium' | 'heavy' | 'auth', number>>;
  /** Answers with 429 so far. */
  readonly tooMany: () => number;
  readonly stop: () => Promise<void>;
}

export async function startDirectoryOnly(options: {
  /** Read at every request: it may change meanwhile. */
  readonly account: Account;
  readonly now: () => number;
  readonly missingUserPermissions?: readonly string[];
}): Promise<DirectoryOnly> {
  const { account, now, missingUserPermissions = [] } = options;
  const credentials = { clientId: 'practice', clientSecret: 'practice-secret', jwt: 'practice.jwt' };
  const oauth = new OAuth({ ...credentials, ownerId: account.ownerId, scope: 'ReadAccounts', now });
  const rest = new RestServer({
    story: new Story(),
    oauth,
    limits: new Limits({ now }),
    rights: new UserRights(account, () => undefined, BELIEFS),
    missingAppPermissions: [],
    missingUserPermissions,
  });
  const port = await rest.start({
    token: ({ raw }) => ({ body: oauth.token(new URLSearchParams(raw)) }),
    ...directoryHandlers({ account, sipProxies: [NOWHERE], online: () => false }),
  });
  return {
    url: `http://127.0.0.1:${port}`,
    ...credentials,
    requests: rest.requests,
    tooMany: () => rest.tooMany,
    stop: () => rest.stop(),
  };
}
