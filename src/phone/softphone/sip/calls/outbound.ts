import { cancelOf } from '../dialog/dialog.js';
import {
  brokenInside,
  byUs,
  endOfStatus,
  linkLost,
  noCommonMedia,
  notPickedUp,
  silentServer,
} from '../dialog/endings.js';
import type { Leg } from '../dialog/leg.js';
import { idsOf } from '../message/api-ids.js';
import { header, type SipHeader, type SipRequest, type SipResponse } from '../message/message.js';
import { LEAST_SESSION_SECONDS, SESSION_SECONDS } from '../message/session-timer.js';
import { statedSeconds } from '../message/stated-time.js';
import type { LegEnd, LegIds } from '../softphone.js';
import { SoftphoneError } from '../softphone-error.js';
import { exchange } from '../transaction/authenticated.js';

/** Places one outbound leg, from the first INVITE to its answer or refusal. */
export class Placing {
  readonly #leg: Leg;
  readonly #offer: string;
  #settle: { readonly resolve: (ids: LegIds) => void; readonly reject: (error: SoftphoneError) => void } | undefined;
  #ids: LegIds = {};
  #invite: SipRequest | undefined;
  #provisional = false;
  #ringing = false;
  /** Why we no longer want the leg. */
  #unwanted: LegEnd | undefined;
  #ringTimer: NodeJS.Timeout | undefined;
  #cancelTimer: NodeJS.Timeout | undefined;

  constructor(leg: Leg) {
    this.#leg = leg;
    this.#offer = leg.sdp();
    leg.cancel = (end) => this.#cancel(end);
  }

  /** Resolves once the far side is being reached (183 or 200); rejects if the leg ends before that. */
  run(): Promise<LegIds> {
    const reached = new Promise<LegIds>((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    void this.#leg.whenEnded().then(() => this.#onEnded());
    this.#ringTimer = setTimeout(() => this.#cancel(notPickedUp), this.#leg.home.timings.ringMs);
    this.#place(SESSION_SECONDS).catch((error) => this.#onError(error));
    return reached;
  }

  async #place(sessionSeconds: number, leastSeconds = LEAST_SESSION_SECONDS): Promise<void> {
    const { home, dialog } = this.#leg;
    const session: SipHeader[] = [
      { name: 'Supported', value: 'timer, norefersub' },
      { name: 'Session-Expires', value: String(sessionSeconds) },
      { name: 'Min-SE', value: String(leastSeconds) },
    ];
    const { request, response } = await exchange(home.self, home.transactions, {
      build: (extra) => dialog.invite(this.#offer, [...session, ...extra]),
      limits: {
        replyMs: home.timings.replyMs,
        finalMs: home.timings.ringMs + home.timings.replyMs,
        onProvisional: (provisional) => this.#onProvisional(provisional),
      },
      before: (invite) => {
        this.#invite = invite;
        this.#provisional = false;
        this.#leg.withdraw = () => this.#requestCancel(invite);
        return this.#unwanted === undefined;
      },
    });
    // RFC 4028 §7.4: the server wants longer intervals.
    const least = statedSeconds(header(response, 'Min-SE')) ?? 0;
    if (response.status === 422 && least > leastSeconds && this.#unwanted === undefined) {
      await this.#place(Math.max(sessionSeconds, least), least);
    } else if (response.status >= 300) {
      this.#leg.end(this.#unwanted ?? endOfStatus(response.status));
    } else {
      this.#onAnswer(request, response);
    }
  }

  #onProvisional(response: SipResponse): void {
    this.#provisional = true;
    if (this.#unwanted !== undefined) {
      this.#sendCancel();
      return;
    }
    if (response.status === 100 || this.#leg.state !== 'early') return;
    this.#leg.dialog.learn(response);
    const media = this.#leg.hearAt(response.body);
    this.#learnIds(response);
    this.#ringing = true;
    // A bare 180 brings neither ids nor audio; those come with a 183 or the answer.
    if (media !== undefined || this.#ids.sessionId !== undefined) this.#announce();
  }

  #onAnswer(invite: SipRequest, response: SipResponse): void {
    const leg = this.#leg;
    leg.dialog.learn(response);
    leg.acknowledge(invite);
    // The answer crossed our CANCEL or came after we gave up: acknowledge it, then hang up at once.
    if (this.#unwanted !== undefined || leg.state === 'ended') {
      leg.sendBye().catch(() => undefined);
      leg.end(this.#unwanted ?? byUs);
      return;
    }
    this.#learnIds(response);
    if (leg.hearAt(response.body) === undefined && leg.remote === undefined) {
      leg.bye(noCommonMedia).catch(() => undefined);
      return;
    }
    clearTimeout(this.#ringTimer);
    leg.agree(response, true);
    this.#announce();
    leg.answered();
  }

  #learnIds(response: SipResponse): void {
    this.#ids = { ...this.#ids, ...idsOf(response) };
  }

  #announce(): void {
    const leg = this.#leg;
    if (leg.announced) return;
    leg.announced = true;
    this.#settle?.resolve(this.#ids);
    if (this.#ringing) leg.home.tell({ leg: leg.name, type: 'ringing' });
  }

  #cancel(end: LegEnd): void {
    if (this.#leg.state !== 'early' || this.#unwanted !== undefined) return;
    this.#unwanted = end;
    // RFC 3261 §9.1: send a CANCEL only once the server has shown that it received the INVITE.
    if (this.#provisional) this.#sendCancel();
    // Whatever the server does, the leg is soon over for us; the line hangs up a late answer.
    this.#cancelTimer = setTimeout(() => this.#leg.end(end), this.#leg.home.timings.replyMs);
  }

  #sendCancel(): void {
    const invite = this.#invite;
    if (invite === undefined) return;
    this.#invite = undefined;
    this.#requestCancel(invite).catch(() => undefined);
  }

  async #requestCancel(invite: SipRequest): Promise<void> {
    const { transactions, timings } = this.#leg.home;
    await transactions.request(cancelOf(invite), { replyMs: timings.replyMs });
  }

  #onError(error: unknown): void {
    if (this.#unwanted !== undefined) this.#leg.end(this.#unwanted);
    else if (error instanceof SoftphoneError) this.#leg.end(error.code === 'silent' ? silentServer : linkLost);
    else this.#leg.end(brokenInside);
  }

  #onEnded(): void {
    clearTimeout(this.#ringTimer);
    clearTimeout(this.#cancelTimer);
    const leg = this.#leg;
    if (leg.announced) return;
    const end = leg.ending ?? byUs;
    const code = end === silentServer ? 'silent' : end.cause === 'line-lost' ? 'line-lost' : 'call-refused';
    const status = end.status === undefined ? {} : { status: end.status };
    this.#settle?.reject(new SoftphoneError(code, end.reason, { end, ...status }));
  }
}
