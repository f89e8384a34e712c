/** What the practice destination says: our own words, in the manner of a federal tax line for practitioners. */

export const WELCOME = 'Welcome to the practice line for tax practitioners.';
export const LANGUAGE = 'For English, press 1.';
export const LANGUAGE_MORE = 'Para continuar en espanol, oprima el dos.';
export const LISTEN = 'Please listen carefully, as our options have changed.';
export const INDIVIDUAL = 'For individual accounts, press 2.';
export const BUSINESS = 'For business accounts, press 3.';
export const INVALID = 'That is not a valid option.';
export const GOODBYE = 'We did not receive a valid response. Goodbye.';
export const TOO_BUSY = [
  'We are sorry, but due to extremely high call volume in the topic you requested, we are unable to handle your call at this time.',
  'Please try again later, or on the next business day.',
  'Goodbye.',
];

/** What a long-winded menu says before its options. */
export const LONG_WELCOME = [
  'Your call is important to us, and it will be answered in the order it was received.',
  'Many questions can be answered on our web site, at any time of the day.',
];
export const LONG_LISTEN = ['Have the name and the number of your client ready before you continue.'];

export const DISCLOSURES = [
  'This line is for tax practitioners only.',
  'Your call may be monitored or recorded for quality purposes.',
  'We are currently experiencing delays in processing powers of attorney and disclosure authorizations.',
  'Beware of scams. We never demand payment by gift card or by wire transfer.',
  'If you do not have an authorization on file, please have it ready to send by fax.',
  'You can view transcripts and manage authorizations through your online account.',
  'Call volume is higher than normal, and your wait may be longer than usual.',
  'Registration for this year’s nationwide tax forum is now open.',
];

export const ANNOUNCEMENTS = [
  'Please continue to hold. Our representatives are still assisting other callers.',
  'Thank you for your patience. Your call will be answered as soon as possible.',
  'Remember, we will never call you to demand an immediate payment.',
  'All of our representatives are busy at the moment. Please stay on the line.',
];

export const MAILBOX = 'The person you are calling is not available. Please leave a message after the tone.';

const TITLES = ['Mister', 'Miss', 'Mrs.'] as const;
const SURNAMES = [
  'Carter',
  'Nguyen',
  'Bellamy',
  'Ortega',
  'Whitfield',
  'Larson',
  'Okafor',
  'Dunn',
  'Pacheco',
  'Reilly',
] as const;
const HELLOS = ['Hello? Is anybody there?', 'Hello? Can you hear me?', 'Hello?'] as const;

export interface AgentWords {
  readonly name: string;
  readonly greeting: string;
  readonly hello: string;
}

/** An agent's name, the greeting with the ten-digit ID read singly, and how they ask whether anybody is there. */
export function agentWords(chance: {
  pick<T>(list: readonly [T, ...T[]]): T;
  digits(count: number): string;
}): AgentWords {
  const name = `${chance.pick(TITLES)} ${chance.pick(SURNAMES)}`;
  const id = [...`10${chance.digits(8)}`].join(' ');
  const opening = chance.pick(['Thank you for calling.', 'Practitioner services, good day.', 'Thank you for holding.']);
  const closing = chance.pick(['How may I help you?', 'May I have your C.A.F. number?', 'How can I help you?']);
  return {
    name,
    greeting: `${opening} This is ${name}, I.D. number ${id}. ${closing}`,
    hello: chance.pick(HELLOS),
  };
}
