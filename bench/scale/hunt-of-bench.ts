import type { Destination, Line, Policy, RingTarget } from '../../src/hunter/terms.js';

/** Lines of one hunt. */
export const LINES = 4;
/** Hunts whose boards share a channel: a channel takes one post a second. */
const HUNTS_A_CHANNEL = 10;
const HOUR_MS = 3_600_000;

const policy: Policy = {
  staggerMs: 0,
  maxWaitMs: 3 * HOUR_MS,
  offerMs: 60_000,
  widenMs: 15_000,
  courtesyEveryMs: 5_000,
  ringMs: 20_000,
  callbackChoiceMs: 45_000,
  redialFirstMs: 30_000,
  redialFactor: 2,
  redialMaxMs: 600_000,
  redialJitter: 0.2,
  maxDials: 8,
};

const destination: Destination = {
  id: 'bench',
  name: 'Bench line',
  number: '+18005550198',
  menu: [],
  checked: { sure: 'high', on: '2026-05-01' },
};

/** A line nobody else has; `owner` is the process that starts the hunt. */
export function lineOf(owner: string, hunt: number, index: number): Line {
  const id = `${owner}-${hunt}-${index}`;
  const own = { id: `line-${id}`, extensionId: id, extensionNumber: id, deviceId: `device-${id}` };
  return { ...own, name: `Line ${id}`, number: '+12025550100' };
}

export function targetOf(owner: string, hunt: number): RingTarget {
  const id = `desk-${owner}-${hunt}`;
  return { kind: 'extension', extensionId: id, extensionNumber: id, name: 'Desk' };
}

/** What a person asks for. */
export function askFor(owner: string, hunt: number) {
  return {
    requester: `U${owner}${hunt}`,
    channel: `C${owner}${Math.floor(hunt / HUNTS_A_CHANNEL)}`,
    destination,
    lines: Array.from({ length: LINES }, (_, index) => lineOf(owner, hunt, index)),
    wanted: 1,
    ringTarget: targetOf(owner, hunt),
    note: '',
    policy,
  };
}
