import { pickupsToAudio } from './at-the-phone.js';
import { happened, offersOf } from './outcome.js';
import type { Check } from './scenario.js';
import type { HandOverRequest } from './world.js';

/** Checks that several scenarios share. */

export const NO_WRONG_KEY: Check = {
  says: 'no key was wrong or early',
  holds: (evidence) =>
    happened(evidence, 'key').length > 0 && happened(evidence, 'key').every(({ right }) => right === true),
};

export const ONLY_AGENTS_OFFERED: Check = {
  says: 'nobody was called to a recording',
  holds: (evidence) => offersOf(evidence).every(({ spokeAt }) => spokeAt !== undefined),
};

/** A second is what it may take from the handset at the ear to the agent in it. */
const AT_ONCE_MS = 1_000;

export const HEARD_AT_ONCE: Check = {
  says: 'taker and agent heard each other within a second of the pick-up',
  holds: (evidence) => {
    const times = pickupsToAudio(evidence);
    return times.length > 0 && times.every((ms) => ms <= AT_ONCE_MS);
  },
};

/** The hand-over came about so: the last thing that was asked of RingCentral before they talked. */
export function joinedBy(way: HandOverRequest): Check {
  return {
    says: `taker and agent were joined by ${way}`,
    holds: (evidence) => {
      const talk = happened(evidence, 'taker-agent-audio')[0];
      const asked = happened(evidence, 'hand-over-request').findLast(
        ({ t_ms, call }) => talk !== undefined && call === talk.call && t_ms <= talk.t_ms,
      );
      return asked?.way === way;
    },
  };
}

/** It happened this many times. */
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
