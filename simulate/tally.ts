import type { RunResult } from './run.js';

/** What all runs went through, added up. */
export interface Tally {
  add(results: readonly RunResult[]): void;
  readonly runs: number;
  /** A table of what happened, so that nobody mistakes a quiet simulation for a hard one. */
  table(): string;
}

const SHOWN: readonly (readonly [string, string])[] = [
  ['hunt-started', 'hunts'],
  ['ended: connected', '  ended connected'],
  ['ended: callback', '  ended with a call back'],
  ['ended: gave-up', '  gave up'],
  ['ended: waited-too-long', '  waited too long'],
  ['ended: cancelled', '  stopped by a person'],
  ['ended: no-lines', '  had no line left'],
  ['call-placed', 'calls'],
  ['offer-made', 'offers'],
  ['offer-claimed', 'claims won'],
  ['claim-refused', 'claims refused'],
  ['hand-over-asked', 'hand-overs'],
  ['connected: bridge', '  joined by bridge'],
  ['connected: replaces', '  joined by REFER with Replaces'],
  ['connected: transfer', '  sent on by transfer'],
  ['connected: refer', '  sent on by REFER'],
  ['taker-rings', "takers' phones that rang"],
  ['taker-picked-up', '  picked up'],
  ['taker-heard', '  times that who picked up was told something'],
  ['process-crashed', 'crashes'],
  ['process-stopped', 'stops in good order'],
  ['process-paused', 'processes that stood still'],
  ['clock-jumped', 'clocks that jumped'],
  ['store-down', 'times the store was down'],
  ['leases-lost', 'times the store lost its leases'],
  ['store-failed', 'requests to the store that failed'],
  ['slack-failed', 'requests to Slack that failed'],
  ['request', 'requests to RingCentral'],
  ['line-back', 'calls of former processes heard again'],
  ['hearing-lost', 'calls kept without hearing, or let go for it'],
];

export function createTally(): Tally {
  const counts = new Map<string, number>();
  let runs = 0;
  let lastedMs = 0;
  return {
    get runs() {
      return runs;
    },
    add(results) {
      for (const { tally, lastedMs: ms } of results) {
        runs += 1;
        lastedMs += ms;
        for (const [name, count] of Object.entries(tally)) counts.set(name, (counts.get(name) ?? 0) + count);
      }
    },
    table() {
      const rows = SHOWN.map(([name, words]) => `${String(counts.get(name) ?? 0).padStart(9)}  ${words}`);
      return [`${(lastedMs / 3_600_000).toFixed(0).padStart(9)}  hours of hunting`, ...rows].join('\n');
    },
  };
}
