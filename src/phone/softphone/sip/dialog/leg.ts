import type { Key } from '../../../../hunter/terms.js';
import type { Media } from '../media/media.js';
import { OwnSdp } from '../media/own-sdp.js';
import { parseSdp, type RemoteMedia } from '../media/sdp.js';
import type { Log } from '../message/log.js';
import { cseqOf, type SipHeader, type SipRequest, type SipResponse } from '../message/message.js';
import { type ReplyExtras, replyTo, type Self, token } from '../message/self.js';
import type { DialogForm, LegEnd, LegFact } from '../softphone.js';
import { SoftphoneError } from '../softphone-error.js';
import type { Timings } from '../timings.js';
import { ask } from '../transaction/asking.js';
import { type Exchange, exchange } from '../transaction/authenticated.js';
import type { Transactions } from '../transaction/transactions.js';
import type { Dialog } from './dialog.js';
import { byUs, expired, hungUp, mediaLost, notRepaired } from './endings.js';
import { answerInDialog } from './in-dialog.js';
import { Transfers } from './refer.js';
import { reinvite } from './reinvite.js';
import { type RefreshOutcome, SessionRefresher } from './session-refresher.js';

/** RFC 3261 §12.2.2. */
const REFUSED = {
  'another-dialog': [481, 'Call/Transaction Does Not Exist'],
  'out-of-order': [500, 'Out of Order'],
} as const;

/** What a leg needs from its line. */
export interface LegHome {
  readonly self: Self;
  readonly transactions: Transactions;
  readonly timings: Timings;
  readonly log: Log;
  reply(response: SipResponse): void;
  tell(fact: LegFact): void;
  /** The leg is over. */
  gone(leg: Leg): void;
  /** A BYE or CANCEL that could not be delivered; it is repeated once the line is registered again. */
  owe(farewell: () => Promise<void>): void;
}

/** One call on the line: its dialog and its audio, from the first INVITE to the end. */
export class Leg {
  readonly name: string;
  readonly dialog: Dialog;
  readonly media: Media;
  readonly own: OwnSdp;
  readonly home: LegHome;
  state: 'early' | 'answered' | 'ended' = 'early';
  /** Facts are reported only for legs that the caller knows to exist. */
  announced = false;
  remote: RemoteMedia | undefined;
  ending: LegEnd | undefined;
  /** Ends a leg that has not been answered yet. */
  cancel: (end: LegEnd) => void = () => undefined;
  /**
   * Withdraws, over the next connection, an INVITE whose connection is gone. Otherwise the far side keeps ringing with nobody on the call.
   */
  withdraw: (() => Promise<void>) | undefined;
  refreshing: Promise<RefreshOutcome> | undefined;
  readonly session: SessionRefresher;
  /** The status that refused the last re-INVITE. */
  refusal: number | undefined;
  readonly #whenEnded: (() => void)[] = [];
  readonly #transfers: Transfers;
  /** NOTIFYs received so far. */
  #notified = 0;

