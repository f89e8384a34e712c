import type { Act, Standing, Tie } from '../../src/hunter/office/rights.js';

/** Kinds of people, by standing and by their part in the hunt. */
export const KINDS = {
  A: ['admin', 'none'],
  R: ['member', 'requester'],
  r: ['admin', 'requester'],
  O: ['member', 'offered'],
  M: ['member', 'none'],
  X: ['outsider', 'none'],
  x: ['outsider', 'requester'],
} as const satisfies Readonly<Record<string, readonly [Standing, Tie]>>;

/** Who may do what, by the letters above; written separately from the table, so that a change to the table is noticed. */
export const WHO_MAY: Readonly<Record<Act, string>> = {
  help: 'ARrOMXx',
  'start-hunt': 'ARrOM',
  'see-hunts': 'ARrOM',
  'see-lines': 'ARrOM',
  'see-destinations': 'ARrOM',
  'say-who-i-am': 'ARrOM',
  connect: 'ARrOM',
  disconnect: 'ARrOM',
  'confirm-link': 'Ar',
  'connect-account': 'Ar',
  'disconnect-account': 'Ar',
  teach: 'Ar',
  'sync-lines': 'Ar',
  'set-line-aside': 'Ar',
  'edit-pools': 'Ar',
  'edit-destinations': 'Ar',
  'edit-settings': 'Ar',
  'pause-hunting': 'Ar',
  'resume-hunting': 'Ar',
  'see-audit': 'Ar',
  'stop-hunt': 'ARr',
  'drop-line': 'ARr',
  'press-key': 'ARr',
  'choose-callback': 'ARr',
  'take-call': 'ARrO',
  'not-a-person': 'ARrO',
  'name-recording': 'ARrO',
  'tell-of-agent': 'ARrOM',
  'teach-here': 'r',
};
