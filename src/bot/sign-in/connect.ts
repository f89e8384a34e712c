import type { Connection } from '../../hunter/office/people-ports.js';
import type { Directory } from '../../hunter/ports/directory.js';
import type { Command } from '../answering/command.js';
import { ago, plainly } from '../slack/mrkdwn.js';
import { CONNECT, howToUse, type Kind, kindOf, whoseOf } from './kind.js';
import type { SignInSide } from './sign-in-side.js';

const NOT_SET_UP =
  'Browser sign-in is not set up: the bot does not know its public address. Ask an admin to set `WEBHOOK_BASE_URL` and to register its `/oauth/callback` in the RingCentral app.';

/** What connecting takes. */
interface ConnectNeeds {
  /** Undefined where only the settings sign in. */
  readonly signIn: SignInSide | undefined;
  readonly directory: Pick<Directory, 'extensions'>;
}

/** `/irs-hunt connect [account]`: the state of the sign-in, and a private link to sign in. */
export const connectCommand: Command<ConnectNeeds> = {
  verb: 'connect',
  act: (rest) => CONNECT[kindOf(rest) ?? 'person'],
  usage: [
    '`/irs-hunt connect` gives you a private link to connect your own RingCentral account; `/irs-hunt connect account` (admins) signs the bot itself in.',
  ],
  async run({ signIn, directory }, { user, rest }) {
    const kind = kindOf(rest);
    if (kind === undefined) return howToUse('connect');
    if (signIn?.web === undefined) return NOT_SET_UP;
    const connection = await signIn.connections.of(whoseOf(kind, user));
    const standing = connection === undefined ? '' : `${standingWords(kind, connection, directory)}\n`;
    const link = await signIn.web.invite(user, kind);
    if (link === undefined)
      return `${standing}You already have several links. Use one of them, or try again in 10 minutes.`;
    const toDo =
      kind === 'account'
        ? 'to sign the bot in as an administrator of the RingCentral account'
        : 'to connect your own RingCentral account';
    const when = connection?.state === 'working' ? 'To sign in again: ' : '';
    return `${standing}${when}<${link}|Open this private link> ${toDo}. It is only for you, and works once within 10 minutes.`;
  },
};

function standingWords(
  kind: Kind,
  { extensionId, since, state }: Connection,
  directory: Pick<Directory, 'extensions'>,
): string {
  const extension = directory.extensions().find(({ id }) => id === extensionId);
  const as = extension === undefined ? '' : ` as ${plainly(`extension ${extension.number} ${extension.name}`)}`;
  const subject = kind === 'account' ? 'The bot was' : 'You were';
  const works =
    state === 'working' ? 'The sign-in works.' : '*RingCentral no longer accepts this sign-in: connect again.*';
  return `${subject} connected${as} ${ago(since)}. ${works}`;
}
