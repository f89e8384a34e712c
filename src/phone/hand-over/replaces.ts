import { LineError } from '../line-error.js';
import { sentenceOf } from '../phone-error.js';
import { wasMovedOn } from './blind-transfer.js';
import type { Join, JoinTask } from './join.js';

/**
 * The phone service tells within a second how it went. A REFER that does not fit is taken (202) and nothing comes of it (seen on
 * RingCentral's WebRTC side), and the taker is waiting.
 */
const TOLD_WITHIN_MS = 4_000;

/**
 * By our own SIP leg: a REFER with Replaces asks the server to put the agent into the taker's call in our place. Needs no right over
 * REST. The server answers 202, ends our leg with the taker, then the one with the agent, and tells in between that it worked.
 */
export const replaces: Join = async (task, tools) => {
  const { call, agent, taker } = task;
  try {
    await agent.softphone.refer(agent.leg, taker.number, TOLD_WITHIN_MS, taker.leg);
    return undefined;
  } catch (error) {
    if (error instanceof LineError && error.code === 'transfer-refused') return sentenceOf(error);
    // No word of it: both legs ended by the server are one, and else the session knows.
    if (bothLegsOver(task) || (await wasMovedOn(tools, call)) || bothLegsOver(task)) return undefined;
    return sentenceOf(error);
  }
};

/** Both ended by the server. An agent or a taker who hangs up ends only their own leg. */
function bothLegsOver({ agentEnding, takerEnding }: JoinTask): boolean {
  return [agentEnding, takerEnding].every((ending) => ending.end()?.cause === 'far-end');
}
