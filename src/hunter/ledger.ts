import type { Command } from './commands.js';
import { decide } from './decide.js';
import { replay } from './evolve.js';
import type { HuntChange } from './hunts.js';
import type { Clock, Log, Store } from './ports.js';
import { isOver } from './query.js';
import type { HuntState } from './state.js';

/** One hunt's record: commands go in, one after the other; events are appended; who cares is told. */
export interface Ledger {
  readonly huntId: string;
  readonly state: HuntState;
  /** A person's request, or a step that must not wait behind reports. Rejects when the store cannot be reached. */
  ask(command: Command): Promise<HuntChange>;
  /** What the phone did. It happened, so it is appended however long the store is away. */
  report(command: Command): Promise<HuntChange>;
  /** Learns what others appended. */
  refresh(version?: number): Promise<void>;
  /** Nothing more is appended from here; what waits is rejected. */
  stop(): void;
}

interface LedgerOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly state: HuntState;
  /** Told after each append, and of events by others as they are learned. */
  readonly onChange: (change: HuntChange) => void;
  /** Told after each append from here, before anybody else. */
  readonly onAppended?: ((change: HuntChange) => void) | undefined;
}

/** Pause before a report is tried again when the store failed. */
const STORE_RETRY_MS = 500;

interface Job {
  readonly run: () => Promise<HuntChange>;
  readonly insist: boolean;
  readonly resolve: (change: HuntChange) => void;
  readonly reject: (error: unknown) => void;
}

export function createLedger({ store, clock, log, state: initial, onChange, onAppended }: LedgerOptions): Ledger {
  const huntId = initial.huntId;
  const urgent: Job[] = [];
  const reports: Job[] = [];
  let state = initial;
  let pumping = false;
  let stopped = false;
  let cutPauseShort = (): void => {};

  /** Until the store is tried again, or a person asks: who clicks is answered now, if only with an error. */
  const pause = (): Promise<void> =>
    new Promise((resume) => {
      const cancel = clock.setTimer(resume, STORE_RETRY_MS);
      cutPauseShort = () => {
        cancel();
        resume();
      };
    });

  const readOn = async (): Promise<number> => {
    const events = await store.read(huntId, state.version);
    if (events.length > 0) {
      state = replay(events, state) ?? state;
      onChange({ state, events });
    }
    return events.length;
  };

  const carryOut = async (command: Command): Promise<HuntChange> => {
    for (;;) {
      const events = decide(state, command);
      if (events.length === 0) return { state, events };
      const next = replay(events, state) ?? state;
      if ((await store.append(huntId, state.version, events, isOver(next))) === 'appended') {
        state = next;
        onAppended?.({ state, events });
        onChange({ state, events });
        return { state, events };
      }
      if ((await readOn()) === 0) throw new Error(`The store has fewer events of hunt ${huntId} than were appended`);
    }
  };

  const pump = async (): Promise<void> => {
    if (pumping) return;
    pumping = true;
    for (let job = urgent.shift() ?? reports.shift(); job !== undefined; job = urgent.shift() ?? reports.shift()) {
      try {
        if (stopped) throw new Error(`Hunt ${huntId} is no longer run here`);
        job.resolve(await job.run());
      } catch (error) {
        if (stopped || !job.insist) {
          job.reject(error);
          continue;
        }
        log.warn({ huntId, err: error }, 'An event could not be stored; it is tried again');
        reports.unshift(job);
        if (urgent.length === 0) await pause();
      }
    }
    pumping = false;
  };

  const enqueue = (jobs: Job[], insist: boolean, run: () => Promise<HuntChange>): Promise<HuntChange> =>
    new Promise((resolve, reject) => {
      jobs.push({ run, insist, resolve, reject });
      if (jobs === urgent) cutPauseShort();
      void pump();
    });

  return {
    huntId,
    get state() {
      return state;
    },
    ask: (command) => enqueue(urgent, false, () => carryOut(command)),
    report: (command) => enqueue(reports, true, () => carryOut(command)),
    async refresh(version) {
      await enqueue(urgent, false, async () => {
        if (version === undefined || version > state.version) await readOn();
        return { state, events: [] };
      });
    },
    stop() {
      stopped = true;
    },
  };
}
