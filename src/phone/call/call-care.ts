import type { Clock } from '../../hunter/base/clock.js';
import type { Log } from '../../hunter/base/log.js';
import type { CallRef } from '../../hunter/ports/phone.js';
import type { ControlRights } from '../account/control-rights.js';
import type { SessionsOf } from '../account/sessions.js';
import type { Legs } from '../softphone/legs.js';
import type { DialogState, LegEnd, LegFact } from '../softphone/sip/softphone.js';
import type { SessionWatch } from '../watch/watch.js';
import { type Calls, type LiveCall, refOf } from './calls.js';
import { confirmGone } from './drop.js';
import type { EndByDialog } from './end-by-dialog.js';
import type { SavedDialogs } from './saved-dialogs.js';
import type { WayResult } from './ways/way.js';
import { type AskAgainst, whyRefused } from './why-refused.js';

export interface CallCareOptions {
  readonly calls: Calls;
  readonly legs: Legs;
  readonly watch: SessionWatch;
  readonly sessionsOf: SessionsOf;
  readonly controlRights: ControlRights;
  readonly clock: Clock;
  /** Where dialogs are stored for the next owner; absent when there is no next owner. */
  readonly dialogs?: SavedDialogs;
  readonly endByDialog: EndByDialog;
  /** Called when a call was refused and the line's phone may be the reason. */
  readonly askAgainst?: AskAgainst | undefined;
  readonly log: Log;
}

/** Follows a call that is up, whoever placed it: through its leg, and by looking at its session. */
export class CallCare {
  constructor(private readonly options: CallCareOptions) {}

  /** From now on, the leg of this name is the call's leg. */
  follow(call: LiveCall, leg: string): void {
    call.leg = leg;
    call.held = [];
    call.heldEnd = undefined;
    call.stopFollowing();
    call.stopFollowing = this.options.legs.follow(leg, (fact) => this.#onLeg(call, fact));
  }

  /** Takes over what is known of a placed call; its session is watched only once `stand` is called. */
  learn(call: LiveCall, { sessionId, partyId, hears, lent, answerFrom }: Omit<Placed, 'outcome'>): void {
    call.ids = { sessionId, partyId };
    call.hears = hears;
    call.lent = lent;
    call.answerFrom = answerFrom;
    call.legAlive = lent !== undefined && call.heldEnd === undefined;
    if (answerFrom === 'session') call.held = call.held.filter((fact) => fact.type !== 'answered');
  }

  /** The call is up: starts watching it, and reports what happened meanwhile. */
  stand(call: LiveCall): void {
    const { calls, watch } = this.options;
    const { callId } = call.request;
    call.decided = true;
    if (call.ids !== undefined && call.ids.sessionId !== '') {
      const onAnswered = () => calls.answered(call);
      const onOver = (end: LegEnd['cause'], reason: string) => this.#sessionOver(call, end, reason);
      const settling = call.answerFrom === 'session' && !call.answered;
      watch.add({ callId, line: call.request.line, ...call.ids, hears: call.hears, onAnswered, onOver }, settling);
    }
    calls.release(call);
    const end = call.heldEnd;
    // After everything that happened before it, in the same order.
    if (end !== undefined) setImmediate(() => this.#ended(call, end));
  }

  #onLeg(call: LiveCall, fact: LegFact): void {
    if (call.over || fact.type === 'ringing' || fact.type === 'key') return;
    const { calls, dialogs } = this.options;
    const { callId } = call.request;
    if (fact.type === 'dialog') {
      call.dialog = fact.dialog;
      dialogs?.keep(callId, fact.dialog);
      return;
    }
    if (fact.type === 'answered') {
      // With call-out it is we who answered; only the session shows whether the destination did.
      if (!call.decided) call.held.push({ callId, type: 'answered' });
      else if (call.answerFrom === 'leg') calls.answered(call);
      return;
    }
    call.legAlive = false;
    if (!call.decided) call.heldEnd = fact.end;
    else if (call.handOver) {
      call.handOver.ends.legEnded(fact.end);
    } else this.#ended(call, fact.end);
  }

  #ended(call: LiveCall, { cause, status, reason }: LegEnd): void {
    if (call.over) return;
    const ref = refOf(call);
    // Start this before the call is forgotten here, along with everything stored about it.
    if (cause === 'line-lost' && ref) void this.endIfOurs(ref, call.dialog);
    if (status !== undefined) void this.#refused(call, status);
    else this.options.calls.finish(call, cause, reason);
  }

  /** The status of a refusal says too little, so look at the session before reporting the end. */
  async #refused(call: LiveCall, status: number): Promise<void> {
    const { calls, watch, sessionsOf, clock, log, askAgainst } = this.options;
    const { callId, line } = call.request;
    // From here on the session is looked at directly, so the watch has nothing to add.
    watch.remove(callId);
    const tools = { sessions: sessionsOf(line), clock, log, askAgainst };
    const end = await whyRefused(status, { callId, line, ids: call.ids }, tools);
    calls.finish(call, end.cause, end.reason);
  }

  /**
   * A lost line leaves its call up at RingCentral, where nobody else would
   * end it. So it is ended, unless another process has taken it over.
   */
  async endIfOurs(ref: CallRef, dialog: DialogState | undefined): Promise<void> {
    const { dialogs, endByDialog, sessionsOf, controlRights, clock, log } = this.options;
    if (await (dialogs?.isOurs(ref.callId) ?? true)) {
      const gone = await confirmGone(ref, { sessions: sessionsOf(ref.line), controlRights, clock, log });
      if (!gone && dialog) await endByDialog.end(ref.line, ref.callId, dialog);
      return;
    }
    log.warn({ callId: ref.callId }, 'a call was lost here; another process may have taken it up, so it is left alone');
  }

  /** The session shows that the call is over, and SIP has not said so. */
  #sessionOver(call: LiveCall, end: LegEnd['cause'], reason: string): void {
    if (call.over) return;
    // Pushed before our own BYE was answered: this is the end we asked for.
    if (call.unwanted && !call.handOver) {
      this.options.calls.finish(call, 'us', 'We hung up.');
      return;
    }
    if (call.handOver) {
      // This may be the hand-over's own doing; we know once the hand-over is decided.
      call.handOver.ends.sessionEnded({ cause: end, reason });
      return;
    }
    this.options.log.info({ callId: call.request.callId, end }, 'the session shows that a call is over');
    const softphone = call.legAlive ? call.lent?.softphone : undefined;
    // Report the end first, or our own BYE would look like the cause.
    this.options.calls.finish(call, end, reason);
    void softphone?.hangUp(call.leg).catch(() => undefined);
  }
}

type Placed = Extract<WayResult, { outcome: 'dialled' }>;
