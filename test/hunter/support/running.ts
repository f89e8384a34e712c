import type { Clock } from '../../../src/hunter/base/clock.js';
import type { Log } from '../../../src/hunter/base/log.js';
import type { Store } from '../../../src/hunter/ports/store.js';
import type { Refusal } from '../../../src/hunter/rules/decision.js';
import type { HuntState } from '../../../src/hunter/rules/state.js';
import { createHunts } from '../../../src/hunter/run/hunt-service.js';
import type { HuntChange, HuntService } from '../../../src/hunter/run/hunts.js';
import type { Destination, Line, Pause, Verdict } from '../../../src/hunter/terms.js';
import { createMemoryStore } from '../../../src/store/memory-store.js';
import { createFakePhone, type FakePhone } from '../../../support/fake-phone.js';
import { createVirtualClock, type VirtualClock } from '../../../support/virtual-clock.js';
import { desk, direct, startCommand, verdict } from './fixtures.js';

export interface World {
  readonly clock: VirtualClock;
  readonly store: Store;
  readonly phone: FakePhone;
  readonly logged: string[];
}

export function createWorld(): World {
  const clock = createVirtualClock();
  const store = createMemoryStore({ retentionMs: 86_400_000, now: clock.now });
  return { clock, store, phone: createFakePhone(clock), logged: [] };
}

export interface ServiceChanges {
  readonly clock?: Clock;
  readonly store?: Store;
  readonly phone?: FakePhone;
  readonly maxCalls?: number;
  readonly maxHunts?: number;
  readonly maxLines?: number;
  readonly keepRecord?: boolean;
  readonly isOpen?: (destination: Destination, line: Line, at: number) => boolean;
  readonly stopGraceMs?: number;
  readonly hold?: () => Pause | undefined;
  readonly whyNotDial?: (destination: Destination) => string | undefined;
  readonly onAppended?: (change: HuntChange) => void;
  readonly onRefused?: (refusal: Refusal, state: HuntState) => void;
}

/** A process of the bot in this world; its ids begin with `name`. */
export function createService(world: World, name: string, changes: ServiceChanges = {}): HuntService {
  let ids = 0;
  const say = (_fields: object, message: string) => void world.logged.push(message);
  const log: Log = { info: () => {}, warn: say, error: say };
  return createHunts({
    store: world.store,
    phone: world.phone,
    relabel: world.phone.relabel,
    clock: world.clock,
    log,
    isOpen: () => true,
    hold: () => undefined,
    whyNotDial: () => undefined,
    onAppended: () => {},
    onRefused: () => {},
    onTakenUp: () => {},
    random: () => 0.5,
    newId: () => {
      ids += 1;
      return `${name}${ids}`;
    },
    ...changes,
    maxCalls: () => changes.maxCalls ?? 10,
  });
}

export async function startHunt(
  hunts: HuntService,
  changes: Partial<ReturnType<typeof startCommand>> = {},
): Promise<string> {
  const { type: _type, huntId: _huntId, seed: _seed, ...request } = startCommand({ destination: direct, ...changes });
  return (await hunts.start(request)).state.huntId;
}

export async function stateOf(hunts: HuntService, huntId: string): Promise<HuntState> {
  const state = await hunts.state(huntId);
  if (state === undefined) throw new Error(`No hunt ${huntId}`);
  return state;
}

/** The newest call of a line. */
export function callOn(phone: FakePhone, lineId: string): string {
  const callId = phone.callsOf(lineId).at(-1);
  if (callId === undefined) throw new Error(`Line ${lineId} was never dialled`);
  return callId;
}

export async function hear(world: World, callId: string, ...heard: Verdict['heard'][]): Promise<void> {
  for (const kind of heard) world.phone.tell({ callId, type: 'heard', verdict: verdict(kind) });
  await world.clock.settle();
}

export async function claimOffer(
  hunts: HuntService,
  huntId: string,
  claimId: string,
  by = 'U0DANA',
): Promise<HuntChange> {
  const offerId = (await stateOf(hunts, huntId)).offers.at(-1)?.id ?? 'no offer';
  const change = await hunts.request(huntId, { type: 'claim', offerId, claimId, by, ringTarget: desk });
  if (change === undefined) throw new Error(`No hunt ${huntId}`);
  return change;
}

/** What the phone was asked, without `tune`s and times. */
export function asked(phone: FakePhone, word: string): readonly string[] {
  return phone.asked.map(({ what }) => what).filter((what) => what.startsWith(word));
}
