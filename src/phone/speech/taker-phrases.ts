import { readBuilt } from './phrases.js';

/** What the bot says to a person who has picked up but cannot be connected with the agent at once. */
export type TakerPhrase = 'one-moment' | 'rings-again' | 'agent-left' | 'not-connected';

export const TAKER_WORDS: Readonly<Record<TakerPhrase, string>> = {
  'one-moment': 'One moment, please. Connecting you.',
  'rings-again':
    'I could not connect you on this call. Please hang up. Your phone will ring again, with the agent on the line.',
  'agent-left': 'Sorry, the agent hung up before you were connected.',
  'not-connected': 'Sorry, you could not be connected. Please look at the thread in Slack.',
};

const TAKER_PHRASES = Object.keys(TAKER_WORDS) as readonly TakerPhrase[];

/** Loads them from the build. */
export function loadTakerPhrases(): (phrase: TakerPhrase) => Int16Array {
  const samples = new Map(TAKER_PHRASES.map((phrase) => [phrase, readBuilt(phrase)]));
  return (phrase) => samples.get(phrase) ?? new Int16Array(0);
}
