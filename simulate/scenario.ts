import type { StartHunt } from '../src/hunter/rules/commands.js';
import type { Destination, Line, Policy } from '../src/hunter/terms.js';
import type { Chance } from './chance.js';

const MINUTE_MS = 60_000;

/** Where a process may crash: right before a request, or right after it was done and before the process knows. */
export type Boundary =
  | 'append'
  | 'read'
  | 'lease'
  | 'dial'
  | 'press'
  | 'say'
  | 'hand-over'
  | 'bridge'
  | 'drop'
  | 'look'
  | 'resume'
  | 'slack';

/** The process that makes the world's `nth` request at this boundary crashes there. */
export interface CrashPlan {
  readonly boundary: Boundary;
  readonly nth: number;
  readonly when: 'before' | 'after';
}

/** The process that makes the `nth` request sleeps right after it was done, before it knows. */
export interface StallPlan {
  readonly boundary: Boundary;
  readonly nth: number;
  readonly lastsMs: number;
}

/** What one run is about, drawn from its seed. */
export interface Scenario {
  readonly processes: number;
  readonly hunts: readonly HuntPlan[];
  readonly crashes: readonly CrashPlan[];
  readonly stalls: readonly StallPlan[];
  /** When trouble strikes the world, in milliseconds from the start. */
  readonly timedCrashes: readonly number[];
  readonly stops: readonly number[];
  readonly pauses: readonly { readonly atMs: number; readonly lastsMs: number }[];
  readonly clockJumps: readonly { readonly atMs: number; readonly byMs: number }[];
  readonly storeDowns: readonly { readonly atMs: number; readonly lastsMs: number }[];
  readonly leaseLosses: readonly number[];
  /** Shares of requests or messages that go wrong. */
  readonly storeFails: number;
  readonly storeSlow: number;
  readonly noticesLost: number;
  readonly factsLost: number;
  readonly factsDoubled: number;
  readonly restFails: number;
  /** Share of an earlier process's calls that cannot be heard again. */
  readonly resumesFail: number;
  readonly penalties: number;
  /** What REST allows on the lines' calls: as their own users, as an administrator with the right, or as one without it (403). */
  readonly control: 'owner' | 'allowed' | 'refused';
  /** Share of bridges and transfers that are refused for a wrong state (409). */
  readonly controlUnready: number;
  /** Shares of REFERs that are refused, that are accepted but fail, and that succeed without a report. */
  readonly refersRefused: number;
  readonly refersIgnored: number;
  readonly refersUntold: number;
  /** Share of takers who soon hang up when they hear nobody. */
  readonly takersLeave: number;
  readonly slackFails: number;
  /** Light-group requests per minute that RingCentral allows this account. */
  readonly lightLimit: number;
}

export interface HuntPlan {
  readonly atMs: number;
  readonly request: Omit<StartHunt, 'type' | 'huntId' | 'seed'>;
  readonly cancelAtMs?: number;
  readonly dropAtMs?: number;
}

export const people: readonly string[] = ['U0DANA', 'U0SAM', 'U0KIM'];
const FIRST_DESK = 101;

function line(index: number): Line {
  return {
    id: `line-${index}`,
    extensionId: `${1000 + index}`,
    extensionNumber: `${200 + index}`,
    name: `Line ${index}`,
    number: `+1202555010${index}`,
    deviceId: `device-${index}`,
  };
}

/** A person's own phone. */
export function deskOf(who: string) {
  const extensionNumber = `${FIRST_DESK + people.indexOf(who)}`;
  return { kind: 'extension', extensionId: who, extensionNumber, name: who.slice(2) } as const;
}

/** The name of the person whose phone it is. */
export function personAt(extensionNumber: string): string | undefined {
  return people[Number(extensionNumber) - FIRST_DESK]?.slice(2);
}

function policyOf(chance: Chance): Policy {
  return {
    staggerMs: chance.pick([1_000, 2_000, 5_000]),
    maxWaitMs: chance.pick([6, 6, 8, 8, 10, 10, 12, 15, 20, 75]) * MINUTE_MS,
    offerMs: chance.pick([30_000, 45_000, 60_000]),
    widenMs: 15_000,
    courtesyEveryMs: 5_000,
    ringMs: chance.pick([12_000, 20_000]),
    redialFirstMs: chance.pick([20_000, 30_000]),
    redialFactor: 2,
    redialMaxMs: 3 * MINUTE_MS,
    redialJitter: 0.2,
    callbackChoiceMs: 30_000,
    maxDials: chance.between(3, 8),
  };
}

function destinationOf(chance: Chance): Destination {
  const guardMs = chance.pick([25_000, 60_000]);
  const menu = [
    { label: 'English', awaits: { silenceMs: 600 }, then: { press: '1' }, guardMs },
    { label: 'Accounts', awaits: { silenceMs: 1_000 }, then: { press: '2' }, guardMs },
  ] as const;
  return {
    id: 'practice',
    name: 'Practice line',
    number: '+18005550199',
    menu: menu.slice(0, chance.pick([0, 1, 2, 2])),
    callback: chance.pick([['1', 'number', '1'], ['1'], ['1', 'number']] as const),
    checked: { sure: 'high', on: '2026-05-01' },
  };
}

