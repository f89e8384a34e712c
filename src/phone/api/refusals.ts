/** How a refused call ends. */
type RefusalCause = 'busy' | 'no-answer' | 'refused';

/** A refusal in words for people, and what follows from it. Codes belong in the log, not in these sentences. */
export interface Refusal {
  /** One sentence: what happened. */
  readonly what: string;
  /** Who can change it: an admin of the phone account, the person concerned, RingCentral, or nobody (it is not a fault). */
  readonly whose: 'admin' | 'person' | 'service' | 'nobody';
  /** One sentence with the next step. Empty when all one can do is wait. */
  readonly todo: string;
  /**
   * `later`: the same may work after a pause. `once`: worth exactly one more try. `other-way`: the same will not work, but another way may.
   * `never`: not until somebody has done what `todo` says.
   */
  readonly retry: 'later' | 'once' | 'other-way' | 'never';
  /** How a call that meets this refusal ends. */
  readonly cause: RefusalCause;
}

const DEVICES = 'in the Admin Portal under Phones & Devices';

/** Every refusal we know, whether it comes by SIP, by REST, from a party of a session or from the directory. */
export const REFUSALS = {
  // Calls of ours
  busy: { what: 'The number is busy.', whose: 'nobody', todo: '', retry: 'later', cause: 'busy' },
  'no-answer': {
    what: 'Nobody could be reached at the number just now.',
    whose: 'nobody',
    todo: '',
    retry: 'later',
    cause: 'no-answer',
  },
  declined: { what: 'The call was declined.', whose: 'nobody', todo: '', retry: 'once', cause: 'refused' },
  'ended-early': {
    what: 'The call was ended before anybody answered.',
    whose: 'nobody',
    todo: '',
    retry: 'later',
    cause: 'refused',
  },
  'not-reached': {
    what: 'The call was refused before anybody was reached: the number is wrong or cannot be reached, or the line’s phone has no valid emergency address.',
    whose: 'admin',
    todo: `Check the emergency address of the line’s phone ${DEVICES}.`,
    retry: 'once',
    cause: 'refused',
  },
  'perhaps-busy': {
    what: 'The call was refused, and I could not see why: the number may be busy or wrong, or the line’s phone has no valid emergency address.',
    whose: 'admin',
    todo: `Check the emergency address of the line’s phone ${DEVICES}.`,
    retry: 'once',
    cause: 'refused',
  },
  'no-emergency-address': {
    what: 'It has no valid emergency address, so RingCentral refuses its calls.',
    whose: 'admin',
    todo: `Enter one for its phone ${DEVICES}.`,
    retry: 'never',
    cause: 'refused',
  },
  'unknown-number': {
    what: 'The phone service does not know the number.',
    whose: 'admin',
    todo: 'Check that the number is right.',
    retry: 'never',
    cause: 'refused',
  },
  barred: {
    what: 'The phone service does not let this line call the number.',
    whose: 'admin',
    todo: 'Check in the Admin Portal under Users what this extension may call.',
    retry: 'other-way',
    cause: 'refused',
  },
  'no-credit': {
    what: 'The RingCentral account has no calling credit left.',
    whose: 'admin',
    todo: 'Add calling credit in the Admin Portal under Billing.',
    retry: 'never',
    cause: 'refused',
  },
  'no-common-sound': {
    what: 'The phone service and this line could not agree on how to send the sound.',
    whose: 'admin',
    todo: 'Tell whoever looks after the bot.',
    retry: 'other-way',
    cause: 'refused',
  },
  'service-trouble': {
    what: 'The phone service has a problem of its own and could not place the call.',
    whose: 'service',
    todo: '',
    retry: 'later',
    cause: 'refused',
  },
  'call-refused': {
    what: 'The phone service refused the call.',
    whose: 'admin',
    todo: 'Call the number from another phone of this extension to see whether it works there.',
    retry: 'other-way',
    cause: 'refused',
  },

  // Connecting a line's phone
  'signed-in-elsewhere': {
    what: 'Something else seems to be signed in as this line’s phone.',
    whose: 'admin',
    todo: 'Find the other phone or program that uses this “Existing Phone” and turn it off.',
    retry: 'later',
    cause: 'refused',
  },
  'wrong-password': {
    what: 'The phone service does not accept the password of this line’s phone.',
    whose: 'admin',
    todo: `Check ${DEVICES} that this phone is still there and set up.`,
    retry: 'never',
    cause: 'refused',
  },
  'phone-trouble': {
    what: 'The phone service cannot connect this line’s phone just now.',
    whose: 'service',
    todo: '',
    retry: 'later',
    cause: 'refused',
  },
  'phone-silent': {
    what: 'The phone service does not answer when this line’s phone connects.',
    whose: 'service',
    todo: '',
    retry: 'later',
    cause: 'refused',
  },
  'phone-unreachable': {
    what: 'The phone service could not be reached from here.',
    whose: 'admin',
    todo: 'Check that the bot’s network lets it reach RingCentral’s phone servers.',
    retry: 'later',
    cause: 'refused',
  },
  'no-phone': {
    what: 'The line has no phone that the bot can listen on.',
    whose: 'admin',
    todo: `Add an “Existing Phone” ${DEVICES}.`,
    retry: 'never',
    cause: 'refused',
  },

  // What RingCentral’s API refuses. Each completes “RingCentral refused to …: …”
  'app-permission': {
    what: 'The app lacks a permission.',
    whose: 'admin',
    todo: 'Add it to the app in the RingCentral developer console (Settings > Security & permissions).',
    retry: 'never',
    cause: 'refused',
  },
  'user-permission': {
    what: 'The signed-in user lacks a permission.',
    whose: 'admin',
    todo: 'Give it to that user in the Admin Portal (Users > Roles).',
    retry: 'never',
    cause: 'refused',
  },
  'anothers-call': {
    what: 'The bot’s sign-in is not allowed to handle calls of this line.',
    whose: 'person',
    todo: 'Ask the person whose extension it is to type /irs-hunt connect in Slack.',
    retry: 'other-way',
    cause: 'refused',
  },
  'not-allowed': {
    what: 'It is not allowed for this account or user.',
    whose: 'admin',
    todo: 'Check in the Admin Portal (Users > Roles) what the user the bot works as may do.',
    retry: 'never',
    cause: 'refused',
  },
  'only-from-a-phone': {
    what: 'This RingCentral account lets the bot call from a phone only, not from a number.',
    whose: 'admin',
    todo: `Give the line an “Existing Phone” ${DEVICES}.`,
    retry: 'other-way',
    cause: 'refused',
  },
  'not-valid': {
    what: 'The request is not valid.',
    whose: 'admin',
    todo: 'Tell whoever looks after the bot.',
    retry: 'never',
    cause: 'refused',
  },
  'not-signed-in': {
    what: 'The bot’s sign-in is not accepted.',
    whose: 'admin',
    todo: 'Connect the account again with /irs-hunt connect account.',
    retry: 'later',
    cause: 'refused',
  },
  'not-there': {
    what: 'It does not exist, or not any more.',
    whose: 'nobody',
    todo: '',
    retry: 'never',
    cause: 'refused',
  },
  'wrong-state': {
    what: 'The call is not in a state that allows it.',
    whose: 'nobody',
    todo: '',
    retry: 'later',
    cause: 'refused',
  },
  'too-many-requests': {
    what: 'There were too many requests in a short time.',
    whose: 'nobody',
    todo: '',
    retry: 'later',
    cause: 'refused',
  },
  'api-trouble': {
    what: 'RingCentral has a problem of its own.',
    whose: 'service',
    todo: '',
    retry: 'later',
    cause: 'refused',
  },
  'not-understood': {
    what: 'The answer was not one the bot understands.',
    whose: 'admin',
    todo: 'Tell whoever looks after the bot.',
    retry: 'never',
    cause: 'refused',
  },
} as const satisfies Readonly<Record<string, Refusal>>;

export type RefusalName = keyof typeof REFUSALS;

/** The refusal as people read it: what happened, then the next step. */
export function refusalWords(name: RefusalName): string {
  const { what, todo }: Refusal = REFUSALS[name];
  return todo === '' ? what : `${what} ${todo}`;
}
