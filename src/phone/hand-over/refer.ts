import { sentenceOf } from '../api/phone-error.js';
import { SoftphoneError } from '../softphone/sip/softphone-error.js';
import { AGENT_GONE, ELSEWHERE } from './ends.js';
import { followTransfer, knownParties } from './follow-transfer.js';
import { wasMovedOn } from './moved-on.js';
import type { BlindWay } from './way.js';
import { numberToDial } from './whom-to-ring.js';

/** By SIP: our own leg asks the server to transfer the agent. Needs no rights over REST, and is as blind as the REST transfer. */
export const refer: BlindWay = async (task, tools) => {
  const { call, agent, ends } = task;
  const { clock, log } = tools;
  if (!agent) return { outcome: 'next', reason: 'The line is not on the call any more, so it cannot refer it.' };
  if (ends.agentGone.aborted) return AGENT_GONE;
  const before = await knownParties(tools, call.sessionId);
  // Checked last: the look may have taken long, and this cannot be undone.
  if (!ends.mayJoin()) return ELSEWHERE;
  const began = clock.now();
  try {
    await agent.softphone.refer(agent.leg, numberToDial({ line: call.line, target: task.target }), task.maxRingMs);
  } catch (error) {
    // No success was reported: the session shows whether it worked anyway.
    const isRefused = error instanceof SoftphoneError && error.code === 'transfer-refused';
    if (isRefused || !(await wasMovedOn(tools, call, () => ends.agentGone.aborted)))
      return ends.agentGone.aborted ? AGENT_GONE : { outcome: 'next', reason: sentenceOf(error) };
  }
  log.info({ callId: call.callId, tookMs: clock.now() - began }, 'the call was referred');
  return followTransfer(task, tools, before, 'refer');
};
