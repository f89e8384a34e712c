import { randomBytes } from 'node:crypto';
import { systemClock } from '../base/system-clock.js';
import { readHunt } from '../record/read-hunt.js';
import { toStored } from '../record/record.js';
import type { Command, Request } from '../rules/commands.js';
import { decide } from '../rules/decide.js';
import type { Refusal } from '../rules/decision.js';
import { replay } from '../rules/evolve.js';
import { isOver } from '../rules/query.js';
import type { HuntState } from '../rules/state.js';
import type { HuntChange, HuntService, HuntServiceOptions } from './hunts.js';
import { createLeaseOwnership, LEASE_MS } from './lease-ownership.js';
import { createLedger, type Ledger } from './ledger.js';
import { createLineLeases } from './line-leases.js';
import { createRuns } from './runs.js';
import { createStatesElsewhere } from './states-elsewhere.js';
import { cancelAll, finishSteps } from './stopping.js';
import { createUnreadableHunts } from './unreadable-hunts.js';

/**
 * A line's lease lasts this many times as long as the hunt's, and so survives a store that is away for minutes: a new owner finds the
 * hunt's lines still taken, and nobody dials one before its owner could renew the lease.
 */
const LINES_OUTLIVE = 30;

/** Runs hunts: takes requests from people and facts from the phone, and keeps the record in the store. */
export function createHunts(options: HuntServiceOptions): HuntService {
  const { store, phone, relabel, log, isOpen, hold, whyNotDial, maxCalls, onTakenUp } = options;
  const { leaseMs = LEASE_MS, stopGraceMs = 0, keepRecord = false } = options;
  const { maxHunts = Number.POSITIVE_INFINITY, maxLines = Number.POSITIVE_INFINITY } = options;
  const { clock = systemClock, random = Math.random, newId = () => randomBytes(8).toString('hex') } = options;
  const token = newId();
  const { ownership = createLeaseOwnership({ store, clock, log, token, leaseMs }) } = options;
  const listeners = new Set<(change: HuntChange) => void>();
  const unreadable = createUnreadableHunts(log);
  const elsewhere = createStatesElsewhere(store, clock, unreadable);
  const lines = createLineLeases({ store, clock, log, ttlMs: LINES_OUTLIVE * leaseMs, maxCalls });
  let stopping: Promise<void> | undefined;
  let stopped = false;
  let cancelRenewal = (): void => {};

  const tell = (change: HuntChange): void => {
    for (const listener of listeners) {
      try {
        listener(change);
      } catch (error) {
        log.error({ huntId: change.state.huntId, err: error }, 'A listener to the hunts failed');
      }
    }
  };

  const onAppended = (change: HuntChange): void => {
    try {
      options.onAppended(change);
    } catch (error) {
      log.error({ huntId: change.state.huntId, err: error }, 'A listener to appended events failed');
    }
  };

  const onRefused = (refusal: Refusal, state: HuntState): void => {
    try {
      options.onRefused?.(refusal, state);
    } catch (error) {
      log.error({ huntId: state.huntId, err: error }, 'A listener to refusals failed');
    }
  };

  const load = async (huntId: string): Promise<HuntState | undefined> => (await readHunt(store, huntId)).state;

  const loadReadable = async (huntId: string): Promise<HuntState | undefined> => {
    try {
      return unreadable.has(huntId) ? undefined : await load(huntId);
    } catch (error) {
      if (unreadable.learn(error)) return undefined;
      throw error;
    }
  };

  /** The record of a hunt that another process runs. That process hears of everything appended here. */
  const openFromOutside = async (huntId: string): Promise<Ledger | undefined> => {
    const state = await load(huntId);
    if (state === undefined) return undefined;
    // Only we can report changes to a hunt that is over. If a request from here ends a hunt that no process runs right now, no process will
    // ever look at it again, so report its end too.
    const onChange = (change: HuntChange): void => {
      if (isOver(state)) tell(change);
      else if (isOver(change.state)) tell({ state: change.state, events: [] });
    };
    return createLedger({ store, clock, log, state, onChange, onAppended, onRefused });
  };

  const runs = createRuns({
    openFromOutside,
    ...{ store, phone, relabel, clock, log, newId, lines, ownership, keepRecord, maxHunts, maxLines },
    ...{ rules: { isOpen, hold, whyNotDial }, tell, onAppended, onRefused, onTakenUp, unreadable },
  });

  const renewLines = (): void => {
    cancelRenewal();
    if (stopped) return;
    cancelRenewal = clock.setTimer(() => void lines.renewAll().finally(renewLines), leaseMs / 3);
  };

  const unsubscribe = [
    phone.onFact(runs.onFact),
    store.onAppended((huntId, version) => {
      runs
        .get(huntId)
        ?.ledger.refresh(version)
        .catch((error: unknown) => {
          log.warn({ huntId, err: error }, 'Could not read what other processes appended');
        });
    }),
  ];
  ownership.begin(runs);
  renewLines();

  const doStop = async (cancelBy: string | undefined): Promise<void> => {
    runs.close();
    ownership.takeNoMore();
    const all = { runs: runs.all, listeners, clock, log };
    if (cancelBy !== undefined) await cancelAll(all, cancelBy);
    else if (stopGraceMs > 0) await finishSteps(all, stopGraceMs);
    stopped = true;
    cancelRenewal();
    for (const undo of unsubscribe) undo();
    await Promise.all(
      runs.all().map(async ({ ledger }) => {
        runs.forget(ledger.huntId);
        await runs.letCallsGo(ledger.state);
        await ownership.giveBack(ledger.huntId);
      }),
    );
    await ownership.stop();
  };

  return {
    async start(request) {
      if (stopping !== undefined) throw new Error('The bot is stopping; no hunt can be started');
      const huntId = newId();
      const seed = Math.floor(random() * 2 ** 31);
      const { events } = decide(undefined, { ...request, type: 'start', huntId, seed, at: clock.now() });
      const state = replay(events);
      if (state === undefined) throw new Error('A hunt could not be started');
      if ((await store.append(huntId, 0, toStored(events), false)) !== 'appended')
        throw new Error(`Hunt ${huntId} already exists`);
      onAppended({ state, events });
      tell({ state, events });
      const offering = (): Promise<void> =>
        ownership.offer(huntId).catch((error: unknown) => {
          // It is in the store, so the next look for open hunts finds it.
          log.warn({ huntId, err: error }, 'A new hunt could not be offered yet');
        });
      await runs.expectWhile(state, offering);
      return { state, events };
    },
    async request(huntId, request: Request) {
      const command: Command = { ...request, at: clock.now() };
      const run = runs.get(huntId);
      try {
        if (run !== undefined) return await run.ledger.ask(command);
      } catch (error) {
        // Another process has just taken it over, and will hear of what is appended below.
        if (runs.get(huntId) === run) throw error;
      }
      return (await openFromOutside(huntId))?.ask(command);
    },
    async state(huntId) {
      return runs.get(huntId)?.ledger.state ?? load(huntId);
    },
    async open() {
      const ids = await store.openHunts();
      const others = await elsewhere.of(ids.filter((id) => runs.get(id) === undefined));
      const states = ids.map((id) => runs.get(id)?.ledger.state ?? others.get(id));
      return states.filter((state) => state !== undefined).filter((state) => !isOver(state));
    },
    async recent(limit) {
      const states = await Promise.all((await store.recentHunts(limit)).map(loadReadable));
      return states.filter((state) => state !== undefined);
    },
    waiting: () => ownership.waiting(),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    figures: () => ({ hunts: runs.all().length, lines: runs.lines() }),
    adopt: () => ownership.takeUp(),
    stop(stopOptions) {
      stopping ??= doStop(stopOptions?.cancelBy);
      return stopping;
    },
  };
}
