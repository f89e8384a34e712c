import type { LimitName, Limits } from './hunter/office/house-rules.js';
import type { Policy } from './hunter/terms.js';

/**
 * How patient a hunt is. Not settings: agents, queues and telephone networks are the same for every firm, and a value a little off
 * leaves an agent in silence or redials a busy line too often. A hunt keeps the values it began with.
 */
export const PATIENCE = {
  /** The first calls of a hunt are placed apart, so that they stand apart in the queue and do not reach agents all at once. */
  staggerMs: 20_000,
  /** An agent who hears a phrase every few seconds is held this long, and then gets a goodbye. */
  offerMs: 60_000,
  /** Time for the requester to look at Slack first; the larger part of the offer is left for the channel. */
  widenMs: 12_000,
  /** Together with the phrase itself, an agent never hears 8 s of silence. */
  courtesyEveryMs: 5_000,
  /** About four rings. An agent is waiting meanwhile, so the offer opens again rather than ring into a mailbox. */
  ringMs: 25_000,
  /** Time to read the choice in Slack; undecided, the call keeps its place in the queue. */
  callbackChoiceMs: 45_000,
  /** The first pause before a line that was turned away is dialed again. */
  redialFirstMs: 120_000,
  /** Each pause is twice the one before it, give or take a third, so that many callers spread out. */
  redialFactor: 2,
  redialMaxMs: 1_800_000,
  redialJitter: 1 / 3,
  /** Dials of one hunt in all: more would be a nuisance to the destination. */
  maxDials: 20,
} as const satisfies Omit<Policy, 'maxWaitMs'>;

export type PatienceName = keyof typeof PATIENCE;

/** What may be used at once, and started within an hour, until `FIRST_LIMITS` or an admin says otherwise. */
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

/** What a hunt is told when it starts. */
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
