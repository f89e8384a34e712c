import type { Clock } from '../base/clock.js';
import type { Log } from '../base/log.js';
import type { Store } from '../ports/store.js';
import { asRead } from '../record/read-hunt.js';
import { type StoredEvent, toStored } from '../record/record.js';
import type { Command } from '../rules/commands.js';
import { decide } from '../rules/decide.js';
import type { Refusal } from '../rules/decision.js';
import { replay } from '../rules/evolve.js';
import { isOver } from '../rules/query.js';
import type { HuntState } from '../rules/state.js';
import type { HuntChange } from './hunts.js';
import { createJournal } from './journal.js';

/** One hunt's record: takes commands one at a time, appends their events, and notifies listeners. */
export interface Ledger {
  readonly huntId: string;
  readonly state: HuntState;
  /** The state plus the reports still waiting for a store that is away. Only for keeping calls going. */
  readonly view: HuntState;
  /** Whether reports are waiting for the store. */
  readonly isAway: boolean;
  /** For a person's request, or a step that must not wait behind reports. Rejects when the store cannot be reached. */
  ask(command: Command): Promise<HuntChange>;
  /** For what the phone did. It has happened, so it is appended however long the store is away. */
  report(command: Command): Promise<HuntChange>;
  /** Like `report`, but resolves as soon as the report is part of the view. */
  note(command: Command): Promise<void>;
  /** Learns what others appended. */
  refresh(version?: number): Promise<void>;
  /** Writes back what the store has lost; works only if the record is kept in memory. */
  mend(): Promise<void>;
  /** Appends nothing more. Waiting commands are rejected. */
  stop(): void;
}

interface LedgerOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly state: HuntState;
  /** The events that led to the state, if the record is to be kept in memory in case the store loses it. */
  readonly record?: readonly StoredEvent[] | undefined;
  /** Called after each append, and for events of other processes as they are learned. */
  readonly onChange: (change: HuntChange) => void;
  /** Called after each append from here, before every other listener. */
  readonly onAppended?: ((change: HuntChange) => void) | undefined;
  /** Called when a request is refused. */
  readonly onRefused?: ((refusal: Refusal, state: HuntState) => void) | undefined;
  /** Asked before a report is retried because another process appended first; true when the report is put aside instead. */
  readonly putAside?: ((report: Command) => boolean) | undefined;
  /** Called when the view changes while the store is away. */
  readonly onView?: (() => void) | undefined;
}

/** How long to wait before retrying a report after the store failed. */
const STORE_RETRY_MS = 500;

interface Job {
  readonly run: () => Promise<HuntChange>;
  /** The report, if it is one; retried until it is appended. */
  readonly report?: Command;
  readonly resolve: (change: HuntChange) => void;
  readonly reject: (error: unknown) => void;
}

