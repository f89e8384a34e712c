import { reasonOf } from '../base/bounded.js';
import { inSlices } from '../base/in-slices.js';
import type { PhoneFact } from '../ports/phone.js';
import { readHunt } from '../record/read-hunt.js';
import type { StoredEvent } from '../record/record.js';
import type { Command } from '../rules/commands.js';
import { callOf, isAlive, isOver } from '../rules/query.js';
import type { HuntState } from '../rules/state.js';
import { commandOf } from './facts.js';
import type { HuntChange } from './hunts.js';
import { createHuntsOfCalls } from './hunts-of-calls.js';
import type { Owner, Taking } from './ownership.js';
import { type Cause, createRun, type Run, type RunNeeds } from './run.js';
import { callsToCompare, compareWithPhone } from './takeover.js';
import type { UnreadableHunts } from './unreadable-hunts.js';

/** How many hunts are looked at in one go: 1 to 2 ms, which an event from the phone may have to wait. */
const LOOKED_AT_ONCE = 25;

/** The hunts that this process runs. */
export interface Runs extends Owner {
  get(huntId: string): Run | undefined;
  all(): readonly Run[];
  lines(): number;
  /** A hunt just started here need not be read if this process takes it while it is being offered. */
  expectWhile(state: HuntState, offering: () => Promise<void>): Promise<void>;
  onFact(fact: PhoneFact): void;
  /** Live calls keep their lines until a new owner takes them up or the leases expire. */
  forget(huntId: string): void;
  /** Another owner has the calls: removes every part of this process from them. */
  letCallsGo(state: HuntState): Promise<void>;
  /** Takes no more hunts. */
  close(): void;
}

interface RunsOptions extends RunNeeds {
  readonly keepRecord: boolean;
  readonly maxHunts: number;
  readonly maxLines: number;
  readonly tell: (change: HuntChange) => void;
  readonly unreadable: UnreadableHunts;
  readonly onTakenUp: (huntId: string) => void;
}

