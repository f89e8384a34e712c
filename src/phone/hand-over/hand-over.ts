import type { Log } from '../../hunter/base/log.js';
import type { CallRef } from '../../hunter/ports/phone.js';
import type { HandOverOutcome, RingTarget } from '../../hunter/terms.js';
import { sentenceOf } from '../api/phone-error.js';
import type { CallCare } from '../call/call-care.js';
import type { Calls } from '../call/calls.js';
import type { HandedOver } from '../call/handed-over.js';
import type { ToolsOf } from '../call/line-tools.js';
import type { Listening } from '../ring/listening.js';
import { type AllowedWays, handOverBy } from './try-ways.js';

interface HandingOverOptions {
  readonly calls: Calls;
  readonly care: CallCare;
  readonly toolsOf: ToolsOf;
  readonly listening: Listening;
  readonly handedOver: HandedOver;
  readonly ways: AllowedWays;
  readonly log: Log;
}

/** Hands calls over, one at a time each, and sorts out what the end of our leg meant meanwhile. */
export class HandingOver {
  constructor(private readonly options: HandingOverOptions) {}

  async handOver(
    ref: CallRef,
    target: RingTarget,
    maxRingMs: number,
    mayJoin: () => boolean = () => true,
  ): Promise<HandOverOutcome> {
    const { calls, care, toolsOf, listening, handedOver, ways, log } = this.options;
    const call = calls.get(ref.callId);
    if (call?.handOver) return { outcome: 'refused', reason: 'A hand-over of this call is already under way.' };
    const agentGone = new AbortController();
    const softphone = calls.softphoneOf(ref.callId);
    const onLine = softphone && call ? { agent: { softphone, leg: call.leg } } : {};
    const task = { call: ref, target, maxRingMs, agentGone: agentGone.signal, mayJoin, ...onLine };
    // A listener is hung up before anybody is rung: it may be the taker, whose phone would be busy; and the talk is for two.
    const listenerEnded = listening.end(ref.callId);
    const running = listenerEnded
      .then(() => handOverBy(ways, task, toolsOf(ref.line)))
      .catch((error: unknown): HandOverOutcome => {
        log.error({ err: error, callId: ref.callId }, 'a hand-over failed inside');
        return { outcome: 'refused', reason: sentenceOf(error) };
      });
    if (call) call.handOver = { agentGone, done: running, pendingEnd: undefined };
    const outcome = await running;
    const pendingEnd = call?.handOver?.pendingEnd;
    if (call) call.handOver = undefined;
    if (outcome.outcome === 'connected') handedOver.add(ref, call);
    else if (call && pendingEnd) {
      if (pendingEnd.cause === 'line-lost') void care.endIfOurs(ref, call.dialog);
      calls.finish(call, pendingEnd.cause, pendingEnd.reason);
    } else if (call && !call.unwanted && outcome.outcome === 'agent-gone') {
      calls.finish(call, 'far-end', outcome.reason);
      void softphone?.hangUp(call.leg).catch(() => undefined);
    }
    if (call && !call.over && (await listenerEnded)) calls.emit({ callId: ref.callId, type: 'listener-left' });
    return outcome;
  }
}
