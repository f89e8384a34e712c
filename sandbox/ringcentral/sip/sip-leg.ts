import { randomBytes, randomUUID } from 'node:crypto';
import type { CallerLeg } from '../exchange/party.js';
import type { AudioEnd, Frame } from '../media/frame.js';
import type { RtpLeg } from '../media/rtp-leg.js';
import { newCseq, type SipConnection } from './connection.js';
import { reply, type SipMessage } from './message.js';
import { cryptoTag, readSdp, writeSdp } from './sdp.js';

export interface SipTimes {
  /** First session refresh (UPDATE) after the answer, and how long its answer may take before the call gets a BYE. */
  readonly refreshAfterMs: number;
  readonly refreshAnswerMs: number;
  /** A stray datagram now and then; 0: none. */
  readonly junkEveryMs: number;
}

/** What a leg tells the server. */
export interface SipLegEvents {
  /** The client hung up, cancelled, or its refresh was not answered. */
  gone(leg: SipLeg): void;
  refer(leg: SipLeg, request: SipMessage): void;
}

const ALLOW = 'INVITE, ACK, BYE, CANCEL, UPDATE, INFO, NOTIFY, REFER, OPTIONS';

/**
 * A SIP dialog with a client, whoever began it, and its media. Both directions share what follows the answer:
 * refreshes, re-INVITE, REFER, BYE.
 */
export class SipLeg implements CallerLeg {
  readonly kind = 'sip';
  readonly callId: string;
  readonly deviceId: string;
  readonly audio: AudioEnd;
  readonly rtp: RtpLeg;
  connection: SipConnection;
  readonly #events: SipLegEvents;
  readonly #times: SipTimes;
  readonly #tag = randomBytes(6).toString('hex');
  readonly #domain: string;
  /** The INVITE we answer; undefined when we began. */
  #invite: SipMessage | undefined;
  #local = '';
  #remote = '';
  #target = '';
  #final = false;
  #established = false;
  #over = false;
  #held = false;
  #timers: NodeJS.Timeout[] = [];
  #inviteCseq = 0;

