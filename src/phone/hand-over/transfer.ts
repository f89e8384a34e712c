import { lacksRight, PhoneError, sentenceOf } from '../api/phone-error.js';
import { AGENT_GONE, ELSEWHERE } from './ends.js';
import { followTransfer, knownParties } from './follow-transfer.js';
import { wasMovedOn } from './moved-on.js';
import type { BlindWay } from './way.js';
import { numberToDial } from './whom-to-ring.js';

/** Blind: RingCentral transfers the agent's call to the taker. It cannot be undone, so it comes after the warm ways. */
export const transfer: BlindWay = async (task, tools) => {
  const { call, ends } = task;
  const { sessions, clock, log, controlRights } = tools;
  if (ends.agentGone.aborted) return AGENT_GONE;
  if (call.sessionId === '') return { outcome: 'next', reason: 'RingCentral never gave the id of this call.' };
  const before = await knownParties(tools, call.sessionId);
  // Checked last: the look may have taken long, and this cannot be undone.
  if (!ends.mayJoin()) return ELSEWHERE;
  const began = clock.now();
  const number = numberToDial({ line: call.line, target: task.target });
  try {
    await sessions.transfer(call, number.startsWith('+') ? { phoneNumber: number } : { extensionNumber: number });
    void controlRights.learn(call.line.extensionId, true);
  } catch (error) {
    if (lacksRight(error)) void controlRights.learn(call.line.extensionId, false);
    // A call that our own leg is in exists, whatever this user's rights let REST see.
    if (!task.agent && error instanceof PhoneError && error.code === 'not-found') return AGENT_GONE;
    // Our leg may have ended because of a transfer whose answer got lost.
    const unclear = error instanceof PhoneError && (error.code === 'unreachable' || error.code === 'nonsense');
    const legEnded = task.agent && (() => ends.agentGone.aborted);
    if (!unclear || !(await wasMovedOn(tools, call, legEnded)))
      return ends.agentGone.aborted ? AGENT_GONE : { outcome: 'next', reason: sentenceOf(error) };
  }
  log.info({ callId: call.callId, sessionId: call.sessionId, tookMs: clock.now() - began }, 'the call was transferred');
  const outcome = await followTransfer(task, tools, before, 'transfer');
  log.info(
    { callId: call.callId, rangMs: clock.now() - began, outcome: outcome.outcome },
    'the outcome of the transfer is known',
  );
  return outcome;
};
