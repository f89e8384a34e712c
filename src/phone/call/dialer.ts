import type { Clock } from '../../hunter/base/clock.js';
import type { Log } from '../../hunter/base/log.js';
import type { Ear } from '../../hunter/ports/ear.js';
import type { DialRequest, DialResult } from '../../hunter/ports/phone.js';
import type { CallEnd, DialWay } from '../../hunter/terms.js';
import type { ControlRights } from '../account/control-rights.js';
import type { SessionsOf } from '../account/sessions.js';
import { PhoneError, sentenceOf } from '../api/phone-error.js';
import type { CallCare } from './call-care.js';
import { type Calls, type LiveCall, refOf } from './calls.js';
import { confirmGone, dropSession, hangUpLeg } from './drop.js';
import type { Way, WayResult } from './ways/way.js';
import { type AskAgainst, refusalReason } from './why-refused.js';

export interface DialerOptions {
  readonly calls: Calls;
  readonly ways: readonly Way[];
  readonly ear: Ear;
  readonly care: CallCare;
  readonly sessionsOf: SessionsOf;
  readonly controlRights: ControlRights;
  readonly askAgainst?: AskAgainst | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

const UNWANTED = 'The call was no longer wanted.';

/** Places calls: tries one way after another until one succeeds or none is left. */
export class Dialer {
  constructor(private readonly options: DialerOptions) {}

  /** Dials a call once, however often it is requested. */
  dial(request: DialRequest): Promise<DialResult> {
    const { calls } = this.options;
    const known = calls.get(request.callId)?.dialing;
    if (known) return known;
    const call = calls.add(request);
    call.dialing = this.#dial(call);
    return call.dialing;
  }

  async #dial(call: LiveCall): Promise<DialResult> {
    const { calls, ways, log, clock } = this.options;
    const { callId } = call.request;
    const reasons: string[] = [];
    let notSent = false;
    for (const [index, way] of ways.entries()) {
      if (call.unwanted) break;
      const began = clock.now();
      const result = await this.#try(way, call, index);
      const tookMs = clock.now() - began;
      log.info({ callId, way: way.name, outcome: result.outcome, tookMs }, 'a way to dial was tried');
      if (result.outcome === 'dialled') return this.#dialed(call, way.name, result);
      if (result.outcome === 'ended') return this.#notDialed(call, result.end, await this.#reasonOf(result, call));
      if (call.unwanted) break;
      notSent ||= result.notSent === true;
      // An obstacle of the line stops every way, so report the same reason only once.
      if (reasons.includes(result.reason)) continue;
      reasons.push(result.reason);
      calls.emit({ callId, type: 'way-refused', way: way.name, reason: result.reason });
    }
    if (call.unwanted) return this.#notDialed(call, 'us', UNWANTED);
    if (reasons.length > 1) log.info({ callId, reasons }, 'no way could place the call');
    // The first way is the normal one, and its obstacle is the one that people can remove.
    const reason = reasons[0] ?? 'No way to dial is set (DIAL_WAYS).';
    return this.#notDialed(call, notSent ? 'not-sent' : 'refused', reason);
  }

  #reasonOf({ refusal, reason }: Extract<WayResult, { outcome: 'ended' }>, call: LiveCall): Promise<string> | string {
    return refusal === undefined ? reason : refusalReason(refusal, call.request.line, this.options);
  }

  async #try(way: Way, call: LiveCall, index: number): Promise<WayResult> {
    const { ear, care, log } = this.options;
    const { callId, destinationId } = call.request;
    care.follow(call, index === 0 ? callId : `${callId}/${index + 1}`);
    let opened = false;
    const audio = () => {
      // The last moment before a call is placed: skip it if it was dropped while its line was connecting.
      if (call.unwanted) throw new PhoneError({ code: 'line', what: UNWANTED, retryable: false });
      opened = true;
      return ear.open(callId, destinationId);
    };
    const result = await way.dial(call.request, call.leg, audio).catch((error: unknown): WayResult => {
      log.error({ err: error, callId, way: way.name }, 'a way to dial failed with an internal error');
      return { outcome: 'ended', end: 'line-lost', reason: sentenceOf(error) };
    });
    if (opened && result.outcome !== 'dialled') ear.close(callId);
    return result;
  }

  async #dialed(
    call: LiveCall,
    way: DialWay,
    { sessionId, partyId, hears, lent, answerFrom }: Extract<WayResult, { outcome: 'dialled' }>,
  ): Promise<DialResult> {
    const { care } = this.options;
    care.learn(call, { sessionId, partyId, hears, ...(lent && { lent }), answerFrom });
    if (call.unwanted) {
      await this.#letGo(call);
      return { outcome: 'refused', end: 'us', reason: UNWANTED };
    }
    care.stand(call);
    return { outcome: 'dialled', sessionId, partyId, way, hears };
  }

  #notDialed(call: LiveCall, end: CallEnd, reason: string): DialResult {
    call.decided = true;
    this.options.calls.close(call);
    return { outcome: 'refused', end, reason };
  }

  /** Dropped while it was being dialed: it is ended before anybody hears of it. */
  async #letGo(call: LiveCall): Promise<void> {
    const { sessionsOf, controlRights, clock, log } = this.options;
    const tools = { sessions: sessionsOf(call.request.line), controlRights, clock, log };
    const hungUp = call.legAlive && call.lent ? await hangUpLeg(call.lent.softphone, call.leg, tools) : false;
    const ref = refOf(call);
    const gone = hungUp || (ref !== undefined && (await dropSession(ref, false, tools)));
    if (!gone && ref) void confirmGone(ref, tools);
    call.decided = true;
    this.options.calls.close(call);
  }
}
