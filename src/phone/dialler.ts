import type { Logger } from 'pino';
import type { Clock, DialRequest, DialResult, Ear } from '../hunter/ports.js';
import type { CallEnd, DialWay } from '../hunter/words.js';
import { type Calls, type LiveCall, refOf } from './calls.js';
import { confirmGone, dropSession, hangUpLeg } from './dropper.js';
import type { ToolsOf } from './hand-over-way.js';
import type { Legs } from './legs.js';
import type { LegFact } from './line.js';
import { PhoneError, sentenceOf } from './phone-error.js';
import type { SessionWatch } from './session-watch.js';
import type { Way, WayResult } from './ways/way.js';

export interface DiallerOptions {
  readonly calls: Calls;
  readonly ways: readonly Way[];
  readonly ear: Ear;
  readonly legs: Legs;
  readonly watch: SessionWatch;
  readonly toolsOf: ToolsOf;
  readonly clock: Clock;
  readonly log: Logger;
}

const UNWANTED = 'The call was no longer wanted.';

/** Places calls: way after way, until one is placed or none is left. */
export class Dialler {
  constructor(private readonly options: DiallerOptions) {}

  /** The same call is dialled once, however often it is asked for. */
  dial(request: DialRequest): Promise<DialResult> {
    const { calls } = this.options;
    const known = calls.get(request.callId)?.dialling;
    if (known) return known;
    const call = calls.add(request);
    call.dialling = this.#dial(call);
    return call.dialling;
  }

  async #dial(call: LiveCall): Promise<DialResult> {
    const { calls, ways, log, clock } = this.options;
    const { callId } = call.request;
    const reasons: string[] = [];
    for (const [index, way] of ways.entries()) {
      if (call.unwanted) break;
      const began = clock.now();
      const result = await this.#try(way, call, index);
      const tookMs = clock.now() - began;
      log.info({ callId, way: way.name, outcome: result.outcome, tookMs }, 'a way to dial was tried');
      if (result.outcome === 'dialled') return this.#dialled(call, way.name, result);
      if (result.outcome === 'ended') return this.#notDialled(call, result.end, result.reason);
      if (call.unwanted) break;
      reasons.push(result.reason);
      calls.emit({ callId, type: 'way-refused', way: way.name, reason: result.reason });
    }
    if (call.unwanted) return this.#notDialled(call, 'us', UNWANTED);
    const reason = reasons.length > 0 ? [...new Set(reasons)].join(' ') : 'No way to dial is set (DIAL_WAYS).';
    return this.#notDialled(call, 'refused', reason);
  }

  async #try(way: Way, call: LiveCall, index: number): Promise<WayResult> {
    const { ear, legs, log } = this.options;
    const { callId, destinationId } = call.request;
    call.leg = index === 0 ? callId : `${callId}/${index + 1}`;
    call.held = [];
    call.stopFollowing();
    call.stopFollowing = legs.follow(call.leg, (fact) => this.#onLeg(call, fact));
    let opened = false;
    const audio = () => {
      // The last moment before a call is placed: one that was dropped while its line came up is not.
      if (call.unwanted) throw new PhoneError({ code: 'line', what: UNWANTED, retryable: false });
      opened = true;
      return ear.open(callId, destinationId);
    };
    const result = await way.dial(call.request, call.leg, audio).catch((error: unknown): WayResult => {
      log.error({ err: error, callId, way: way.name }, 'a way to dial failed inside');
      return { outcome: 'ended', end: 'line-lost', reason: sentenceOf(error) };
    });
    if (opened && result.outcome !== 'dialled') ear.close(callId);
    return result;
  }

  async #dialled(
    call: LiveCall,
    way: DialWay,
    { sessionId, partyId, hears, lent, answerFrom }: Extract<WayResult, { outcome: 'dialled' }>,
  ): Promise<DialResult> {
    const { calls, watch } = this.options;
    const { callId } = call.request;
    call.ids = { sessionId, partyId };
    call.hears = hears;
    call.lent = lent;
    call.answerFrom = answerFrom;
    call.legAlive = lent !== undefined && !call.held.some((fact) => fact.type === 'ended');
    if (answerFrom === 'session') call.held = call.held.filter((fact) => fact.type !== 'answered');
    if (call.unwanted) {
      await this.#letGo(call);
      return { outcome: 'refused', end: 'us', reason: UNWANTED };
    }
    call.decided = true;
    if (sessionId !== '') {
      const onAnswered = () => calls.answered(call);
      const onOver = (end: CallEnd, reason: string) => this.#sessionOver(call, end, reason);
      watch.add(
        { callId, line: call.request.line, sessionId, partyId, hears, onAnswered, onOver },
        answerFrom === 'session',
      );
    }
    calls.release(call);
    return { outcome: 'dialled', sessionId, partyId, way, hears };
  }

  #notDialled(call: LiveCall, end: CallEnd, reason: string): DialResult {
    call.decided = true;
    this.options.calls.close(call);
    return { outcome: 'refused', end, reason };
  }

  /** Dropped while it was being dialled: it is ended before anybody hears of it. */
  async #letGo(call: LiveCall): Promise<void> {
    const tools = this.options.toolsOf(call.request.line);
    const hungUp = call.legAlive && call.lent ? await hangUpLeg(call.lent.softphone, call.leg, tools) : false;
    const ref = refOf(call);
    const gone = hungUp || (ref !== undefined && (await dropSession(ref, false, tools)));
    if (!gone && ref) void confirmGone(ref, tools);
    call.decided = true;
    this.options.calls.close(call);
  }

  #onLeg(call: LiveCall, fact: LegFact): void {
    if (call.over || fact.type === 'ringing' || fact.type === 'key') return;
    const { calls } = this.options;
    const { callId } = call.request;
    if (fact.type === 'answered') {
      // With call-out it is we who answered; of the destination the session tells.
      if (!call.decided) call.held.push({ callId, type: 'answered' });
      else if (call.answerFrom === 'leg') calls.answered(call);
      return;
    }
    call.legAlive = false;
    const { cause, reason } = fact.end;
    if (!call.decided) call.held.push({ callId, type: 'ended', end: cause, reason });
    else if (call.handOver) {
      call.handOver.pendingEnd = fact.end;
      call.handOver.agentGone.abort();
    } else {
      calls.finish(call, cause, reason);
      // A lost line leaves its call standing at RingCentral: it is ended there, or nobody would.
      const ref = refOf(call);
      if (cause === 'line-lost' && ref) void confirmGone(ref, this.options.toolsOf(ref.line));
    }
  }

  /** The session shows that the call is over, and SIP has not said so. */
  #sessionOver(call: LiveCall, end: CallEnd, reason: string): void {
    if (call.over) return;
    // Pushed before our own goodbye was answered: it is the end we asked for.
    if (call.unwanted && !call.handOver) {
      this.options.calls.finish(call, 'us', 'We hung up.');
      return;
    }
    if (call.handOver) {
      // It may be the hand-over's own doing; decided when that is.
      call.handOver.pendingEnd ??= { cause: end, reason };
      return;
    }
    this.options.log.info({ callId: call.request.callId, end }, 'the session shows that a call is over');
    const softphone = call.legAlive ? call.lent?.softphone : undefined;
    // Told first, or our own goodbye would be taken for the end.
    this.options.calls.finish(call, end, reason);
    void softphone?.hangUp(call.leg).catch(() => undefined);
  }
}
