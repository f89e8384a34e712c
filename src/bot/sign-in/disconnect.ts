import type { Audit } from '../../hunter/office/audit.js';
import type { Command } from '../answering/command.js';
import { DISCONNECT, howToUse, kindOf, whoseOf } from './kind.js';
import type { SignInSide } from './sign-in-side.js';

/** What disconnecting takes. */
interface DisconnectNeeds {
  /** Undefined where only the settings sign in. */
  readonly signIn: Pick<SignInSide, 'connections'> | undefined;
  readonly audit: Pick<Audit, 'record'>;
}

/** `/irs-hunt disconnect [account]`: revokes a sign-in. */
export const disconnectCommand: Command<DisconnectNeeds> = {
  verb: 'disconnect',
  act: (rest) => DISCONNECT[kindOf(rest) ?? 'person'],
  usage: ['`/irs-hunt disconnect` ends your sign-in; `/irs-hunt disconnect account` (admins) ends the bot’s.'],
  async run({ signIn, audit }, { user, rest }) {
    const kind = kindOf(rest);
    if (kind === undefined) return howToUse('disconnect');
    const ended = await signIn?.connections.end(whoseOf(kind, user));
    if (ended !== true) {
      return kind === 'account'
        ? 'Nobody has signed the bot in, so there is nothing to end. This does not affect the JWT in the settings.'
        : 'You are not connected, so there is nothing to end.';
    }
    audit.record({ by: user, act: 'sign-in', outcome: 'done', about: `${kind} disconnected` });
    return kind === 'account'
      ? 'The bot’s sign-in has ended, and RingCentral was told to forget it. If the settings have a JWT, the bot continues with it; otherwise it cannot call until `/irs-hunt connect account`.'
      : 'You are disconnected, and RingCentral was told to forget the sign-in. `/irs-hunt connect` connects you again.';
  },
};
