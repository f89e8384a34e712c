import { pause } from '../../hunter/base/clock.js';
import type { Ear } from '../../hunter/ports/ear.js';
import type { CallRef } from '../../hunter/ports/phone.js';
import type { HandOverOutcome, RingTarget } from '../../hunter/terms.js';
import { isOver, partyIn, type SessionsOf } from '../account/sessions.js';
import { sentenceOf } from '../api/phone-error.js';
import type { CallCare } from '../call/call-care.js';
import type { Calls, LiveCall } from '../call/calls.js';
import { Ends } from './ends.js';
import type { HandOverWayName } from './order.js';
import { TIMES } from './timings.js';
import { tryWays } from './try-ways.js';
import { consultLeg, type WarmTools } from './warm.js';

export interface HandOversOptions extends Omit<WarmTools, 'sessions'> {
  readonly calls: Calls;
  readonly care: CallCare;
  readonly ear: Ear;
  readonly sessionsOf: SessionsOf;
  readonly allowed: readonly HandOverWayName[];
  /** Hangs up on whoever is listening in; true if somebody was. */
  readonly endListening: (callId: string) => Promise<boolean>;
}

/**
 * Hands calls over, one hand-over per call at a time, and works out what an end of our leg meant. docs/hand-over.md draws the whole path.
 */
export class HandOvers {
  constructor(private readonly options: HandOversOptions) {}

  async handOver(
    call: CallRef,
    target: RingTarget,
    maxRingMs: number,
    mayJoin: () => boolean = () => true,
  ): Promise<HandOverOutcome> {
    const { calls, endListening, allowed, sessionsOf, log } = this.options;
    const { callId, line } = call;
    const live = calls.get(callId);
    if (live?.handOver) return { outcome: 'refused', reason: 'A hand-over of this call is already under way.' };
    const ends = new Ends(mayJoin);
    const softphone = calls.softphoneOf(callId);
    const onLine = softphone && live ? { agent: { softphone, leg: live.leg } } : {};
    const task = { call, target, maxRingMs, ends, ...onLine };
    // Hang up on a listener before ringing anybody: it may be the taker, whose phone would be busy, and the conversation is private.
    const listenerEnded = endListening(callId);
    const done = listenerEnded
      .then(() => tryWays(allowed, task, { ...this.options, sessions: sessionsOf(line) }))
      .catch((error: unknown): HandOverOutcome => {
        log.error({ err: error, callId }, 'a hand-over failed with an internal error');
        return { outcome: 'refused', reason: sentenceOf(error) };
      });
    if (live) live.handOver = { ends, done };
    const result = await done;
    if (live) live.handOver = undefined;
    if (result.outcome === 'connected') this.#leaveToTaker(call, live);
    else if (live) this.#afterFailure(call, live, result, ends);
    if (live && !live.over && (await listenerEnded)) calls.emit({ callId, type: 'listener-left' });
    return result;
  }

  /** What happened to the call meanwhile was not caused by the hand-over, so report it now. */
  #afterFailure(ref: CallRef, call: LiveCall, result: HandOverOutcome, { callEnd }: Ends): void {
    const { calls, care } = this.options;
    if (callEnd) {
      if (callEnd.cause === 'line-lost') void care.endIfOurs(ref, call.dialog);
      calls.finish(call, callEnd.cause, callEnd.reason);
      return;
    }
    if (call.unwanted || result.outcome !== 'agent-gone') return;
    const softphone = calls.softphoneOf(ref.callId);
    calls.finish(call, 'far-end', result.reason);
    void softphone?.hangUp(call.leg).catch(() => undefined);
  }

  /** Taker and agent are talking: the ear is switched off, and our legs are only cleaned up. */
  #leaveToTaker(ref: CallRef, call: LiveCall | undefined): void {
    const { calls, ear } = this.options;
    calls.handedOver(ref.callId);
    if (!call || call.over) return;
    const { lent, legAlive, leg } = call;
    if (call.hears) ear.tune(ref.callId, 'off');
    // The line stays lent until our legs are gone, so that it is not stopped while they are up.
    call.lent = undefined;
    calls.close(call);
    if (lent) void this.#tidyUp(ref, lent, leg, legAlive);
  }

  async #tidyUp(ref: CallRef, lent: NonNullable<LiveCall['lent']>, leg: string, legAlive: boolean): Promise<void> {
    const { clock, sessionsOf, log } = this.options;
    try {
      await pause(clock, TIMES.tidyUp);
      const look = legAlive && ref.sessionId !== '';
      const session = look ? await sessionsOf(ref.line).get(ref.sessionId, 'background') : 'gone';
      const own = session === 'gone' ? undefined : partyIn(session, ref.partyId);
      // If the session still shows our leg in the call, it may carry the conversation, so do not end it.
      if (own && !isOver(own)) return;
      await Promise.allSettled([lent.softphone.hangUp(leg), lent.softphone.hangUp(consultLeg(ref.callId))]);
    } catch (error) {
      log.info({ err: error, callId: ref.callId }, 'our legs of a handed-over call could not be cleaned up');
    } finally {
      lent.giveBack();
    }
  }
}
