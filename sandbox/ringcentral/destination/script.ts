/** What the practice destination says: our own words, in the manner of a federal tax line for practitioners. */

export const WELCOME = 'Welcome to the practice line for tax practitioners.';
export const LANGUAGE = 'For English, press 1.';
export const LANGUAGE_MORE = 'Para continuar en espanol, oprima el dos.';
export const LISTEN = 'Please listen carefully, as our options have changed.';
export const INDIVIDUAL = 'For individual accounts, press 2.';
export const BUSINESS = 'For business accounts, press 3.';

/** What a long-winded menu says before its options. */
export const LONG_WELCOME = [
  'Your call is important to us, and it will be answered in the order it was received.',
  'Many questions can be answered on our web site, at any time of the day.',
];
export const LONG_LISTEN = ['Have the name and the number of your client ready before you continue.'];

/** Whose voice a recording has: the menu's, that of the announcements on hold, or a friendly one that takes itself for a person. */
export type Talent = 'menu' | 'announcements' | 'friendly';

interface Recording {
  readonly talent: Talent;
  readonly says: readonly string[];
}

/** The recordings that are always said whole, by name. */
export const RECORDINGS = {
  invalid: { talent: 'menu', says: ['That is not a valid choice.'] },
  goodbye: { talent: 'menu', says: ['We did not receive a valid response. Goodbye.'] },
  mailbox: {
    talent: 'menu',
    says: ['The person you are calling is not available. Please leave a message after the tone.'],
  },
  nobodyAvailable: { talent: 'menu', says: ['Nobody is available to take your call right now.'] },
  /** Of the phone service, to whom a call is forwarded. */
  acceptPrompt: { talent: 'menu', says: ['You have a call from your office.', 'To accept it, press 1.'] },
  tooBusy: {
    talent: 'menu',
    says: [
      'We are sorry, but due to extremely high call volume in the topic you requested, we are unable to handle your call at this time.',
      'Please try again later, or on the next business day.',
      'Goodbye.',
    ],
  },
  closed: {
    talent: 'menu',
    says: [
      'You have reached the practice line outside of its business hours.',
      'Our offices are open Monday through Friday, from seven in the morning until seven in the evening, your local time.',
      'Please call again during these hours. Goodbye.',
    ],
  },
  estimate: {
    talent: 'menu',
    says: ['Your estimated time of waiting is between thirty and sixty minutes.'],
  },
  callbackOffer: {
    talent: 'menu',
    says: [
      'You do not have to wait on the line. We can call you back when it is your turn.',
      'To be called back, press 1.',
      'To keep holding, stay on the line.',
    ],
  },
  callbackNumber: {
    talent: 'menu',
    says: ['Please enter the ten digits of the number at which we can reach you, beginning with the area code.'],
  },
  callbackNumberWrong: { talent: 'menu', says: ['That does not seem to be a number of ten digits.'] },
  callbackEntered: { talent: 'menu', says: ['You entered'] },
  callbackConfirm: {
    talent: 'menu',
    says: ['If this is right, press 1.', 'To enter another number, press 2.'],
  },
  callbackDone: {
    talent: 'menu',
    says: ['Thank you. Your place in line is kept, and we will call you back.', 'Goodbye.'],
  },
  callbackNotTaken: { talent: 'menu', says: ['You will stay in line.'] },
  challenge: {
    talent: 'menu',
    says: ['To make sure that you are a person, please repeat these two words after me.', 'River. Lantern.'],
  },
  challengePassed: { talent: 'menu', says: ['Thank you. You will now be placed in line.'] },
  challengeFailed: { talent: 'menu', says: ['We could not hear you. Please call again later. Goodbye.'] },
  voiceBot: {
    talent: 'friendly',
    says: [
      'Hi there! I am the automated assistant of the practice line. How can I help you today?',
      'You can say things like, I want to make a payment, or, I have a question about a letter.',
    ],
  },
  voiceBotGivesUp: { talent: 'friendly', says: ['No problem. I will get someone who can help you.'] },
  rare: {
    talent: 'friendly',
    says: ['Hello, and thanks for waiting. We are a little late today, and we have not forgotten you.'],
  },
} as const satisfies Record<string, Recording>;
export type RecordingName = keyof typeof RECORDINGS;

/** How a digit is read back, singly. */
export const DIGITS = ['Zero', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine'] as const;

export const ANNOUNCEMENTS = [
  'Please continue to hold. Our representatives are still assisting other callers.',
  'Thank you for your patience. Your call will be answered as soon as possible.',
  'Remember, we will never call you to demand an immediate payment.',
  'All of our representatives are busy at the moment. Please stay on the line.',
];

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