  constructor(
    connection: SipConnection,
    rtp: RtpLeg,
    deviceId: string,
    domain: string,
    times: SipTimes,
    events: SipLegEvents,
    invite?: SipMessage,
  ) {
    this.connection = connection;
    this.rtp = rtp;
    this.deviceId = deviceId;
    this.#domain = domain;
    this.#times = times;
    this.#events = events;
    this.#invite = invite;
    this.callId = invite?.callId ?? randomUUID();
    if (invite !== undefined) {
      this.#local = `${invite.header('to')};tag=${this.#tag}`;
      this.#remote = invite.header('from');
      this.#target = contactOf(invite);
    }
    this.audio = { speak: () => rtp.speak(), hear: (frame: Frame) => !this.#held && rtp.hear(frame) };
  }

  /** 183 with our SDP and the call's ids, so that early media can flow. The header's name is lower case on the real service too. */
  progress(sessionId: string, partyId: string): void {
    this.#answerInvite(183, [['p-rc-api-ids', `party-id=${partyId};session-id=${sessionId}`]]);
  }

  answered(): void {
    if (this.#final || this.#over) return;
    this.#final = true;
    this.#answerInvite(200, []);
    this.establish();
  }

  failed(status: number): void {
    if (this.#over) return;
    if (this.#invite === undefined) this.end();
    if (this.#invite === undefined || this.#final) return;
    this.#final = true;
    this.connection.send(reply(this.#invite, status, this.#tag));
    this.#finish();
  }

  end(): void {
    if (this.#over) return;
    if (this.#invite !== undefined && !this.#final) this.failed(480);
    else if (this.#established) {
      this.#request('BYE', [], '', () => undefined);
      this.#finish();
    } else this.#cancel();
  }

  /** The client's connection or network is gone: nothing can be said any more. */
  lost(): void {
    this.rtp.mute();
    this.#stopTimers();
  }

  get over(): boolean {
    return this.#over;
  }

  /** A request inside this dialog. After a reconnect only a re-INVITE binds it to the new connection; the rest is refused. */
  handle(request: SipMessage, from: SipConnection): void {
    if (from !== this.connection) {
      if (request.method === 'INVITE' && !this.#over) this.connection = from;
      else {
        if (request.method !== 'ACK') from.send(reply(request, 481, this.#tag));
        return;
      }
    }
    const answer = (status: number, extra: readonly (readonly [string, string])[] = [], body = ''): void =>
      this.connection.send(reply(request, status, this.#tag, extra, body));
    switch (request.method) {
      case 'BYE':
        answer(200);
        this.#leave();
        return;
      case 'CANCEL':
        answer(200);
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
        answer(200, [['Allow', ALLOW]]);
    }
  }

  answerRefer(request: SipMessage, status: number): void {
    this.connection.send(reply(request, status, this.#tag, [['Contact', this.#contact()]]));
  }

  /** How a transfer by REFER goes, as `message/sipfrag`. */
  notify(fragment: string, state: string): void {
    if (this.#over) return;
    const headers = [
      ['Event', 'refer'],
      ['Subscription-State', state],
      ['Content-Type', 'message/sipfrag'],
    ] as const;
    this.#request('NOTIFY', headers, fragment, () => undefined);
  }

  /** An INVITE of ours with auto-answer headers: the first leg of a call-out. */
  inviteClient(user: string, callerNumber: string, contact: string, settled: (status: number) => void): void {
    this.#local = `<sip:${callerNumber}@${this.#domain}>;tag=${this.#tag}`;
    this.#remote = `<sip:${user}@${this.#domain}>`;
    this.#target = contact;
    const headers = [
      ['Alert-Info', 'Auto Answer'],
      ['Call-Info', `<${this.#contact().slice(1, -1)}>;purpose=info;Answer-After=0`],
      ['Allow', ALLOW],
      ['Content-Type', 'application/sdp'],
    ] as const;
    this.#request('INVITE', headers, writeSdp(this.rtp.port, this.rtp.localKey), (response) => {
      const status = response.status ?? 0;
      if (status < 200) return;
      this.#remote = response.header('to');
      this.#target = contactOf(response) || this.#target;
      this.#send('ACK', response.cseq);
      if (this.#final) {
        // Answered while we cancelled.
        if (status < 300) this.#request('BYE', [], '', () => undefined);
        return;
      }
      this.#final = true;
      if (status >= 300) this.#finish();
      else if (!this.acceptSdp(response.body)) {
        this.establish();
        this.end();
        settled(488);
        return;
      } else this.establish();
      settled(status);
    });
  }

  /** Takes the client's SDP; false when it has no audio we speak. */
  acceptSdp(sdp: string): boolean {
    const media = readSdp(sdp);
    if (media === undefined) return false;
    this.rtp.connect(media);
    this.#held = !media.receives;
    return true;
  }

  establish(): void {
    this.#established = true;
    const { refreshAfterMs, junkEveryMs } = this.#times;
    this.#timers.push(setTimeout(() => this.#refresh(), refreshAfterMs));
    if (junkEveryMs > 0) this.#timers.push(setInterval(() => this.rtp.sendJunk(), junkEveryMs));
  }

  #answerInvite(status: number, extra: readonly (readonly [string, string])[]): void {
    if (this.#invite === undefined || this.#over) return;
    const headers = [
      ['Contact', this.#contact()],
      ['Allow', ALLOW],
      ...extra,
      ['Content-Type', 'application/sdp'],
    ] as const;
    const sdp = writeSdp(this.rtp.port, this.rtp.localKey, cryptoTag(this.#invite.body));
    this.connection.send(reply(this.#invite, status, this.#tag, headers, sdp));
  }

  #reinvite(request: SipMessage): void {
    if (request.body !== '' && !this.acceptSdp(request.body)) {
      this.connection.send(reply(request, 488, this.#tag));
      return;
    }
    this.connection.send(reply(request, 100, ''));
    const headers = [
      ['Contact', this.#contact()],
      ['Allow', ALLOW],
      ['Content-Type', 'application/sdp'],
    ] as const;
    const sdp = writeSdp(this.rtp.port, this.rtp.localKey, cryptoTag(request.body));
    this.connection.send(reply(request, 200, this.#tag, headers, sdp));
  }

  #refresh(): void {
    const { refreshAfterMs, refreshAnswerMs } = this.#times;
    const unanswered = setTimeout(() => this.#giveUp(), refreshAnswerMs);
    this.#timers.push(unanswered);
    this.#request(
      'UPDATE',
      [
        ['Session-Expires', '1800;refresher=uas'],
        ['Supported', 'timer'],
      ],
      '',
      (response) => {
        clearTimeout(unanswered);
        if ((response.status ?? 0) === 481) this.#leave();
        else this.#timers.push(setTimeout(() => this.#refresh(), refreshAfterMs));
      },
    );
  }

  #giveUp(): void {
    if (this.#over) return;
    this.#request('BYE', [['Reason', 'SIP;cause=408;text="Session timer"']], '', () => undefined);
    this.#leave();
  }

  #leave(): void {
    if (this.#over) return;
    this.#finish();
    this.#events.gone(this);
  }

  #cancel(): void {
    this.#send('CANCEL', this.#inviteCseq);
    this.#final = true;
    this.#finish();
  }

  #request(
    method: string,
    extra: readonly (readonly [string, string])[],
    body: string,
    onResponse: (response: SipMessage) => void,
  ): void {
    const cseq = newCseq();
    if (method === 'INVITE') this.#inviteCseq = cseq;
    this.#dispatch(method, cseq, extra, body, onResponse);
  }

  #send(method: 'ACK' | 'CANCEL', cseq: number): void {
    this.#dispatch(method, cseq, [], '', () => undefined);
  }

  #dispatch(
    method: string,
    cseq: number,
    extra: readonly (readonly [string, string])[],
    body: string,
    onResponse: (response: SipMessage) => void,
  ): void {
    const subject = `${method} ${this.#target} SIP/2.0`;
    const dialog = { callId: this.callId, cseq, method };
    this.connection.request(dialog, subject, this.#headers(method, cseq, extra), body, onResponse);
  }

  #headers(method: string, cseq: number, extra: readonly (readonly [string, string])[]): (readonly [string, string])[] {
    const headers: (readonly [string, string])[] = [
      ['Via', `SIP/2.0/TLS 127.0.0.1:5096;rport;branch=z9hG4bK-${randomUUID()}`],
      ['Max-Forwards', '70'],
      ['From', this.#local],
      ['To', this.#remote],
      ['Call-ID', this.callId],
      ['CSeq', `${cseq} ${method}`],
    ];
    if (method !== 'BYE' && method !== 'CANCEL') headers.push(['Contact', this.#contact()]);
    return [...headers, ...extra];
  }

  #contact(): string {
    return `<sip:practice@${this.#domain};transport=tls>`;
  }

  #finish(): void {
    this.#over = true;
    this.#stopTimers();
    this.rtp.close();
  }

  #stopTimers(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers = [];
  }
}

/** The address in a Contact header. */
function contactOf(message: SipMessage): string {
  return /<(sips?:[^>]+)>/.exec(message.header('contact'))?.[1] ?? '';
}
