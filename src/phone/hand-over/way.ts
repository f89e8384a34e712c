import type { CallRef } from '../../hunter/ports.js';
import type { HandOverOutcome, RingTarget } from '../../hunter/words.js';
import type { LineTools } from '../call/line-tools.js';
import type { SoftphoneLine } from '../line.js';
import { numberToDial } from '../ring/whom-to-ring.js';

export type HandOverWayName = 'bridge' | 'transfer' | 'refer';

/** One hand-over: the agent's call, who is to get it, and whether the agent is still there. */
export interface HandOverTask {
  readonly call: CallRef;
  readonly target: RingTarget;
  readonly maxRingMs: number;
  /** The softphone with the agent on it; absent after a restart and for calls that cannot hear. */
  readonly softphone?: SoftphoneLine;
  /** The agent's leg on it. */
  readonly leg?: string;
  /** Fires when the agent hung up, or the call is to be dropped. */
  readonly agentGone: AbortSignal;
  /** Asked right before anybody is joined: false when another process has the hunt by now. */
  readonly mayJoin: () => boolean;
}

/** How one way went: an outcome, or why the next way should be tried. */
export type WayOutcome = HandOverOutcome | { readonly outcome: 'next'; readonly reason: string };

export type HandOverWay = (task: HandOverTask, tools: LineTools) => Promise<WayOutcome>;

export const AGENT_GONE: HandOverOutcome = {
  outcome: 'agent-gone',
  reason: 'The agent hung up before the taker was there.',
};

export const ELSEWHERE: HandOverOutcome = {
  outcome: 'refused',
  reason: 'Another process has the hunt by now.',
};

/** The same for the REST transfer. */
export function transferTarget(
  task: HandOverTask,
): { readonly extensionNumber: string } | { readonly phoneNumber: string } {
  const number = numberToDial({ line: task.call.line, target: task.target });
  return number.startsWith('+') ? { phoneNumber: number } : { extensionNumber: number };
}
