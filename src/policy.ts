import type { Config } from './config.js';
import type { Limits } from './hunter/office/house-rules.js';
import type { Policy } from './hunter/terms.js';

/** Each pause before dialling again is twice the one before it, give or take a third, so that many callers spread out. */
const REDIAL_FACTOR = 2;
const REDIAL_JITTER = 1 / 3;

/** What a hunt is told of the settings when it starts. */
export function policyOf(config: Config): Policy {
  return {
    staggerMs: config.DIAL_STAGGER_SECONDS * 1000,
    maxWaitMs: config.MAX_WAIT_MINUTES * 60_000,
    offerMs: config.OFFER_SECONDS * 1000,
    widenMs: config.WIDEN_SECONDS * 1000,
    courtesyEveryMs: config.COURTESY_SECONDS * 1000,
    ringMs: config.RING_SECONDS * 1000,
    callbackChoiceMs: config.CALLBACK_CHOICE_SECONDS * 1000,
    redialFirstMs: config.REDIAL_FIRST_SECONDS * 1000,
    redialFactor: REDIAL_FACTOR,
    redialMaxMs: config.REDIAL_MAX_SECONDS * 1000,
    redialJitter: REDIAL_JITTER,
    maxDials: config.MAX_DIALS,
  };
}

/** What is allowed at once and within an hour until an admin changes it. */
export function limitsOf(config: Config): Limits {
  return {
    linesPerHunt: config.MAX_LINES_PER_HUNT,
    huntsPerPerson: config.MAX_HUNTS_PER_PERSON,
    linesPerPerson: config.MAX_LINES_PER_PERSON,
    startsPerPerson: config.MAX_STARTS_PER_PERSON,
    huntsPerChannel: config.MAX_HUNTS_PER_CHANNEL,
    linesPerChannel: config.MAX_LINES_PER_CHANNEL,
    startsPerChannel: config.MAX_STARTS_PER_CHANNEL,
    hunts: config.MAX_HUNTS,
    lines: config.MAX_LINES,
    starts: config.MAX_STARTS,
  };
}
