import { AGENT_GONE, type HandOverTask, type HandOverTools, numberToDial, type WayOutcome } from './hand-over-way.js';
import { sentenceOf } from './phone-error.js';
import { partyIn, wasTransferred } from './sessions.js';

/** By SIP: our own leg asks the server to send the agent on. Needs no rights over REST. */
export async function referWay(task: HandOverTask, { sessions, clock, log }: HandOverTools): Promise<WayOutcome> {
  const { call, softphone, agentGone } = task;
  if (!softphone) return { outcome: 'next', reason: 'The line is not on the call any more, so it cannot refer it.' };
  if (agentGone.aborted) return AGENT_GONE;
  const began = clock.now();
  try {
    await softphone.refer(task.leg ?? call.callId, numberToDial(task), task.maxRingMs);
  } catch (error) {
    if (!(await wasMoved())) return agentGone.aborted ? AGENT_GONE : { outcome: 'next', reason: sentenceOf(error) };
  }
  log.info({ callId: call.callId, tookMs: clock.now() - began }, 'the call was referred');
  return { outcome: 'connected', way: 'refer' };

  /** No final word came: the session knows whether it went through. */
  async function wasMoved(): Promise<boolean> {
    if (call.sessionId === '') return false;
    try {
      const session = await sessions.get(call.sessionId, 'urgent');
      const own = session === 'gone' ? undefined : partyIn(session, call.partyId);
      return own !== undefined && wasTransferred(own);
    } catch {
      return false;
    }
  }
}