  constructor(home: LegHome, name: string, dialog: Dialog, media: Media) {
    this.home = home;
    this.name = name;
    this.dialog = dialog;
    this.media = media;
    this.session = new SessionRefresher({
      timings: home.timings,
      refresh: () => this.refresh(),
      audible: () => media.alive,
      held: () => media.held,
      onLost: (outcome) => void this.bye(outcome === 'gone' ? expired : notRepaired).catch(() => undefined),
    });
    this.#transfers = new Transfers({
      self: home.self,
      exchange: (...what) => this.#exchange(...what),
      replyMs: home.timings.replyMs,
    });
    this.own = new OwnSdp(() => home.self.address, media);
  }

  /** Our side's SDP: an offer or, with `offer`, the answer to it. */
  sdp(offer?: RemoteMedia): string {
    return this.own.next(offer);
  }

  /** Takes the far side's SDP; undefined if it has no media that a line can speak. */
  hearAt(body: string): RemoteMedia | undefined {
    const remote = parseSdp(body);
    if (remote === undefined) return undefined;
    this.remote = remote;
    this.media.connect(remote);
    return remote;
  }

  answered(): void {
    if (this.state !== 'early') return;
    this.state = 'answered';
    this.media.watched = true;
    // First report what another process needs: as soon as the call counts as answered, it may be let go.
    this.tellDialog();
    if (this.announced) this.home.tell({ leg: this.name, type: 'answered' });
  }

  /** Reports what another process would need to continue the call. */
  tellDialog(): void {
    if (!this.announced || this.state !== 'answered') return;
    const dialog = { ...this.dialog.state(), ...this.own.state() };
    this.home.tell({ leg: this.name, type: 'dialog', dialog });
  }

  /** Ends the leg in this process only: neither the server nor the host is told. */
  forsake(): void {
    this.announced = false;
    this.end(byUs);
  }

  /** Ends the leg, whoever ended the call; reported once. */
  end(end: LegEnd): void {
    if (this.state === 'ended') return;
    this.state = 'ended';
    this.ending = end;
    this.session.stop();
    this.#transfers.fail(
      new SoftphoneError(
        'transfer-unconfirmed',
        'The call ended before the phone service said whether it was transferred.',
        {
          end,
        },
      ),
    );
    this.home.log('info', 'A leg ended.', {
      leg: this.name,
      cause: end.cause,
      status: end.status,
      ...this.media.counts(),
    });
    this.media.close();
    this.home.gone(this);
    for (const listener of this.#whenEnded.splice(0)) listener();
    if (this.announced) this.home.tell({ leg: this.name, type: 'ended', end });
  }

  whenEnded(): Promise<void> {
    return this.state === 'ended' ? Promise.resolve() : new Promise((resolve) => this.#whenEnded.push(resolve));
  }

  /**
   * Ends an answered leg: the audio stops at once, and a BYE that is not confirmed is repeated later. Rejects when it was not confirmed.
   */
  async bye(end: LegEnd): Promise<void> {
    if (this.state === 'ended') return;
    const confirmed = this.sendBye();
    this.end(end);
    await confirmed;
  }

  /** Sends only the BYE, for a leg that is already over for us. */
  async sendBye(): Promise<void> {
    const send = async () => {
      const { status } = await this.#exchange('BYE');
      if (status >= 300 && status !== 481)
        throw new SoftphoneError('hang-up-unconfirmed', `The BYE was refused (${status}).`);
    };
    try {
      await send();
    } catch {
      this.home.owe(send);
      throw new SoftphoneError('hang-up-unconfirmed', 'The phone service did not confirm that the call was hung up.');
    }
  }

  /** The far side pressed a key. */
  keyed(key: Key): void {
    if (this.announced) this.home.tell({ leg: this.name, type: 'key', key });
  }

  /** The audio stopped coming. */
  mediaLost(): void {
    if (this.state === 'answered') this.bye(mediaLost).catch(() => undefined);
  }

  /** `to`: the value of the Refer-To header. */
  async refer(to: string, withinMs: number): Promise<void> {
    if (this.state !== 'answered')
      throw new SoftphoneError('not-connected', 'Only an answered leg can be transferred.');
    await this.#transfers.refer(to, withinMs);
  }

  /** A NOTIFY in this dialog. */
  notified(request: SipRequest): void {
    this.#notified += 1;
    this.#transfers.notify(request);
  }

  /** A request from the server within this dialog. */
  take(request: SipRequest): void {
    const place = this.dialog.place(request);
    if (place !== 'in-order') {
      const [status, reason] = REFUSED[place];
      if (request.method !== 'ACK') this.home.reply(replyTo(request, status, reason, { toTag: token() }));
      return;
    }
    if (request.method === 'BYE') {
      this.reply(request, 200, 'OK');
      this.end(hungUp);
      return;
    }
    answerInDialog(this, request);
  }

  reply(request: SipRequest, status: number, reason: string, extras: ReplyExtras = {}): void {
    this.home.reply(replyTo(request, status, reason, { toTag: this.dialog.localTag, ...extras }));
  }

  acknowledge(invite: SipRequest): void {
    this.home.transactions.sendOnly(this.dialog.ack(invite));
  }

  /** Acknowledges a 200 that nobody is waiting for: it was repeated because our ACK got lost, or it answers a re-INVITE we gave up. */
  acknowledgeAgain(response: SipResponse): void {
    const isAnswer = cseqOf(response)?.method === 'INVITE' && response.status >= 200 && response.status < 300;
    if (isAnswer && this.state === 'answered') this.home.transactions.sendOnly(this.dialog.ack(response));
  }

  /** Follows the newest agreement on session timers. `ours`: we sent the request. */
  agree(message: SipRequest | SipResponse, ours: boolean): void {
    if (this.state !== 'ended') this.session.agree(message, ours);
  }

  /** A re-INVITE that leaves our audio unchanged: refreshes the session and ties the dialog to the current connection. */
  refresh(): Promise<RefreshOutcome> {
    this.refreshing ??= reinvite(this).finally(() => {
      this.refreshing = undefined;
    });
    return this.refreshing;
  }

  async #exchange(method: string, headers: readonly SipHeader[] = [], replyMs = this.home.timings.replyMs) {
    const build = (form: DialogForm, extra: readonly SipHeader[]) =>
      this.dialog.request(method, [...headers, ...extra], { form });
    return (await this.ask(build, replyMs, method === 'BYE')).response;
  }

  /** A request within the dialog, in the form the server accepts. `always`: try the other form even if the leg has ended. */
  async ask(
    build: (form: DialogForm, extra: readonly SipHeader[]) => SipRequest,
    replyMs = this.home.timings.replyMs,
    always = false,
  ): Promise<Exchange> {
    const { self, transactions, log } = this.home;
    const { dialog } = this;
    const [form, notified] = [dialog.form, this.#notified];
    // Both forms together take no longer than one, since the callers have time limits of their own.
    const limits = { replyMs: form === 'plain' ? replyMs : replyMs / 2 };
    const outcome = await ask({
      dialog,
      send: (by) => exchange(self, transactions, { build: (extra) => build(by, extra), limits }),
      // A NOTIFY shows that a REFER was accepted even if its reply is missing; a second REFER would ring twice.
      mayAskAgain: () => always || (this.state !== 'ended' && this.#notified === notified),
    });
    if (dialog.form !== form) {
      log('info', 'The phone service accepts requests within a call in the plain form only.', { leg: this.name });
      this.tellDialog();
    }
    return outcome;
  }
}
