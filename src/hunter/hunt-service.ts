import { randomBytes } from 'node:crypto';
import { bounded } from './bounded.js';
import type { Command, Request } from './commands.js';
import { decide } from './decide.js';
import type { EffectTools } from './effect-tools.js';
import { replay } from './evolve.js';
import { commandOf } from './facts.js';
import type { HuntChange, HuntService, HuntServiceOptions } from './hunts.js';
import { createLedger, type Ledger } from './ledger.js';
import { createLineLeases } from './line-leases.js';
import type { PhoneFact } from './ports.js';
import { callOf, isOver } from './query.js';
import { createRunner, type Runner } from './runner.js';
import type { HuntState } from './state.js';
import { systemClock } from './system-clock.js';
import { compareWithPhone } from './takeover.js';

interface Run {
  readonly ledger: Ledger;
  readonly runner: Runner;
  /** Until when nobody else can hold the hunt's lease. */
  heldUntil: number;
}

const LEASE_MS = 10_000;
/**
 * A line's lease lasts so many times as long as a hunt's: whoever takes the hunt up, or comes back when the store was away for a
 * minute, finds its lines still taken.
 */
const LINES_OUTLIVE = 12;
/** Goodbyes and drops of hunts that are cancelled because the bot stops. */
const STOP_LIMIT_MS = 20_000;

