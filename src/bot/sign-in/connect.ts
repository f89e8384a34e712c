import type { Connection } from '../../hunter/office/people-ports.js';
import type { Directory } from '../../hunter/ports/directory.js';
import type { BotParts } from '../parts.js';
import { ago, plainly } from '../slack/mrkdwn.js';
import { type Kind, kindOf, whoseOf } from './kind.js';

const NOT_SET_UP =
  'Signing in in a browser is not set up: the bot does not know its public address. An admin sets `WEBHOOK_BASE_URL` and registers its `/oauth/callback` in the RingCentral app.';

/** `/irs-hunt connect [account]`: how it stands with the sign-in, and a private link to sign in. */
export async function connect(parts: BotParts, user: string, rest: string): Promise<string> {
  const kind = kindOf(rest);
  if (kind === undefined) return usage('connect');
  const { signIn, directory } = parts;
  if (signIn?.web === undefined) return NOT_SET_UP;
  const connection = await signIn.connections.of(whoseOf(kind, user));
  const standing = connection === undefined ? '' : `${standingWords(kind, connection, directory)}\n`;
  const link = await signIn.web.invite(user, kind);
  if (link === undefined)
    return `${standing}You have had several links just now. Use one of them, or try again in 10 minutes.`;
  const toDo =
    kind === 'account'
      ? 'to sign the bot in as an administrator of the RingCentral account'
      : 'to connect your own RingCentral account';
  const when = connection?.state === 'working' ? 'Only to sign in anew: ' : '';
  return `${standing}${when}<${link}|Open this private link> ${toDo}. It is for you alone, works once, and for 10 minutes.`;
}

/** `/irs-hunt disconnect [account]`: revokes the sign-in. */
export async function disconnect(parts: BotParts, user: string, rest: string): Promise<string> {
  const kind = kindOf(rest);
  if (kind === undefined) return usage('disconnect');
  const ended = await parts.signIn?.connections.end(whoseOf(kind, user));
  if (ended !== true) {
    return kind === 'account'
      ? 'Nobody has signed the bot in, so there is nothing to end. The JWT of the settings is not touched by this.'
      : 'You are not connected, so there is nothing to end.';
  }
  parts.audit.record({ by: user, act: 'sign-in', outcome: 'done', about: `${kind} disconnected` });
  return kind === 'account'
    ? 'The bot’s sign-in is ended, and RingCentral was told to forget it. The bot goes on with the JWT of the settings where there is one; else it cannot call until `/irs-hunt connect account`.'
    : 'You are disconnected, and RingCentral was told to forget the sign-in. `/irs-hunt connect` connects you again.';
}

function usage(verb: 'connect' | 'disconnect'): string {
  return `\`/irs-hunt ${verb}\` is about your own RingCentral account, \`/irs-hunt ${verb} account\` (admins) about the sign-in that the bot works with.`;
}

function standingWords(kind: Kind, { extensionId, since, state }: Connection, directory: Directory): string {
  const extension = directory.extensions().find(({ id }) => id === extensionId);
  const as = extension === undefined ? '' : ` as ${plainly(`extension ${extension.number} ${extension.name}`)}`;
  const subject = kind === 'account' ? 'The bot was' : 'You were';
  const works =
    state === 'working' ? 'The sign-in works.' : '*RingCentral no longer accepts this sign-in: connect again.*';
  return `${subject} connected${as} ${ago(since)}. ${works}`;
}
