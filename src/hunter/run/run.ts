import type { Clock } from '../base/clock.js';
import type { Log } from '../base/log.js';
import type { Ear } from '../ports/ear.js';
import type { Phone } from '../ports/phone.js';
import type { Store } from '../ports/store.js';
import type { StoredEvent } from '../record/record.js';
import type { Command } from '../rules/commands.js';
import type { Refusal } from '../rules/decision.js';
import type { HuntEvent } from '../rules/events.js';
import type { HuntState } from '../rules/state.js';
import type { EffectTools } from './effects.js';
import type { HuntChange, HuntServiceOptions } from './hunts.js';
import { createLedger, type Ledger } from './ledger.js';
import type { LineLeases } from './line-leases.js';
import type { Ownership } from './ownership.js';
import { createRunner, type Runner } from './runner.js';

/** One hunt as this process runs it. */
export interface Run {
  readonly ledger: Ledger;
  readonly runner: Runner;
  /** What was heard while another process may have owned the hunt. */
  readonly unsure: Command[];
  /** True when the command was put there. */
  readonly putAside: (command: Command) => boolean;
  /** Another process owned the hunt in between, so its calls may not be as we left them. */
  readonly isOvertaken: () => boolean;
}

/** What it takes to run a hunt. */
export interface RunNeeds {
  readonly store: Store;
  readonly phone: Phone;
  readonly relabel: Ear['relabel'];
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: () => string;
  readonly lines: LineLeases;
  readonly ownership: Ownership;
  readonly rules: Pick<HuntServiceOptions, 'isOpen' | 'hold' | 'whyNotDial'>;
  /** Opens the record of a hunt that another process owns by now. */
  readonly openFromOutside: (huntId: string) => Promise<Ledger | undefined>;
  readonly onAppended: (change: HuntChange) => void;
  readonly onRefused: (refusal: Refusal, state: HuntState) => void;
}

/** Who made a change, and the state before it. */
export interface Cause {
  readonly byOthers: boolean;
  readonly before: HuntState;
}

interface RunStart {
  readonly state: HuntState;
  /** Kept in memory if given, to restore what the store may lose. */
  readonly record: readonly StoredEvent[] | undefined;
  readonly onChange: (change: HuntChange, cause: Cause) => void;
  /** What is known changed without being stored yet. */
  readonly onView: () => void;
}

/** Events that only an owner appends; after taking up a hunt with calls, every owner appends at least one. */
const STEPS_OF_AN_OWNER: ReadonlySet<HuntEvent['type']> = new Set([
  'call-began',
  'call-resumed',
  'hearing-lost',
  'hand-over-began',
]);

/** Puts a hunt's ledger and runner together. Nothing runs until the runner begins. */
export function createRun(needs: RunNeeds, { state, record, onChange, onView }: RunStart) {
  const { store, phone, relabel, clock, log, newId, lines, ownership, rules, onAppended, onRefused } = needs;
  const { huntId } = state;
  let before = state;
  let isOwn = false;
  let isOvertaken = false;
  // A possible new owner hears the call itself. If both reported a prompt, it would be answered twice.
  const unsure: Command[] = [];
  const putAside = (command: Command): boolean => {
    const isUnsure = command.type === 'heard' && ownership.grip(huntId) === 'none';
    if (isUnsure) unsure.push(command);
    return isUnsure;
  };
  const ledger = createLedger({
    ...{ store, clock, log, state, record, onRefused, onView, putAside },
    onAppended(change) {
      isOwn = true;
      onAppended(change);
    },
    onChange(change) {
      const cause = { byOthers: !isOwn, before };
      [before, isOwn] = [change.state, false];
      isOvertaken ||= cause.byOthers && change.events.some(({ type }) => STEPS_OF_AN_OWNER.has(type));
      onChange(change, cause);
    },
  });
  const grip = () => ownership.grip(huntId);
  const reportFromOutside = async (command: Command): Promise<void> => {
    await (await needs.openFromOutside(huntId))?.report(command);
  };
  const tools: EffectTools = { phone, relabel, clock, log, ledger, lines, newId, ...rules, grip, reportFromOutside };
  const run: Run = { ledger, runner: createRunner(tools), unsure, putAside, isOvertaken: () => isOvertaken };
  return { run, tools };
}
