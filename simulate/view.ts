import { replay } from '../src/hunter/rules/evolve.js';
import { callOf } from '../src/hunter/rules/query.js';
import type { CallState, HuntState } from '../src/hunter/rules/state.js';
import type { Exchange, Session } from './exchange.js';
import type { Observation } from './observed.js';
import type { Redis } from './redis.js';
import type { Scenario } from './scenario.js';
import type { SimSlack } from './slack.js';
import type { TakerCall } from './taker-phones.js';

/** What an outside observer can see of a run: each hunt's record, its owner, the calls, and what Slack shows. */
export interface View {
  readonly scenario: Scenario;
  readonly slack: SimSlack;
  readonly redis: Redis;
  now(): number;
  hunts(): readonly HuntState[];
  huntOfCall(callId: string): HuntState | undefined;
  /** The call according to the hunt's record. */
  recorded(callId: string): CallState | undefined;
  session(callId: string): Session | undefined;
  sessions(): readonly Session[];
  /** A call that rings a taker. */
  ring(ring: string): TakerCall | undefined;
  /** The process that holds the hunt's lease. */
  ownerOf(huntId: string): string | undefined;
  /** When something last kept this process from working: the store, a sleep, or a clock set forward. */
  troubledAt(process: string): number;
  /** A process slept for longer than its leases last, and woke up again. */
  hasSplit(): boolean;
}

export interface LiveView extends View {
  see(observation: Observation): void;
}

/** The shortest lease that a process works under. */
const LEASE_MS = 10_000;

export function createView(parts: {
  readonly exchange: Exchange;
  readonly slack: SimSlack;
  readonly redis: Redis;
  readonly scenario: Scenario;
  readonly now: () => number;
}): LiveView {
  const { exchange, slack, redis, scenario, now } = parts;
  const hunts = new Map<string, HuntState>();
  const huntIds = new Map<string, string>();
  const owners = new Map<string, { readonly process: string; readonly until: number }>();
  const troubles = new Map<string, number>();
  let split = false;
  let storeIsDown = false;
  let storeBackAt = Number.NEGATIVE_INFINITY;
  const ofCall = (callId: string) => hunts.get(huntIds.get(callId) ?? '');

  return {
    ...{ scenario, slack, redis, now },
    hunts: () => [...hunts.values()],
    huntOfCall: ofCall,
    recorded(callId) {
      const hunt = ofCall(callId);
      return hunt === undefined ? undefined : callOf(hunt, callId);
    },
    session: (callId) => exchange.session(`s-${callId}`),
    sessions: exchange.sessions,
    ring: exchange.takers.call,
    ownerOf: (huntId) => owners.get(huntId)?.process,
    troubledAt: (process) => (storeIsDown ? now() : Math.max(storeBackAt, troubles.get(process) ?? storeBackAt)),
    hasSplit: () => split,
    see(observation) {
      const { at } = observation;
      switch (observation.what) {
        case 'recorded': {
          const { huntId, events } = observation;
          const state = replay(events, hunts.get(huntId));
          if (state !== undefined) hunts.set(huntId, state);
          for (const event of events) if (event.type === 'call-began') huntIds.set(event.callId, huntId);
          return;
        }
        case 'owned':
          owners.set(observation.huntId, observation);
          return;
        case 'disowned':
          if (owners.get(observation.huntId)?.process === observation.process) owners.delete(observation.huntId);
          return;
        case 'store-down':
          storeIsDown = true;
          return;
        case 'store-back':
          storeIsDown = false;
          storeBackAt = at;
          return;
        case 'leases-lost':
          storeBackAt = at;
          return;
        case 'clock-jumped':
          // Set forward, a clock makes a lease seem over until the next beat; set back, it must change nothing.
          if (observation.ms > 0) troubles.set(observation.process, at);
          return;
        case 'store-failed':
        case 'process-paused':
          troubles.set(observation.process, at);
          return;
        case 'process-resumed':
          split ||= at - (troubles.get(observation.process) ?? at) >= LEASE_MS;
          troubles.set(observation.process, at);
          return;
        default:
          return;
      }
    },
  };
}
