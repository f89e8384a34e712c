import type { LimitName, Limits } from './hunter/office/house-rules.js';
import type { Policy } from './hunter/terms.js';

/**
 * How patient a hunt is. These are not settings: agents, queues and telephone networks are the same for every firm, and a value that is
 * slightly off leaves an agent in silence or redials a busy line too often. A hunt keeps the values it started with.
 */
export const PATIENCE = {
  /** The first calls of a hunt are spread out, so that they are apart in the queue and do not all reach an agent at once. */
  staggerMs: 20_000,
  /** An agent who hears a phrase every few seconds is kept this long, then hears a goodbye. */
  offerMs: 60_000,
  /** The requester gets this head start in Slack; the larger part of the offer is left for the channel. */
  widenMs: 12_000,
  /** With the length of a phrase added, an agent never hears 8 s of silence. */
  courtesyEveryMs: 5_000,
  /** About four rings. An agent is waiting, so reopen the offer rather than ring into voicemail. */
  ringMs: 25_000,
  /** Time to read the choice in Slack. If nobody decides, the call keeps its place in the queue. */
  callbackChoiceMs: 45_000,
  /** The first pause before a line that was turned away is dialed again. */
  redialFirstMs: 120_000,
  /** Each pause is twice the one before, give or take a third, so that many callers spread out. */
  redialFactor: 2,
  redialMaxMs: 1_800_000,
  redialJitter: 1 / 3,
  /** All dials of one hunt; more would be a nuisance to the destination. */
  maxDials: 20,
} as const satisfies Omit<Policy, 'maxWaitMs'>;

export type PatienceName = keyof typeof PATIENCE;

/** How many lines may be used at once, and hunts started per hour, until `FIRST_LIMITS` or an admin says otherwise. */
export const USUAL_LIMITS: Limits = {
  linesPerHunt: 5,
  huntsPerPerson: 3,
  linesPerPerson: 10,
  startsPerPerson: 12,
  huntsPerChannel: 15,
  linesPerChannel: 100,
  startsPerChannel: 60,
  hunts: 15,
  lines: 15,
  starts: 60,
};

/** The policy a hunt gets when it starts. */
export function policyOf(settings: {
  readonly MAX_WAIT_MINUTES: number;
  readonly PRACTICE_PATIENCE: Readonly<Partial<Record<PatienceName, number>>>;
}): Policy {
  return { ...PATIENCE, ...settings.PRACTICE_PATIENCE, maxWaitMs: settings.MAX_WAIT_MINUTES * 60_000 };
}

/** The limits that hold until an admin changes them. */
export function limitsOf(settings: { readonly FIRST_LIMITS: Readonly<Partial<Record<LimitName, number>>> }): Limits {
  return { ...USUAL_LIMITS, ...settings.FIRST_LIMITS };
}