export function createLedger(options: LedgerOptions): Ledger {
  const { store, clock, log, state: initial, onChange, onAppended, onRefused, onView, putAside } = options;
  const huntId = initial.huntId;
  const urgent: Job[] = [];
  const reports: Job[] = [];
  const awaitView = new Set<() => void>();
  let journal = options.record === undefined ? undefined : createJournal(options.record);
  let state = initial;
  let view: HuntState | undefined;
  let pumping = false;
  let stopped = false;
  let cutPauseShort = (): void => {};

  /** Ends early when a person asks for something, so that a click gets an answer at once, even if it is an error. */
  const pause = (): Promise<void> =>
    new Promise((resume) => {
      const cancel = clock.setTimer(resume, STORE_RETRY_MS);
      cutPauseShort = () => {
        cancel();
        resume();
      };
    });

  const look = (from: HuntState, { report }: Job): HuntState =>
    report === undefined ? from : (replay(decide(from, report).events, from) ?? from);

  const seen = (next: HuntState): void => {
    view = next;
    for (const resolve of awaitView) resolve();
    awaitView.clear();
    onView?.();
  };

  const advance = (next: HuntState, stored: readonly StoredEvent[]): void => {
    state = next;
    journal?.add(stored);
  };

  /** True when there was something to learn, or the store's record has been restored. */
  const readOn = async (): Promise<boolean> => {
    // Read the last known event too: if it is missing, the store has lost data.
    const known = journal === undefined ? 0 : 1;
    const read = await store.read(huntId, state.version - known);
    if (journal !== undefined && !same(read[0], journal.last())) return mend();
    const stored = read.slice(known);
    if (stored.length === 0) return false;
    const { state: next = state, events } = asRead(huntId, stored, state);
    advance(next, stored);
    onChange({ state, events });
    return true;
  };

  const mend = async (): Promise<boolean> => {
    if (journal === undefined) return false;
    const ours = journal.all();
    const theirs = await store.read(huntId);
    const last = theirs.at(-1);
    if (last === undefined || same(last, ours[theirs.length - 1])) {
      const lost = ours.slice(theirs.length);
      if (lost.length === 0) return false;
      if ((await store.append(huntId, theirs.length, lost, isOver(state))) !== 'appended') return true;
      log.warn({ huntId, events: lost.length }, 'The store had lost part of a hunt; wrote it back');
      return true;
    }
    if (theirs.length >= ours.length && same(theirs[ours.length - 1], ours.at(-1))) return false;
    // Others continued from an older copy. Their version counts.
    log.error({ huntId, ours: ours.length, theirs: theirs.length }, 'The store went on from an older copy of a hunt');
    state = asRead(huntId, theirs).state ?? state;
    journal = createJournal(theirs);
    onChange({ state, events: [] });
    return true;
  };

  const carryOut = async (command: Command, isStale?: (command: Command) => boolean): Promise<HuntChange> => {
    for (;;) {
      const { events, refusal } = decide(state, command);
      const answer = refusal === undefined ? {} : { refusal };
      if (events.length === 0) {
        // A person's request is not refused just because another process appended first.
        if (refusal !== undefined && (await readOn())) continue;
        if (refusal !== undefined) onRefused?.(refusal, state);
        return { state, events, ...answer };
      }
      const next = replay(events, state) ?? state;
      const stored = toStored(events);
      if ((await store.append(huntId, state.version, stored, isOver(next))) === 'appended') {
        advance(next, stored);
        onAppended?.({ state, events });
        if (refusal !== undefined) onRefused?.(refusal, state);
        onChange({ state, events });
        return { state, events, ...answer };
      }
      if (!(await readOn())) throw new Error(`The store has fewer events of hunt ${huntId} than were appended`);
      if (isStale?.(command)) return { state, events: [] };
    }
  };

  const pump = async (): Promise<void> => {
    if (pumping) return;
    pumping = true;
    for (let job = urgent.shift() ?? reports.shift(); job !== undefined; job = urgent.shift() ?? reports.shift()) {
      try {
        if (stopped) throw new Error(`Hunt ${huntId} no longer runs here`);
        job.resolve(await job.run());
      } catch (error) {
        if (stopped || job.report === undefined) {
          job.reject(error);
          continue;
        }
        reports.unshift(job);
        if (view === undefined) {
          log.warn({ huntId, err: error }, 'An event could not be stored; retrying until it is');
          seen(reports.reduce(look, state));
        }
        if (urgent.length === 0) await pause();
      }
    }
    pumping = false;
    if (view === undefined) return;
    view = undefined;
    onView?.();
  };

  const enqueue = (jobs: Job[], run: () => Promise<HuntChange>, report?: Command): Promise<HuntChange> =>
    new Promise((resolve, reject) => {
      const job = { run, resolve, reject, ...(report === undefined ? {} : { report }) };
      jobs.push(job);
      if (jobs === urgent) cutPauseShort();
      if (view !== undefined && report !== undefined) seen(look(view, job));
      void pump();
    });

  const report = (command: Command) => enqueue(reports, () => carryOut(command, putAside), command);
  const whole = (work: () => Promise<unknown>) =>
    enqueue(urgent, async () => {
      await work();
      return { state, events: [] };
    }).then(() => undefined);

  return {
    huntId,
    get state() {
      return state;
    },
    get view() {
      return view ?? state;
    },
    get isAway() {
      return view !== undefined;
    },
    ask: (command) => enqueue(urgent, () => carryOut(command)),
    report,
    note: (command) =>
      new Promise((resolve, reject) => {
        awaitView.add(resolve);
        report(command)
          .then(() => resolve(), reject)
          .finally(() => awaitView.delete(resolve));
        if (view !== undefined) resolve();
      }),
    refresh: (version) =>
      whole(async () => {
        if (version === undefined || version > state.version) await readOn();
      }),
    mend: () => whole(mend),
    stop() {
      stopped = true;
    },
  };
}

/** Events are compared in their stored form. */
function same(one: StoredEvent | undefined, other: StoredEvent | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
