import type { CallerLeg } from '../exchange/party.js';
import type { AudioEnd, Frame } from '../media/frame.js';
import type { RtpLeg } from '../media/rtp-leg.js';
import type { SipConnection } from './connection.js';
import { ALLOW, CLIENT_SESSION, type DeviceInvite } from './device-invite.js';
import type { Dialog } from './dialog.js';
import { LegWatch } from './leg-watch.js';
import { reply, type SipMessage } from './message.js';
import type { ReplacesHeader } from './replaces.js';
import { plainSdp, readSdp } from './sdp.js';

export interface SipTimes {
  /** First session refresh (UPDATE) after the answer, and how long its answer may take before the call gets a BYE. */
  readonly refreshAfterMs: number;
  readonly refreshAnswerMs: number;
  /** So soon after a hand-over the softphones in it are sent an UPDATE. */
  readonly refreshAfterHandOverMs: number;
  /** Between the first NOTIFY of a REFER and the transfer itself: a blind one, and one that joins two calls. */
  readonly referMs: number;
  readonly replacesMs: number;
  /** A stray datagram now and then; 0: none. */
  readonly junkEveryMs: number;
  /** A client that had been sending audio and has been silent for this long is gone: its call is ended. A lost connection alone ends nothing. */
  readonly mediaTimeoutMs: number;
}

/** What a leg tells the server. */
export interface SipLegEvents {
  /** The client hung up, cancelled, or its refresh was not answered. */
  gone(leg: SipLeg): void;
  refer(leg: SipLeg, request: SipMessage): void;
  /** The session was refreshed, by an UPDATE of ours or a re-INVITE of the client's. */
  refreshed(leg: SipLeg, by: 'server' | 'client'): void;
}

/**
 * A call's SIP dialog with a client, no matter who began it, and its media. Both directions share what follows the answer:
 * refreshes, re-INVITE, REFER, BYE.
 */
export class SipLeg implements CallerLeg {
  readonly kind = 'sip';
  readonly audio: AudioEnd;
  readonly #rtp: RtpLeg;
  readonly #dialog: Dialog;
  readonly #events: SipLegEvents;
  readonly #watch: LegWatch;
  /** The INVITE we answer; undefined when we began. */
  readonly #invite: SipMessage | undefined;
  /** Whose device the client is. */
  readonly deviceId: string;
  #clientCseq = 0;
  #final = false;
  #established = false;
  #over = false;
  #held = false;
  /** What our refreshes say of the session. */
  #session = CLIENT_SESSION;

