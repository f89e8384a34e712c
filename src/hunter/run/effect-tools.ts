import type { Clock } from '../base/clock.js';
import type { Log } from '../base/log.js';
import type { Ear } from '../ports/ear.js';
import type { CallRef, Phone } from '../ports/phone.js';
import type { Command, Report } from '../rules/commands.js';
import type { Due } from '../rules/due.js';
import { callOf } from '../rules/query.js';
import type { HuntState } from '../rules/state.js';
import type { Destination, Line } from '../terms.js';
import type { HuntServiceOptions } from './hunts.js';
import type { Ledger } from './ledger.js';
import type { LineLeases } from './line-leases.js';
import type { Grip } from './ownership.js';

export interface EffectTools {
  readonly phone: Phone;
  readonly clock: Clock;
  readonly log: Log;
  readonly ledger: Ledger;
  readonly lines: LineLeases;
  readonly newId: () => string;
  /** Tells the ear what a recording is for. */
  readonly relabel: Ear['relabel'];
  readonly isOpen: (destination: Destination, line: Line, at: number) => boolean;
  readonly hold: HuntServiceOptions['hold'];
  readonly whyNotDial: HuntServiceOptions['whyNotDial'];
  /** Anything but `firm`: another process may be acting on the hunt already. */
  readonly grip: () => Grip;
  /** Reports what only this process can know to a hunt that another process owns by now. */
  readonly reportFromOutside: (command: Command) => Promise<void>;
}

export type Effect = Exclude<Due, { do: 'wake' }>;
export type EffectOf<T extends Effect['do']> = Extract<Effect, { do: T }>;

/** Reports with the current time. */
export async function report(
  { ledger, clock }: Pick<EffectTools, 'ledger' | 'clock'>,
  what: Report,
): Promise<HuntState> {
  return (await ledger.report({ ...what, at: clock.now() })).state;
}

/** How the phone knows a call; undefined before it was dialed. */
export function refOf(state: HuntState, callId: string): CallRef | undefined {
  const call = callOf(state, callId);
  const line = state.lines.find((candidate) => candidate.id === call?.lineId);
  if (call?.sessionId === undefined || call.partyId === undefined || line === undefined) return undefined;
  return { callId, line, sessionId: call.sessionId, partyId: call.partyId };
}
