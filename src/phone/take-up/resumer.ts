import type { Clock } from '../../hunter/base/clock.js';
import type { Log } from '../../hunter/base/log.js';
import type { Ear } from '../../hunter/ports/ear.js';
import type { ResumeOutcome, ResumeRequest } from '../../hunter/ports/phone.js';
import type { ControlRights } from '../account/control-rights.js';
import { isOver, partyIn, type SessionsOf, wasTransferred } from '../account/sessions.js';
import { sentenceOf } from '../api/phone-error.js';
import type { CallCare } from '../call/call-care.js';
import type { Calls, LiveCall } from '../call/calls.js';
import { dropSession } from '../call/drop.js';
import type { EndByDialog } from '../call/end-by-dialog.js';
import type { SavedDialogs } from '../call/saved-dialogs.js';
import type { SavedConsults } from '../hand-over/saved-consults.js';
import { consultLeg } from '../hand-over/warm.js';
import { SoftphoneError } from '../softphone/sip/softphone-error.js';
import type { Lent, Softphones } from '../softphone/softphones.js';
import { type ComeBack, comeBack } from './come-back.js';

export interface ResumerOptions {
  readonly calls: Calls;
  readonly care: CallCare;
  readonly lines: Softphones;
  readonly sessionsOf: SessionsOf;
  readonly controlRights: ControlRights;
  readonly ear: Ear;
  readonly dialogs?: SavedDialogs;
  readonly consults?: SavedConsults;
  readonly endByDialog: EndByDialog;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * A line that is idle in another process registers again twice a minute. If that happens between our registration and our re-INVITE, the
 * other process has the newest registration, so we try once more.
 */
const DIALOG_TRIES = 2;

/** Makes calls of a former process audible again: through their own dialog, else by a transfer to our own extension. */
export class Resumer {
  constructor(private readonly options: ResumerOptions) {}

