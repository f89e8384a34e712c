import type { LineTools } from '../call/line-tools.js';
import { pause } from '../clock.js';
import type { ConsultIds } from '../consult-keep.js';
import { PhoneError, sentenceOf } from '../phone-error.js';
import { ringTaker } from '../ring/ring-person.js';
import { whomToRing } from '../ring/whom-to-ring.js';
import { wasMovedOn } from './blind-transfer.js';
import { AGENT_GONE, ELSEWHERE, type HandOverTask, type WayOutcome } from './way.js';

/** A wrong state (409) or a passing problem (503) right after the answer often heals at once; the taker is on the line and waits. */
const BRIDGE_TRIES = 3;
const BRIDGE_RETRY_MS = 350;

/** Warm: the taker is rung on a second call of the same line while the agent's call is kept; when a person answers, both are joined. */
export async function bridgeWay(task: HandOverTask, tools: LineTools): Promise<WayOutcome> {
  const { consults, log } = tools;
  const { callId } = task.call;
  let forget = (): Promise<void> | undefined => undefined;
  const problem = (error: unknown) => log.warn({ err: error, callId }, 'a call that rings a taker could not be kept');
  const onPlaced = (ids: ConsultIds): void => {
    const kept = consults?.keep(callId, ids).catch(problem);
    forget = () => kept?.then(() => consults?.forget(callId, ids)).catch(problem);
  };
  try {
    return await ringAndBridge(task, tools, onPlaced);
  } finally {
    void forget();
  }
}

async function ringAndBridge(
  task: HandOverTask,
  tools: LineTools,
  onPlaced: (ids: ConsultIds) => void,
): Promise<WayOutcome> {
  const { call, softphone, agentGone, mayJoin } = task;
  const { clock, log } = tools;
  if (!softphone)
    return { outcome: 'next', reason: 'The line is not on the call any more, so nobody can be rung from it.' };
  const leg = `consult:${call.callId}`;
  const began = clock.now();
  const taker = await ringTaker({
    ...tools,
    softphone,
    leg,
    ...whomToRing({ line: call.line, target: task.target }),
    maxRingMs: task.maxRingMs,
    abandoned: agentGone,
    onPlaced,
  });
  const rangMs = clock.now() - began;
  switch (taker.outcome) {
    case 'abandoned':
      return AGENT_GONE;
    case 'impossible':
      return { outcome: 'next', reason: taker.reason };
    case 'busy':
    case 'unanswered':
      log.info({ callId: call.callId, rangMs, outcome: taker.outcome }, 'the taker did not answer');
      return taker;
    default:
  }
  const hangUpTaker = () => void softphone.hangUp(leg).catch(() => undefined);
  if (agentGone.aborted) {
    hangUpTaker();
    return AGENT_GONE;
  }
  if (!mayJoin()) {
    hangUpTaker();
    return ELSEWHERE;
  }
  const bridgeBegan = clock.now();
  const failure = await joinCalls(task, tools, taker);
  if (failure === undefined) {
    const joinedMs = clock.now() - bridgeBegan;
    log.info(
      { callId: call.callId, sessionId: call.sessionId, rangMs, joinedMs },
      'taker and agent were brought together',
    );
    return { outcome: 'connected', way: 'bridge' };
  }
  hangUpTaker();
  if (agentGone.aborted) return AGENT_GONE;
  return { outcome: 'next', reason: failure };
}

/** Undefined when the two are joined, else why not. An unanswered request is looked after before it counts as failed. */
async function joinCalls(
  { call, agentGone }: HandOverTask,
  tools: LineTools,
  taker: { readonly sessionId: string; readonly partyId: string },
): Promise<string | undefined> {
  const { sessions, clock } = tools;
  for (let attempt = 1; ; attempt++) {
    try {
      await sessions.bridge(call, taker);
      return undefined;
    } catch (error) {
      if (!(error instanceof PhoneError)) throw error;
      const unclear = error.code === 'unreachable' || error.code === 'nonsense' || error.code === 'server';
      if (unclear && (await wasMovedOn(tools, call))) return undefined;
      const again = error.retryable && error.code !== 'budget' && attempt < BRIDGE_TRIES && !agentGone.aborted;
      if (!again) return sentenceOf(error);
      await pause(clock, BRIDGE_RETRY_MS, agentGone);
    }
  }
}
