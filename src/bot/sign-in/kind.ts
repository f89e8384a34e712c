import type { Whose } from '../../hunter/office/people-ports.js';
import type { Act } from '../../hunter/office/rights.js';

/** Whose sign-in: the person's own, or the one the bot works with. */
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

/** The answer to any other word. */
export function howToUse(verb: 'connect' | 'disconnect'): string {
  return `\`/irs-hunt ${verb}\` is for your own RingCentral account; \`/irs-hunt ${verb} account\` (admins) is for the sign-in that the bot works with.`;
}