  async resume(request: ResumeRequest): Promise<ResumeOutcome> {
    const { calls, log, clock } = this.options;
    const { callId, line, destinationId, number, sessionId, partyId } = request;
    const known = calls.get(callId);
    if (known !== undefined && calls.softphoneOf(callId)) return { outcome: 'audible', ...(known.ids ?? request) };
    if (known !== undefined) calls.close(known);
    const call = calls.add({ callId, line, destinationId, number });
    call.answered = true;
    call.ids = { sessionId, partyId };
    const began = clock.now();
    try {
      const [outcome] = await Promise.all([this.#tryWays(call, request), this.#endConsult(request)]);
      log.info(
        { callId, outcome: outcome.outcome, tookMs: clock.now() - began },
        'a call of a former process was taken up',
      );
      return outcome;
    } catch (error) {
      calls.close(call);
      throw error;
    }
  }

  /**
   * The former owner was ringing a taker with a second call. It ends before
   * anybody is rung again; one that was bridged is a conversation, and stays up.
   */
  async #endConsult({ callId, line }: ResumeRequest): Promise<void> {
    const { consults, endByDialog, sessionsOf, controlRights, clock, log } = this.options;
    try {
      const consult = await consults?.of(callId);
      if (consult === undefined) return;
      log.info({ callId, sessionId: consult.sessionId }, 'the call that rang a taker is ended');
      const tools = { sessions: sessionsOf(line), controlRights, clock, log };
      const ended = (await dropSession(consult, true, tools)) || (await endByDialog.end(line, consultLeg(callId)));
      if (ended) await consults?.forget(callId, consult);
    } catch (error) {
      log.warn({ err: error, callId }, 'could not find out whether a taker is still being rung');
    }
  }

  async #tryWays(call: LiveCall, request: ResumeRequest): Promise<ResumeOutcome> {
    const { lines, calls, log } = this.options;
    const { callId, line } = request;
    const reasons: string[] = [];
    let lent: Lent | undefined;
    for (let attempt = 1; attempt <= DIALOG_TRIES; attempt++) {
      try {
        lent?.giveBack();
        lent = await lines.lendAnew(line);
        await this.#sameDialog(call, request, lent);
        return { outcome: 'audible', sessionId: request.sessionId, partyId: request.partyId };
      } catch (error) {
        log.warn({ err: error, callId, attempt }, 'a call could not be taken up by its dialog');
        reasons.push(sentenceOf(error));
        if (!(error instanceof SoftphoneError && error.code === 'call-refused')) break;
      }
    }
    const state = await this.#sessionState(request).catch((error: unknown) => {
      lent?.giveBack();
      throw error;
    });
    if (state === 'gone') {
      lent?.giveBack();
      calls.close(call);
      return { outcome: 'gone' };
    }
    if (lent !== undefined && state === 'connected') {
      const back = await this.#comeBack(call, request, lent);
      if (back.outcome === 'back') return { outcome: 'audible', sessionId: back.sessionId, partyId: back.partyId };
      if (back.outcome === 'lost') {
        log.error({ callId, reason: back.reason }, 'a call was lost while it was being brought back');
        calls.close(call);
        return { outcome: 'gone' };
      }
      reasons.push(back.reason);
    }
    lent?.giveBack();
    // Nobody hears the call, but its end is noticed.
    call.answered = state === 'connected';
    this.options.care.learn(call, { ...request, hears: false, answerFrom: 'session' });
    this.options.care.stand(call);
    return { outcome: 'controllable', reason: [...new Set(reasons)].join(' ') };
  }

  async #sameDialog(call: LiveCall, request: ResumeRequest, lent: Lent): Promise<void> {
    const { care, dialogs } = this.options;
    const dialog = await dialogs?.take(request.callId);
    if (dialog === undefined) throw new Error('Nothing was stored that would let another process take up the call.');
    care.follow(call, request.callId);
    await this.#heard(call, (audio) => lent.softphone.resume(call.leg, dialog, audio));
    care.learn(call, { ...request, hears: true, lent, answerFrom: 'leg' });
    care.stand(call);
  }

  async #comeBack(call: LiveCall, request: ResumeRequest, lent: Lent): Promise<ComeBack> {
    const { care, log, clock, controlRights, sessionsOf } = this.options;
    const tools = { sessions: sessionsOf(request.line), controlRights, clock, log };
    const leg = `${request.callId}/back`;
    care.follow(call, leg);
    try {
      const back = await this.#heard(call, async (audio) => {
        const result = await comeBack(request, leg, lent.softphone, audio, tools);
        if (result.outcome !== 'back') throw new NotBack(result);
        return result;
      });
      care.learn(call, { ...back, hears: true, lent, answerFrom: 'leg' });
      care.stand(call);
      return back;
    } catch (error) {
      if (!(error instanceof NotBack)) throw error;
      log.warn(
        { callId: request.callId, reason: error.result.reason },
        'a call could not be brought back by a transfer',
      );
      if (error.result.outcome === 'lost') lent.giveBack();
      return error.result;
    }
  }

  /** The ear is open during the attempt, and stays open if it succeeds. */
  async #heard<T>(call: LiveCall, place: (audio: ReturnType<Ear['open']>) => Promise<T>): Promise<T> {
    const { ear } = this.options;
    const { callId, destinationId } = call.request;
    const audio = ear.open(callId, destinationId);
    try {
      return await place(audio);
    } catch (error) {
      ear.close(callId);
      throw error;
    }
  }

  async #sessionState({ line, sessionId, partyId }: ResumeRequest): Promise<'connected' | 'early' | 'gone'> {
    const session = await this.options.sessionsOf(line).get(sessionId, 'urgent');
    if (session === 'gone') return 'gone';
    const own = partyIn(session, partyId);
    if (own === undefined || isOver(own) || wasTransferred(own)) return 'gone';
    return own.status === 'answered' || own.status === 'held' ? 'connected' : 'early';
  }
}

class NotBack extends Error {
  constructor(readonly result: Exclude<ComeBack, { outcome: 'back' }>) {
    super(result.reason);
  }
}
