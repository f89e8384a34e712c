import type { Whose } from '../../hunter/office/people-ports.js';
import type { Act } from '../../hunter/office/rights.js';

/** Whose sign-in it is about: the person's own, or the one the bot works with. */
export type Kind = 'person' | 'account';

/** As typed after `connect` or `disconnect`; undefined for any other word. */
export function kindOf(rest: string): Kind | undefined {
  const word = rest.trim().toLowerCase();
  if (word === '') return 'person';
  return word === 'account' ? 'account' : undefined;
}

export function whoseOf(kind: Kind, user: string): Whose {
  return kind === 'account' ? 'account' : { user };
}

export const CONNECT: Readonly<Record<Kind, Act>> = { person: 'connect', account: 'connect-account' };
export const DISCONNECT: Readonly<Record<Kind, Act>> = { person: 'disconnect', account: 'disconnect-account' };

/** What to say to a word that is neither. */
export function howToUse(verb: 'connect' | 'disconnect'): string {
  return `\`/irs-hunt ${verb}\` is about your own RingCentral account, \`/irs-hunt ${verb} account\` (admins) about the sign-in that the bot works with.`;
}
