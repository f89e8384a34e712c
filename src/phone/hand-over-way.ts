import type { Logger } from 'pino';
import type { CallRef } from '../hunter/ports.js';
import type { HandOverOutcome, Line, RingTarget } from '../hunter/words.js';
import type { Clock } from './clock.js';
import type { ConsultKeep } from './consult-keep.js';
import type { PushedSessions } from './events/pushed.js';
import type { Legs } from './legs.js';
import type { SoftphoneLine } from './line.js';
import type { Pacer } from './pacer.js';
import type { Sessions } from './sessions.js';

export type HandOverWayName = 'bridge' | 'transfer' | 'refer';

/** What a way of handing over works with. */
export interface HandOverTools {
  readonly sessions: Sessions;
  readonly legs: Legs;
  /** Of the budget the sessions are asked for with. */
  readonly pacer: Pick<Pacer, 'available'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly events?: PushedSessions;
  /** Where the next owner finds whom we ring. */
  readonly consults?: ConsultKeep;
}

/** The tools for the calls of one line. */
export type ToolsOf = (line: Pick<Line, 'extensionId'>) => HandOverTools;

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

export type HandOverWay = (task: HandOverTask, tools: HandOverTools) => Promise<WayOutcome>;

export const AGENT_GONE: HandOverOutcome = {
  outcome: 'agent-gone',
  reason: 'The agent hung up before the taker was there.',
};

export const ELSEWHERE: HandOverOutcome = {
  outcome: 'refused',
  reason: 'Another process has the hunt by now.',
};

/** What is dialled to reach the taker: the short extension number, or a number. A line never dials itself by its extension. */
export function numberToDial({ target, call }: Pick<HandOverTask, 'target' | 'call'>): string {
  if (target.kind === 'number') return target.number;
  return target.extensionNumber === call.line.extensionNumber ? call.line.number : target.extensionNumber;
}

/** The same for a leg that is watched until a person answers. */
export function whomToRing(task: Pick<HandOverTask, 'target' | 'call'>): {
  readonly number: string;
  readonly queueExtensionId?: string;
} {
  const { target } = task;
  const number = numberToDial(task);
  return target.kind === 'call-queue' ? { number, queueExtensionId: target.extensionId } : { number };
}

/** The same for the REST transfer. */
export function transferTarget(
  task: HandOverTask,
): { readonly extensionNumber: string } | { readonly phoneNumber: string } {
  const number = numberToDial(task);
  return number.startsWith('+') ? { phoneNumber: number } : { extensionNumber: number };
}
