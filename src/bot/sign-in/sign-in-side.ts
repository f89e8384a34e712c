import type { RequestListener } from 'node:http';
import type { webApi } from '@slack/bolt';
import type { Log } from '../../hunter/base/log.js';
import type { Audit } from '../../hunter/office/audit.js';
import type { Connections, Redeemed, Whose } from '../../hunter/office/people-ports.js';
import type { Store } from '../../hunter/ports/store.js';
import type { Gate } from '../answering/gate.js';
import { type LinkTools, linkPerson } from '../people/linking.js';
import type { People } from '../people/people.js';
import { plainly } from '../slack/mrkdwn.js';
import { tell } from '../slack/tell.js';
import type { Kind } from './kind.js';
import { createSignInRoutes } from './routes.js';
import { createWebSignIn, nameOf, type WebSignIn } from './web-sign-in.js';

/** Key of the admin who signed the bot in, who is told first when that sign-in is lost. */
const ACCOUNT_BY_KEY = 'oauth:account-by';

/** People's sign-ins to RingCentral, as commands use them. */
export interface SignInSide {
  readonly connections: Connections;
  /** Undefined without a public address, since RingCentral could send nobody back. */
  readonly web: WebSignIn | undefined;
}

export interface SignInSideOptions {
  readonly connections: Connections;
  readonly baseUrl: string | undefined;
  readonly client: webApi.WebClient;
  readonly store: Store;
  readonly people: Pick<People, 'extensionOf' | 'link'>;
  readonly links: LinkTools['links'];
  readonly gate: Pick<Gate, 'refusal'>;
  readonly audit: Pick<Audit, 'record'>;
  /** User ids named as admins in the settings. */
  readonly admins: readonly string[];
  readonly log: Log;
  readonly now: () => number;
}

/** Connects the links, the pages and the messages in Slack. `routes` serves `/oauth/`. After `start`, people are told when their sign-in is lost. */
export function createSignInSide(
  options: SignInSideOptions,
): SignInSide & { readonly routes: RequestListener; start(): void; stop(): void } {
  const { connections, baseUrl, client, store, admins, log, now } = options;
  const say = (user: string, text: string): Promise<void> => tell(client, log, { user }, text);

  const connected = async (user: string, kind: Kind, redeemed: Redeemed): Promise<void> => {
    if (kind === 'account') await store.set(ACCOUNT_BY_KEY, user);
    const who = plainly(nameOf(redeemed));
    const [whose, end] = kind === 'account' ? ['The bot is', ' account'] : ['You are', ''];
    await say(user, `${whose} connected to RingCentral as ${who}. \`/irs-hunt disconnect${end}\` ends it.`);
  };

  const web =
    baseUrl === undefined
      ? undefined
      : createWebSignIn({
          ...options,
          baseUrl,
          link: (user, { extensionId: id, extensionNumber: number, email }) =>
            linkPerson(options, { userId: user, how: 'sign-in', by: user }, { id, number, ...(email && { email }) }),
          emailOf: async (user) => (await client.users.info({ user })).user?.profile?.email,
          connected: (user, kind, redeemed) =>
            // It is saved by now, and the page says so too.
            connected(user, kind, redeemed).catch(() => log.warn({ kind }, 'Could not report a new sign-in in Slack')),
        });

  const lost = async (whose: Whose): Promise<void> => {
    if (whose !== 'account') {
      return say(
        whose.user,
        'RingCentral no longer accepts your sign-in: it expired or was ended there. Type `/irs-hunt connect` to connect again.',
      );
    }
    const by = await store.get(ACCOUNT_BY_KEY);
    const asked = new Set([...(by === undefined ? [] : [by]), ...admins.filter((id) => !id.startsWith('S'))]);
    for (const admin of asked) {
      await say(
        admin,
        'RingCentral no longer accepts the sign-in that the bot works with: it expired or was ended there. Type `/irs-hunt connect account` to connect it again.',
      );
    }
    if (asked.size === 0) log.error({}, 'The bot’s RingCentral sign-in is lost, and there is no known admin to tell');
  };
  let forget = (): void => {};

  return {
    connections,
    web,
    routes: createSignInRoutes({ webSignIn: web, baseUrl, log, now }),
    start() {
      forget = connections.onLost((whose) => {
        lost(whose).catch(() => log.warn({}, 'Could not report a lost sign-in in Slack'));
      });
    },
    stop: () => forget(),
  };
}