/** Runs hunts: asked by people, told by the phone, kept by the store. */
export function createHunts(options: HuntServiceOptions): HuntService {
  const { store, phone, relabel, log, isOpen, hold, whyNotDial, maxCalls, leaseMs = LEASE_MS } = options;
  const { clock = systemClock, random = Math.random, newId = () => randomBytes(8).toString('hex') } = options;
  const token = newId();
  const runs = new Map<string, Run>();
  const listeners = new Set<(change: HuntChange) => void>();
  const lines = createLineLeases({ store, log, ttlMs: LINES_OUTLIVE * leaseMs, maxCalls });
  const leaseOf = (huntId: string) => `hunt:${huntId}`;
  let stopping: Promise<void> | undefined;
  let cancelBeat = (): void => {};

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
      options.onAppended?.(change);
    } catch (error) {
      log.error({ huntId: change.state.huntId, err: error }, 'What was appended could not be told');
    }
  };

  const load = async (huntId: string): Promise<HuntState | undefined> => replay(await store.read(huntId));

  const release = (huntId: string): Promise<void> =>
    store.release(leaseOf(huntId), token).catch((error: unknown) => {
      log.warn({ huntId, err: error }, 'A hunt could not be released; its lease will expire');
    });

  /** Calls that live keep their lines until somebody takes them up or the leases expire. */
  const forget = (huntId: string): void => {
    const run = runs.get(huntId);
    run?.runner.stop();
    runs.delete(huntId);
    // Of a hunt that is over, the late clicks that still wait in line are answered.
    if (run === undefined || isOver(run.ledger.state)) return;
    run.ledger.stop();
    lines.leave(run.ledger.state);
  };

  /** Makes the hunt ours; the lease is held. */
  const take = (state: HuntState, heldUntil: number): { readonly run: Run; readonly tools: EffectTools } => {
    const huntId = state.huntId;
    const onChange = (change: HuntChange): void => {
      // First what is due, then who is told: no listener stands between a click and its hand-over.
      runs.get(huntId)?.runner.evaluate();
      tell(change);
      if (!isOver(change.state)) return;
      forget(huntId);
      void release(huntId);
    };
    const ledger = createLedger({ store, clock, log, state, onChange, onAppended });
    const isOurs = () => clock.now() < (runs.get(huntId)?.heldUntil ?? 0);
    const tools: EffectTools = { phone, relabel, clock, log, ledger, lines, newId, isOpen, hold, whyNotDial, isOurs };
    const run = { ledger, runner: createRunner(tools), heldUntil };
    runs.set(huntId, run);
    return { run, tools };
  };

  const adoptOne = async (huntId: string): Promise<void> => {
    const heldUntil = clock.now() + leaseMs;
    if (runs.has(huntId) || !(await store.acquire(leaseOf(huntId), token, leaseMs))) return;
    const state = await load(huntId);
    if (state === undefined || isOver(state) || stopping !== undefined) return release(huntId);
    log.info({ huntId }, 'A hunt is taken up');
    const { run, tools } = take(state, heldUntil);
    lines.follow(state);
    tell({ state, events: [] });
    await Promise.all([lines.renewAll(), compareWithPhone(tools)]);
    run.runner.begin();
  };

  const adoptAll = async (): Promise<void> => {
    const ids = await store.openHunts();
    const each = ids.map((huntId) =>
      adoptOne(huntId).catch((error: unknown) => log.error({ huntId, err: error }, 'A hunt could not be taken up')),
    );
    await Promise.all(each);
  };

  const keep = async (huntId: string, run: Run): Promise<void> => {
    const heldUntil = clock.now() + leaseMs;
    const name = leaseOf(huntId);
    const kept = (await store.renew(name, token, leaseMs)) || (await store.acquire(name, token, leaseMs));
    if (!runs.has(huntId)) return;
    if (kept) {
      run.heldUntil = heldUntil;
      await run.ledger.refresh();
      return run.runner.evaluate();
    }
    log.error({ huntId }, 'A hunt was taken over by another process');
    forget(huntId);
  };

  /** Renews what is ours, learns what was missed, takes up what nobody runs. */
  const beat = async (): Promise<void> => {
    const kept = [...runs].map(([huntId, run]) =>
      keep(huntId, run).catch((error: unknown) => log.warn({ huntId, err: error }, 'A hunt could not be renewed')),
    );
    await Promise.all([...kept, lines.renewAll()]);
    // Taking up may take long (it looks at calls), and must not delay the next renewal.
    void adoptAll().catch((error: unknown) => log.warn({ err: error }, 'Open hunts could not be read'));
  };

  const scheduleBeat = (): void => {
    cancelBeat();
    if (stopping !== undefined) return;
    cancelBeat = clock.setTimer(() => void beat().finally(scheduleBeat), leaseMs / 3);
  };

  const onFact = (fact: PhoneFact): void => {
    for (const { ledger } of runs.values()) {
      if (callOf(ledger.state, fact.callId) === undefined) continue;
      ledger.report({ ...commandOf(fact), at: clock.now() }).catch((error: unknown) => {
        log.warn({ callId: fact.callId, err: error }, 'A fact of the phone came too late');
      });
      return;
    }
  };

  const unsubscribe = [
    phone.onFact(onFact),
    store.onAppended((huntId, version) => {
      runs
        .get(huntId)
        ?.ledger.refresh(version)
        .catch((error: unknown) => {
          log.warn({ huntId, err: error }, 'What others appended could not be read');
        });
    }),
  ];
  scheduleBeat();

  const doStop = async (cancelBy: string | undefined): Promise<void> => {
    if (cancelBy !== undefined) await cancelAll(cancelBy);
    cancelBeat();
    for (const undo of unsubscribe) undo();
    const ids = [...runs.keys()];
    for (const huntId of ids) forget(huntId);
    await Promise.all(ids.map(release));
  };

  const cancelAll = async (by: string): Promise<void> => {
    const ledgers = [...runs.values()].map(({ ledger }) => ledger);
    let listener = (): void => {};
    const over = new Promise<void>((resolve) => {
      // Told before the hunt is forgotten: the count is right a moment later.
      listener = () => queueMicrotask(() => (runs.size === 0 ? resolve() : undefined));
    });
    listeners.add(listener);
    await Promise.allSettled(ledgers.map((ledger) => ledger.ask({ type: 'cancel', by, at: clock.now() })));
    listener();
    await bounded(clock, STOP_LIMIT_MS, 'Letting the calls go', over).catch((error: unknown) => {
      log.error({ err: error, hunts: [...runs.keys()] }, 'Calls were still there when the bot stopped');
    });
    listeners.delete(listener);
  };

  return {
    async start(request) {
      if (stopping !== undefined) throw new Error('The bot is stopping; no hunt can be started');
      const huntId = newId();
      const heldUntil = clock.now() + leaseMs;
      const command: Command = {
        ...request,
        type: 'start',
        huntId,
        seed: Math.floor(random() * 2 ** 31),
        at: clock.now(),
      };
      const events = decide(undefined, command);
      const state = replay(events);
      if (state === undefined) throw new Error('A hunt could not be started');
      if (!(await store.acquire(leaseOf(huntId), token, leaseMs))) throw new Error(`Hunt ${huntId} exists already`);
      if ((await store.append(huntId, 0, events, false)) !== 'appended')
        throw new Error(`Hunt ${huntId} exists already`);
      const { run } = take(state, heldUntil);
      onAppended({ state, events });
      tell({ state, events });
      run.runner.begin();
      return { state, events };
    },
    async request(huntId, request: Request) {
      const command: Command = { ...request, at: clock.now() };
      const run = runs.get(huntId);
      try {
        if (run !== undefined) return await run.ledger.ask(command);
      } catch (error) {
        // Taken over by another process just now: it will hear of what is appended below.
        if (runs.get(huntId) === run) throw error;
      }
      const state = await load(huntId);
      if (state === undefined) return undefined;
      // Another process runs this hunt and hears of the append; of a hunt that is over only we can tell. One that ends by this
      // very request may be run by nobody just now, and then nobody else will ever look at it again.
      const onChange = (change: HuntChange): void => {
        if (isOver(state)) tell(change);
        else if (isOver(change.state)) tell({ state: change.state, events: [] });
      };
      return createLedger({ store, clock, log, state, onChange, onAppended }).ask(command);
    },
    async state(huntId) {
      return runs.get(huntId)?.ledger.state ?? load(huntId);
    },
    async open() {
      const states = await Promise.all((await store.openHunts()).map((id) => runs.get(id)?.ledger.state ?? load(id)));
      return states.filter((state) => state !== undefined).filter((state) => !isOver(state));
    },
    async recent(limit) {
      const states = await Promise.all((await store.recentHunts(limit)).map(load));
      return states.filter((state) => state !== undefined);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    adopt: adoptAll,
    stop(stopOptions) {
      stopping ??= doStop(stopOptions?.cancelBy);
      return stopping;
    },
  };
}
