import type { CallRef } from '../../hunter/ports/phone.js';
import type { LineTools } from '../call/line-tools.js';
import type { LegEnding } from '../softphone/legs.js';
import { wasMovedOn } from './blind-transfer.js';
import type { AgentLeg } from './way.js';

/** A taker who has answered: their call is on another leg of the agent's line. */
export interface AnsweredTaker {
  readonly leg: string;
  /** What was dialed to reach them. */
  readonly number: string;
  readonly sessionId: string;
  readonly partyId: string;
}

export interface JoinTask {
  readonly call: CallRef;
  readonly agent: AgentLeg;
  readonly agentEnding: LegEnding;
  readonly taker: AnsweredTaker;
  readonly takerEnding: LegEnding;
  /** Fires when the agent's leg has ended, or the call is to be dropped. */
  readonly agentGone: AbortSignal;
  /** False when another process has the hunt by now: nothing is tried again then. */
  readonly mayJoin: () => boolean;
}

/** Joins the two. Resolves with undefined when that worked, else with the sentence why not; whoever is still there stays on the line. */
export type Join = (task: JoinTask, tools: LineTools) => Promise<string | undefined>;

/** No word of success came: the session knows, and where it tells nothing, both legs ended by the server count as one. */
export function wasJoined(task: JoinTask, tools: LineTools): Promise<boolean> {
  return wasMovedOn(tools, task.call, () => bothLegsOver(task));
}

/** An agent or a taker who hangs up ends only their own leg. */
function bothLegsOver({ agentEnding, takerEnding }: JoinTask): boolean {
  return [agentEnding, takerEnding].every((ending) => ending.end()?.cause === 'far-end');
}
