import { LIBRARY_DAYS } from './ear/library/library-log.js';
import { type LimitName, USUAL_LINES } from './hunter/office/house-rules.js';
import { PATIENCE } from './policy.js';

const LIMITS: Readonly<Record<string, LimitName>> = {
  MAX_LINES_PER_HUNT: 'linesPerHunt',
  MAX_HUNTS_PER_PERSON: 'huntsPerPerson',
  MAX_LINES_PER_PERSON: 'linesPerPerson',
  MAX_STARTS_PER_PERSON: 'startsPerPerson',
  MAX_HUNTS_PER_CHANNEL: 'huntsPerChannel',
  MAX_LINES_PER_CHANNEL: 'linesPerChannel',
  MAX_STARTS_PER_CHANNEL: 'startsPerChannel',
  MAX_HUNTS: 'hunts',
  MAX_LINES: 'lines',
  MAX_STARTS: 'starts',
};

const seconds = (ms: number) => `${ms / 1000} seconds`;

const FIXED: Readonly<Record<string, string>> = {
  LINES_PER_HUNT: `a hunt gets ${USUAL_LINES} lines, fewer where the limits say so, and people choose others when they start it`,
  DIAL_STAGGER_SECONDS: `the first calls of a hunt are ${seconds(PATIENCE.staggerMs)} apart`,
  OFFER_SECONDS: `an offer runs out after ${seconds(PATIENCE.offerMs)}`,
  WIDEN_SECONDS: `an offer calls on the whole channel after ${seconds(PATIENCE.widenMs)}`,
  COURTESY_SECONDS: `an agent who waits hears a phrase every ${seconds(PATIENCE.courtesyEveryMs)}`,
  RING_SECONDS: `a taker's phone rings for ${seconds(PATIENCE.ringMs)}`,
  CALLBACK_CHOICE_SECONDS: `people have ${seconds(PATIENCE.callbackChoiceMs)} to choose when the line offers to call back`,
  REDIAL_FIRST_SECONDS: `the first pause before redialing is ${seconds(PATIENCE.redialFirstMs)}`,
  REDIAL_MAX_SECONDS: `the longest pause before redialing is ${seconds(PATIENCE.redialMaxMs)}`,
  MAX_DIALS: `a hunt dials its destination ${PATIENCE.maxDials} times at most`,
  RECONCILE_SECONDS: 'while RingCentral pushes the events of a call, the bot still looks at it every minute',
  LIBRARY_DAYS: `what a line plays is forgotten ${LIBRARY_DAYS} days after it was last heard`,
  MAX_HUNTS_PER_PROCESS: 'MAX_LINES_PER_PROCESS says how much a process takes on',
};

/** One sentence for each removed setting that is still in the environment: why it went, and what to do. */
export function removedIn(given: Readonly<Record<string, string | undefined>>): readonly string[] {
  const limits = Object.entries(LIMITS).flatMap(([name, limit]) =>
    given[name] === undefined
      ? []
      : [
          `${name} is no longer a setting: admins set this limit with /irs-hunt settings. Remove it, or give a first value with FIRST_LIMITS=${limit}=…`,
        ],
  );
  const fixed = Object.entries(FIXED).flatMap(([name, why]) =>
    given[name] === undefined ? [] : [`${name} is no longer a setting: ${why}. Remove it.`],
  );
  return [...limits, ...fixed];
}