  constructor(
    deviceId: string,
    dialog: Dialog,
    rtp: RtpLeg,
    times: SipTimes,
    events: SipLegEvents,
    invite?: SipMessage,
  ) {
    this.deviceId = deviceId;
    this.#clientCseq = invite?.cseq ?? 0;
    this.#dialog = dialog;
    this.#rtp = rtp;
    this.#watch = new LegWatch({
      times,
      rtp,
      refresh: (answered) => this.#refresh(answered),
      unknown: () => this.#leave(),
      giveUp: (why) => this.#giveUp(why),
    });
    this.#events = events;
    this.#invite = invite;
    this.audio = { speak: () => rtp.speak(), hear: (frame: Frame) => !this.#held && rtp.hear(frame) };
  }

  get callId(): string {
    return this.#dialog.callId;
  }

  get connection(): SipConnection {
    return this.#dialog.connection;
  }

  get over(): boolean {
    return this.#over;
  }

  /** 183 with our SDP and the call's ids, so that early media can flow. The header's name is lower case on the real service too. */
  progress(sessionId: string, partyId: string): void {
    this.#answerInvite(183, [['p-rc-api-ids', `party-id=${partyId};session-id=${sessionId}`]]);
  }

  answered(): void {
    if (this.#final || this.#over) return;
    this.#final = true;
    this.#answerInvite(200, []);
    this.#establish();
  }

  failed(status: number): void {
    if (this.#over) return;
    if (this.#invite === undefined) this.end();
    if (this.#invite === undefined || this.#final) return;
    this.#final = true;
    this.#dialog.answer(this.#invite, status);
    this.#finish();
  }

  end(): void {
    if (this.#over) return;
    if (this.#invite !== undefined && !this.#final) {
      this.failed(480);
      return;
    }
    if (this.#established) this.#dialog.request('BYE');
    else this.#dialog.cancel();
    this.#final = true;
    this.#finish();
  }

  /** The call was handed over, and this softphone is in it. */
  handedOver(): void {
    if (this.#established && !this.#over) this.#watch.refreshSoon();
  }

  isNamedBy(replaces: ReplacesHeader): boolean {
    return !this.#over && this.#dialog.isNamedBy(replaces);
  }

  /** The other person of the call pressed a key. */
  sendKey(key: string): void {
    if (this.#established && !this.#over) this.#rtp.sendKey(key);
  }

  /** The client's connection or network is gone: nothing can be said any more. */
  lost(): void {
    this.#rtp.mute();
    this.#watch.stop();
  }

  /** A request for this dialog that came over another connection and may not bind it. */
  refuse(request: SipMessage, from: SipConnection, status: number): void {
    if (request.method !== 'ACK') from.send(reply(request, status, this.#dialog.tag));
  }

  /** A re-INVITE over another connection, whose sender has been made sure of: the dialog is that connection's from now on. */
  rebind(request: SipMessage, to: SipConnection): void {
    if (this.#over || request.cseq <= this.#clientCseq) {
      this.refuse(request, to, this.#over ? 481 : 500);
      return;
    }
    this.#dialog.connection = to;
    // Requests over the old connection are never answered.
    this.#watch.stop();
    if (this.#established) this.#watch.start();
    this.handle(request);
  }

  /** A request inside this dialog. */
  handle(request: SipMessage): void {
    const { method, cseq } = request;
    if (method !== 'ACK' && method !== 'CANCEL') {
      // RFC 3261 §12.2.2: a sender that is behind has been replaced.
      if (cseq < this.#clientCseq) {
        this.#dialog.answer(request, 500);
        return;
      }
      this.#clientCseq = cseq;
    }
    switch (request.method) {
      case 'BYE':
        this.#dialog.answer(request, 200);
        this.#leave();
        return;
      case 'CANCEL':
        this.#dialog.answer(request, 200);
        if (!this.#final) {
          this.failed(487);
          this.#events.gone(this);
        }
        return;
      case 'INVITE':
        this.#reinvite(request);
        return;
      case 'REFER':
        this.#events.refer(this, request);
        return;
      case 'ACK':
        return;
      default:
        this.#dialog.answer(request, 200, [['Allow', ALLOW]]);
    }
  }

  answerRefer(request: SipMessage, status: number): void {
    this.#dialog.answer(request, status, [['Contact', this.#dialog.contact]]);
  }

  /** How a transfer by REFER goes, as `message/sipfrag`. */
  notify(fragment: string, state: string): void {
    if (this.#over) return;
    const headers = [
      ['Event', 'refer'],
      ['Subscription-State', state],
      ['Content-Type', 'message/sipfrag'],
    ] as const;
    this.#dialog.request('NOTIFY', headers, fragment);
  }

  /** An INVITE of ours, made by `compose` for our contact and media; `settled` with its final status. */
  inviteClient(compose: (contact: string, media: RtpLeg) => DeviceInvite, settled: (status: number) => void): void {
    const { from, to, target, headers, body, refresh } = compose(this.#dialog.contact, this.#rtp);
    this.#session = refresh;
    this.#dialog.begin(from, to, target);
    this.#dialog.request('INVITE', headers, body, (response) => {
      const status = response.status ?? 0;
      if (status >= 200) settled(this.#clientAnswered(response, status, body === ''));
    });
  }

  /** Takes the client's SDP; false when it has no audio we speak. */
  acceptSdp(sdp: string): boolean {
    const media = readSdp(sdp);
    if (media === undefined) return false;
    this.#rtp.connect(media);
    this.#held = !media.receives;
    return true;
  }

  /** Without an offer in the INVITE the 200 brings the client's, and the ACK our answer. */
  #clientAnswered(response: SipMessage, status: number, ackAnswers: boolean): number {
    this.#dialog.learn(response);
    this.#dialog.acknowledge(ackAnswers && status < 300 ? plainSdp(this.#rtp, response.body) : '');
    if (this.#final) {
      // Answered while we cancelled.
      if (status < 300) this.#dialog.request('BYE');
      return 487;
    }
    this.#final = true;
    if (status >= 300) {
      this.#finish();
      return status;
    }
    this.#establish();
    if (this.acceptSdp(response.body)) return status;
    this.end();
    return 488;
  }

  #establish(): void {
    this.#established = true;
    this.#watch.start();
  }

  #answerInvite(status: number, extra: readonly (readonly [string, string])[]): void {
    if (this.#invite !== undefined && !this.#over) this.#answerWithSdp(this.#invite, status, extra);
  }

  #answerWithSdp(request: SipMessage, status: number, extra: readonly (readonly [string, string])[]): void {
    const contact = [
      ['Contact', this.#dialog.contact],
      ['Allow', ALLOW],
    ] as const;
    const sdp = plainSdp(this.#rtp, request.body);
    this.#dialog.answer(request, status, [...contact, ...extra, ['Content-Type', 'application/sdp']], sdp);
  }

  #reinvite(request: SipMessage): void {
    if (request.body !== '' && !this.acceptSdp(request.body)) {
      this.#dialog.answer(request, 488);
      return;
    }
    this.#dialog.connection.send(reply(request, 100, ''));
    this.#answerWithSdp(request, 200, []);
    this.#events.refreshed(this, 'client');
  }

  #refresh(answered: (status: number) => void): void {
    this.#dialog.request('UPDATE', this.#session, '', (response) => {
      const status = response.status ?? 0;
      if (status !== 481) this.#events.refreshed(this, 'server');
      answered(status);
    });
  }

  #giveUp(why: string): void {
    if (this.#over) return;
    this.#dialog.request('BYE', [['Reason', `SIP;cause=408;text="${why}"`]]);
    this.#leave();
  }

  #leave(): void {
    if (this.#over) return;
    this.#finish();
    this.#events.gone(this);
  }

  #finish(): void {
    this.#over = true;
    this.#watch.stop();
    this.#rtp.close();
  }
}