export function createRuns(options: RunsOptions): Runs {
  const { store, phone, clock, log, lines, ownership, tell, unreadable } = options;
  const runs = new Map<string, Run>();
  const huntsOfCalls = createHuntsOfCalls();
  const expected = new Map<string, HuntState>();
  let open = true;

  /** Lines of all hunts here, counted as they come and go because every start asks for the number. */
  let lineCount = 0;

  const hasRoom = (): boolean => open && runs.size < options.maxHunts && lineCount < options.maxLines;

  /** A hunt too big for any process is run by an empty one. */
  const fits = (state: HuntState): boolean =>
    hasRoom() && (runs.size === 0 || lineCount + state.lines.length <= options.maxLines);

  const forget = (huntId: string): void => {
    const run = runs.get(huntId);
    run?.runner.stop();
    if (run !== undefined) {
      runs.delete(huntId);
      lineCount -= run.ledger.state.lines.length;
      huntsOfCalls.forget(run.ledger.state);
    }
    // For a hunt that is over, keep the ledger running so that waiting late clicks get an answer.
    if (run === undefined || isOver(run.ledger.state)) return;
    run.ledger.stop();
    lines.leave(run.ledger.state);
  };

  /** A call that began while the store is away is not in any record yet. */
  const runBegunAway = (callId: string): Run | undefined =>
    [...runs.values()].find(({ ledger }) => ledger.isAway && callOf(ledger.view, callId) !== undefined);

  const letCallsGo = async (state: HuntState): Promise<void> => {
    await Promise.all(state.calls.filter(isAlive).map(({ id }) => phone.letGo(id)));
  };

  const onChange = (change: HuntChange, { byOthers, before }: Cause): void => {
    const { huntId } = change.state;
    huntsOfCalls.learn(change);
    // Do what is due before notifying listeners: none may come between a click and its hand-over.
    runs.get(huntId)?.runner.evaluate();
    tell(change);
    if (!isOver(change.state)) return;
    forget(huntId);
    // Another owner ran it to its end, but could not let go of the calls our phone still has.
    if (byOthers) void letCallsGo(before);
    void ownership.over(huntId);
  };

  const begin = (state: HuntState, record: readonly StoredEvent[] | undefined) => {
    const { huntId } = state;
    const onView = (): void => runs.get(huntId)?.runner.evaluate();
    const begun = createRun(options, { state, record, onChange, onView });
    runs.set(huntId, begun.run);
    lineCount += state.lines.length;
    huntsOfCalls.learn({ state, events: [] });
    return begun;
  };

  const take = async (huntId: string): Promise<Taking> => {
    if (unreadable.has(huntId)) return 'left';
    try {
      return await takeReadable(huntId);
    } catch (error) {
      if (unreadable.learn(error)) return 'left';
      throw error;
    }
  };

  const takeReadable = async (huntId: string): Promise<Taking> => {
    const left = runs.get(huntId);
    if (left !== undefined) {
      // Left over from before another process owned it.
      forget(huntId);
      void letCallsGo(left.ledger.state);
    }
    const fresh = expected.get(huntId);
    expected.delete(huntId);
    const read = fresh === undefined || options.keepRecord ? await readHunt(store, huntId) : undefined;
    const state = read === undefined ? fresh : read.state;
    if (state === undefined || isOver(state)) return 'over';
    if (!fits(state)) return 'no-room';
    const { run, tools } = begin(state, options.keepRecord ? read?.stored : undefined);
    log.info({ huntId, calls: state.calls.filter(isAlive).length }, 'A hunt is taken up');
    if (fresh !== undefined) {
      run.runner.begin();
      return 'taken';
    }
    lines.follow(state);
    tell({ state, events: [] });
    const compared = callsToCompare(state);
    run.runner.begin(compared.map(({ id }) => id));
    const comparing = compareWithPhone(tools, (callId) => run.runner.release(callId));
    const takenUp = compared.length === 0 ? comparing : Promise.all([lines.renew(state), comparing]);
    // Looking at calls can be slow, so the next hunt in line need not wait for it.
    takenUp.then(
      () => compared.length > 0 && options.onTakenUp(huntId),
      (error: unknown) => log.error({ huntId, err: error }, 'The calls of a hunt could not be looked at'),
    );
    return 'taken';
  };

  const report = ({ ledger }: Run, told: Command): void => {
    ledger.report({ ...told, at: clock.now() }).catch((error: unknown) => {
      log.warn({ huntId: ledger.huntId, told: told.type, err: error }, 'A report from the phone came too late');
    });
  };

  /** The hunt is ours again, but in between another process owned it and died. */
  const takeAnew = async ({ ledger: { huntId, state } }: Run): Promise<void> => {
    log.warn({ huntId }, 'Another process had the hunt in the meantime; taking it up again');
    forget(huntId);
    let taking: Taking = 'no-room';
    try {
      await letCallsGo(state);
      taking = await take(huntId);
    } catch (error) {
      log.warn({ huntId, reason: reasonOf(error) }, 'A hunt could not be taken up again; giving it back');
    }
    if (taking === 'over') await ownership.over(huntId);
    if (taking === 'no-room' || taking === 'left') await ownership.giveBack(huntId);
  };

  /** A newer version has continued the hunt with events that this process cannot read. */
  const leaveToOthers = async ({ ledger: { huntId, state } }: Run): Promise<void> => {
    forget(huntId);
    await letCallsGo(state);
    await ownership.giveBack(huntId);
  };

  const lookAt = async (run: Run, length: number | undefined): Promise<void> => {
    const { ledger, runner, unsure } = run;
    try {
      if (length !== ledger.state.version) await ledger.refresh();
      if (runs.get(ledger.huntId) !== run) return;
      // Looking at its calls can be slow and must not delay the next renewal.
      if (run.isOvertaken()) return void takeAnew(run);
      for (const command of unsure.splice(0)) report(run, command);
      runner.evaluate();
    } catch (error) {
      if (unreadable.learn(error)) return leaveToOthers(run);
      log.warn({ huntId: ledger.huntId, reason: reasonOf(error) }, 'Could not read what was missed of a hunt');
    }
  };

  return {
    hasRoom,
    take,
    forget,
    letCallsGo,
    get: (huntId) => runs.get(huntId),
    all: () => [...runs.values()],
    lines: () => lineCount,
    async expectWhile(state, offering) {
      expected.set(state.huntId, state);
      await offering();
      expected.delete(state.huntId);
    },
    async kept(huntIds) {
      const ours = huntIds.flatMap((huntId) => runs.get(huntId) ?? []);
      const lengths = await store.lengths(ours.map(({ ledger }) => ledger.huntId));
      // Ask for all lengths at once, and read only hunts that others changed or the store has lost.
      const looked = ours.map((run, index) => ({ run, length: lengths[index] }));
      await inSlices(clock, looked, ({ run, length }) => lookAt(run, length), LOOKED_AT_ONCE);
    },
    lost(huntId) {
      const run = runs.get(huntId);
      if (run === undefined) return;
      log.error({ huntId }, 'A hunt was taken over by another process');
      forget(huntId);
      void letCallsGo(run.ledger.state);
    },
    async mend(huntId) {
      const run = runs.get(huntId);
      if (run === undefined) return;
      try {
        await run.ledger.mend();
        await run.ledger.refresh();
      } catch (error) {
        if (!unreadable.learn(error)) throw error;
        await leaveToOthers(run);
      }
    },
    onFact(fact) {
      const run = runs.get(huntsOfCalls.huntOf(fact.callId) ?? '') ?? runBegunAway(fact.callId);
      if (run === undefined) return;
      const command = { ...commandOf(fact), at: clock.now() };
      if (!run.putAside(command)) report(run, command);
    },
    close() {
      open = false;
    },
  };
}