function huntOf(chance: Chance, note: string, first: number): HuntPlan {
  const requester = chance.pick(people);
  const policy = policyOf(chance);
  const someTime = () => chance.between(10_000, policy.maxWaitMs);
  const lines = Array.from({ length: chance.pick([1, 2, 2, 3]) }, (_, index) => line(first + index));
  return {
    atMs: chance.between(0, 3_000),
    request: {
      requester,
      channel: 'C0CALLS',
      destination: destinationOf(chance),
      lines,
      wanted: chance.happens(0.2) ? 2 : 1,
      ringTarget: deskOf(requester),
      note,
      policy,
    },
    ...(chance.happens(0.08) ? { cancelAtMs: someTime() } : {}),
    ...(chance.happens(0.08) ? { dropAtMs: someTime() } : {}),
  };
}

const BOUNDARIES: readonly Boundary[] = [
  'append',
  'append',
  'append',
  'read',
  'lease',
  'dial',
  'dial',
  'press',
  'say',
  'hand-over',
  'hand-over',
  'bridge',
  'bridge',
  'drop',
  'look',
  'resume',
  'slack',
];

/** Roughly how often a hunt passes a boundary. A crash planned beyond that would never happen. */
const PASSES: Readonly<Record<Boundary, number>> = {
  append: 40,
  read: 60,
  lease: 150,
  dial: 4,
  press: 4,
  say: 5,
  'hand-over': 2,
  bridge: 2,
  drop: 4,
  look: 12,
  resume: 2,
  slack: 30,
};

/**
 * Two of these on one process stay below a minute. If a process is further ahead of the owner, a click there decides that the owner's
 * hand-over has taken too long; clocks are expected to agree to about half a minute.
 */
const JUMP_MAX_MS = 25_000;
/** Shorter and longer than a lease. */
const PAUSES_MS = [500, 4_000, 9_000, 12_000, 16_000, 30_000] as const;

function several<T>(chance: Chance, share: number, most: number, one: () => T): readonly T[] {
  if (!chance.happens(share)) return [];
  return Array.from({ length: chance.between(1, most) }, one);
}

/** Draws a run: most have a few kinds of trouble, some none, a few all. */
export function drawScenario(chance: Chance): Scenario {
  const hunts = [huntOf(chance, 'the first hunt', 1)];
  // The second hunt shares lines with the first, so that leases matter.
  if (chance.happens(0.25)) hunts.push(huntOf(chance, 'the second hunt', chance.pick([1, 2, 3])));
  const spanMs = Math.max(...hunts.map(({ request }) => Math.min(request.policy.maxWaitMs, 15 * MINUTE_MS)));
  // Most hunts end within a few minutes, so trouble comes early or not at all.
  const sometime = () => chance.between(2_000, chance.pick([60_000, 150_000, spanMs]));
  const trouble = chance.pick([0, 0.3, 0.6, 1]);
  const share = (most: number) => (chance.happens(trouble) ? chance.next() * most : 0);
  const crash = (): CrashPlan => {
    const boundary = chance.pick(BOUNDARIES);
    return { boundary, nth: chance.between(1, PASSES[boundary]), when: chance.pick(['before', 'after'] as const) };
  };
  return {
    processes: chance.pick([1, 2, 2, 3]),
    hunts,
    crashes: several(chance, 0.7 * trouble, 3, crash),
    timedCrashes: several(chance, 0.3 * trouble, 2, sometime),
    stops: several(chance, 0.2 * trouble, 1, sometime),
    stalls: several(chance, 0.3 * trouble, 2, () => {
      const boundary = chance.pick(BOUNDARIES);
      return { boundary, nth: chance.between(1, PASSES[boundary]), lastsMs: chance.pick(PAUSES_MS) };
    }),
    pauses: several(chance, 0.4 * trouble, 2, () => ({
      atMs: sometime(),
      lastsMs: chance.pick(PAUSES_MS),
    })),
    clockJumps: several(chance, 0.3 * trouble, 2, () => ({
      atMs: sometime(),
      byMs: chance.pick([-1, 1]) * chance.pick([200, 2_000, 10_000, JUMP_MAX_MS]),
    })),
    storeDowns: several(chance, 0.25 * trouble, 1, () => ({
      atMs: sometime(),
      lastsMs: chance.pick([1_000, 5_000, 20_000, 60_000]),
    })),
    leaseLosses: several(chance, 0.15 * trouble, 1, sometime),
    storeFails: share(0.01),
    storeSlow: share(0.1),
    noticesLost: share(0.5),
    factsLost: share(0.3),
    factsDoubled: share(0.3),
    restFails: share(0.2),
    resumesFail: chance.pick([0, 0, 0.3, 1]),
    penalties: share(0.03),
    slackFails: share(0.1),
    lightLimit: chance.pick([50, 50, 30]),
    control: chance.pick(['owner', 'allowed', 'refused', 'refused']),
    controlUnready: share(0.3),
    refersRefused: chance.pick([0, 0, 0, 0.3, 1]),
    refersIgnored: chance.pick([0, 0, 0.3]),
    refersUntold: share(0.6),
    takersLeave: chance.pick([0, 0.1, 0.5]),
  };
}
