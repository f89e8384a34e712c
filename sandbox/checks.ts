import { happened, offersOf } from './outcome.js';
import type { Check } from './scenario.js';

/** What several scenarios want to be true. */

export const NO_WRONG_KEY: Check = {
  says: 'no key was wrong or early',
  holds: (evidence) =>
    happened(evidence, 'key').length > 0 && happened(evidence, 'key').every(({ right }) => right === true),
};

export const ONLY_AGENTS_OFFERED: Check = {
  says: 'nobody was called to a recording',
  holds: (evidence) => offersOf(evidence).every(({ spokeAt }) => spokeAt !== undefined),
};

/** It happened so many times. */
export function times(what: string, count: number): Check {
  return { says: `“${what}” ${count} time(s)`, holds: (evidence) => happened(evidence, what).length === count };
}

/** Recordings that people were called to, at most. */
export function fooledAtMost(count: number): Check {
  return {
    says: `people were called to a recording at most ${count} time(s)`,
    holds: (evidence) => offersOf(evidence).filter(({ spokeAt }) => spokeAt === undefined).length <= count,
  };
}

/** Anything in Slack says so. */
export function slackSays(words: RegExp): Check {
  return {
    says: `Slack says ${String(words)}`,
    holds: ({ messages }) => messages.some(({ text }) => words.test(text)),
  };
}
