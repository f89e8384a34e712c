import { Dialog } from '../dialog/dialog.js';
import { hungUp, noCommonMedia } from '../dialog/endings.js';
import { Leg, type LegHome } from '../dialog/leg.js';
import type { Media } from '../media/media.js';
import { parseSdp } from '../media/sdp.js';
import { idsOf } from '../message/api-ids.js';
import { header, headers, type SipRequest } from '../message/message.js';
import { ALLOW, replyTo, token } from '../message/self.js';
import { sessionTerms } from '../message/session-timer.js';
import type { LegIds } from '../softphone.js';
import { SoftphoneError } from '../softphone-error.js';

export type AnsweredIds = LegIds & { readonly sipCallId: string };

/** Whether the server wants this INVITE answered automatically: the first leg of a call-out. */
export function wantsAutoAnswer(invite: SipRequest): boolean {
  const alert = headers(invite, 'Alert-Info').some((value) => /auto[\s_-]?answer/i.test(value));
  return alert || headers(invite, 'Call-Info').some((value) => /answer-after\s*=\s*0\b/i.test(value));
}

/** An INVITE left ringing, which the extension's owner may answer on another phone. */
export class RingingInvite {
  readonly invite: SipRequest;
  readonly tag = token();

  constructor(invite: SipRequest) {
    this.invite = invite;
  }
}

/** Answers an INVITE as a leg. */
export function answerInvite(home: LegHome, name: string, invite: SipRequest, media: Media): Answering {
  return new Answering(new Leg(home, name, Dialog.incoming(home.self, invite), media), invite);
}

/** An inbound leg between our 200 and the server's ACK. */
export class Answering {
  readonly leg: Leg;
  readonly acknowledged: Promise<AnsweredIds>;
  #settle:
    | { readonly resolve: (ids: AnsweredIds) => void; readonly reject: (error: SoftphoneError) => void }
    | undefined;
  readonly #invite: SipRequest;
  readonly #timer: NodeJS.Timeout;

  constructor(leg: Leg, invite: SipRequest) {
    this.leg = leg;
    this.#invite = invite;
    this.acknowledged = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    leg.cancel = (end) => void leg.bye(end).catch(() => undefined);
    void leg.whenEnded().then(() => this.#onEnded());
    const unacknowledged = () => void leg.bye(hungUp).catch(() => undefined);
    this.#timer = setTimeout(unacknowledged, leg.home.timings.replyMs);
    this.#sendAnswer();
  }

  #sendAnswer(): void {
    const { leg } = this;
    const withOffer = this.#invite.body.trim() !== '';
    const offer = withOffer ? parseSdp(this.#invite.body) : undefined;
    if (withOffer && offer === undefined) {
      leg.reply(this.#invite, 488, 'Not Acceptable Here');
      leg.end(noCommonMedia);
      return;
    }
    const terms = sessionTerms(this.#invite, leg.home.timings.leastSessionSeconds);
    const session =
      terms === undefined
        ? []
        : [
            { name: 'Require', value: 'timer' },
            { name: 'Session-Expires', value: `${terms.seconds};refresher=${terms.refresher ?? 'uac'}` },
          ];
    leg.reply(this.#invite, 200, 'OK', {
      headers: [
        { name: 'Contact', value: leg.home.self.contact },
        { name: 'Allow', value: ALLOW },
        { name: 'Supported', value: 'timer' },
        ...session,
        { name: 'Content-Type', value: 'application/sdp' },
      ],
      body: leg.sdp(offer),
    });
    leg.agree(this.#invite, false);
    if (withOffer) leg.hearAt(this.#invite.body);
  }

  /** The ACK: the call is up. The far side's SDP may arrive only now (as with calls from a queue). */
  acknowledge(ack: SipRequest): void {
    const { leg } = this;
    if (ack.body.trim() !== '') leg.hearAt(ack.body);
    if (leg.remote === undefined) {
      leg.bye(noCommonMedia).catch(() => undefined);
      return;
    }
    clearTimeout(this.#timer);
    leg.announced = true;
    const sipCallId = header(this.#invite, 'Call-ID') ?? '';
    this.#settle?.resolve({ ...idsOf(this.#invite), sipCallId });
    leg.answered();
  }

  #onEnded(): void {
    clearTimeout(this.#timer);
    const end = this.leg.ending ?? hungUp;
    this.#settle?.reject(new SoftphoneError('call-refused', end.reason, { end }));
  }
}

/** Tells the caller that it is ringing here. */
export function ring(home: LegHome, ringing: RingingInvite): void {
  home.reply(replyTo(ringing.invite, 180, 'Ringing', { toTag: ringing.tag }));
}
