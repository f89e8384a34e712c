import type { CallRef } from '../../hunter/ports/phone.js';
import type { HandOverOutcome, RingTarget } from '../../hunter/terms.js';
import { numberToDial } from '../ring/whom-to-ring.js';
import type { Softphone } from '../softphone/sip/softphone.js';

/** The softphone with the agent on it, and the name of the agent's leg there. */
export interface AgentLeg {
  readonly softphone: Softphone;
  readonly leg: string;
}

/** One hand-over: the agent's call, who is to get it, and whether the agent is still there. */
export interface HandOverTask {
  readonly call: CallRef;
  readonly target: RingTarget;
  readonly maxRingMs: number;
  /** Absent after a restart and for calls that cannot hear. */
  readonly agent?: AgentLeg;
  /** Fires when the agent hung up, or the call is to be dropped. */
  readonly agentGone: AbortSignal;
  /** Asked right before anybody is joined: false when another process has the hunt by now. */
  readonly mayJoin: () => boolean;
}

/** How a way went: an outcome, or why the next way should be tried. */
export type WayOutcome = HandOverOutcome | { readonly outcome: 'next'; readonly reason: string };

export const AGENT_GONE: HandOverOutcome = {
  outcome: 'agent-gone',
  reason: 'The agent hung up before the taker was there.',
};

export const ELSEWHERE: HandOverOutcome = {
  outcome: 'refused',
  reason: 'Another process has the hunt by now.',
};

/** Whom the REST transfer sends the agent to. */
export function transferTarget({
  call,
  target,
}: HandOverTask): { readonly extensionNumber: string } | { readonly phoneNumber: string } {
  const number = numberToDial({ line: call.line, target });
  return number.startsWith('+') ? { phoneNumber: number } : { extensionNumber: number };
}
