import type { Clock } from '../base/clock.js';
import type { Log } from '../base/log.js';
import type { CallRef, Phone } from '../ports/phone.js';
import type { Report } from '../rules/commands.js';
import type { Due } from '../rules/due.js';
import { callOf } from '../rules/query.js';
import type { HuntState } from '../rules/state.js';
import type { Ledger } from './ledger.js';
import type { Grip } from './ownership.js';

/** What acts on the calls of one hunt, and reports what came of it. */
export interface CallTools {
  readonly phone: Phone;
  readonly clock: Clock;
  readonly log: Log;
  readonly ledger: Ledger;
  /** Anything but `firm`: another process may be acting on the hunt already. */
  readonly grip: () => Grip;
}

export type Effect = Exclude<Due, { do: 'wake' }>;
export type EffectOf<T extends Effect['do']> = Extract<Effect, { do: T }>;

/** Reports with the current time. */
export async function report({ ledger, clock }: Pick<CallTools, 'ledger' | 'clock'>, what: Report): Promise<HuntState> {
  return (await ledger.report({ ...what, at: clock.now() })).state;
}

/** How the phone knows a call; undefined before it was dialed. */
export function refOf(state: HuntState, callId: string): CallRef | undefined {
  const call = callOf(state, callId);
  const line = state.lines.find((candidate) => candidate.id === call?.lineId);
  if (call?.sessionId === undefined || call.partyId === undefined || line === undefined) return undefined;
  return { callId, line, sessionId: call.sessionId, partyId: call.partyId };
}
