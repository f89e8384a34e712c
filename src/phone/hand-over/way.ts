import type { Clock } from '../../hunter/base/clock.js';
import type { Log } from '../../hunter/base/log.js';
import type { CallRef } from '../../hunter/ports/phone.js';
import type { HandOverOutcome, RingTarget } from '../../hunter/terms.js';
import type { ControlRights } from '../account/control-rights.js';
import type { Sessions } from '../account/sessions.js';
import type { Softphone } from '../softphone/sip/softphone.js';
import type { Ends } from './ends.js';

/** One hand-over: the agent's call, who should get it, and what ends the wait. */
export interface HandOverTask {
  readonly call: CallRef;
  readonly target: RingTarget;
  readonly maxRingMs: number;
  /** Absent after a restart and for calls that cannot hear. */
  readonly agent?: AgentLeg;
  readonly ends: Ends;
}

/** The softphone with the agent on it, and the name of the agent's leg there. */
export interface AgentLeg {
  readonly softphone: Softphone;
  readonly leg: string;
}

/** A taker who has answered: their call is on another leg of the agent's line. */
export interface AnsweredTaker {
  readonly leg: string;
  /** What was dialed to reach them. */
  readonly number: string;
  readonly sessionId: string;
  readonly partyId: string;
}

/** What the ways work with. */
export interface WayTools {
  /** Of the agent's line. */
  readonly sessions: Sessions;
  readonly controlRights: ControlRights;
  readonly clock: Clock;
  readonly log: Log;
}

/** How a way went: an outcome, or why the next way should be tried. */
export type WayOutcome = HandOverOutcome | { readonly outcome: 'next'; readonly reason: string };

/** Transfers the agent to a phone that then rings. */
export type BlindWay = (task: HandOverTask, tools: WayTools) => Promise<WayOutcome>;

/** A taker waiting on the line for the agent. */
export interface JoinTask {
  readonly call: CallRef;
  readonly agent: AgentLeg;
  readonly taker: AnsweredTaker;
  readonly ends: Ends;
}

/** Connects the two. Resolves with undefined if that worked, else with the reason; whoever is still there stays on the line. */
export type WarmWay = (task: JoinTask, tools: WayTools) => Promise<string | undefined>;
