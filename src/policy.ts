import type { Config } from './config.js';
import type { Policy } from './hunter/words.js';

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
