import type { CallRef } from '../../hunter/ports.js';
import type { LineTools } from '../call/line-tools.js';
import type { LegEnding } from '../legs.js';
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
}

/** Joins the two. Resolves with undefined when that worked, else with the sentence why not; whoever is still there stays on the line. */
export type Join = (task: JoinTask, tools: LineTools) => Promise<string | undefined>;
