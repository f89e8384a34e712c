import type { Leg, LegHome } from '../dialog/leg.js';
import type { Media } from '../media/media.js';
import { header, type SipRequest } from '../message/message.js';
import { replyTo } from '../message/self.js';
import type { ExpectedCaller } from '../softphone.js';
import { SoftphoneError } from '../softphone-error.js';
import { comesFrom } from './expected-caller.js';
import { type AnsweredIds, type Answering, answerInvite, RingingInvite, ring, wantsAutoAnswer } from './inbound.js';

/** No extension has more INVITEs ringing at once. */
const MOST_RINGING = 20;

interface Waiting {
  readonly name: string;
  readonly media: Media;
  readonly from: ExpectedCaller | undefined;
  readonly resolve: (ids: AnsweredIds) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Receives incoming INVITEs. Answers those somebody here expects (marked
 * auto-answer, or a call of ours that comes back) and lets all others ring.
 */
export class InboundDesk {
  readonly #home: LegHome;
  readonly #adopt: (leg: Leg) => void;
  readonly #waiting: Waiting[] = [];
  readonly #ringing = new Map<string, RingingInvite>();
  readonly #answering = new Map<string, Answering>();

  constructor(home: LegHome, adopt: (leg: Leg) => void) {
    this.#home = home;
    this.#adopt = adopt;
  }

  /** Answers, as a leg of this name, the next INVITE that is marked auto-answer or comes from that caller. */
  answerNext(name: string, withinMs: number, media: Media, from?: ExpectedCaller): Promise<AnsweredIds> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#drop(name, new SoftphoneError('no-invite', 'No call that the line may answer came in time.'));
      }, withinMs);
      this.#waiting.push({
        name,
        media,
        from,
        resolve: (ids) => {
          clearTimeout(timer);
          resolve(ids);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      });
    });
  }

  /** Stops expecting a call for this name. */
  forget(name: string): void {
    this.#drop(name, new SoftphoneError('no-leg', 'The leg was hung up before a call came.'));
  }

  /** The connection is gone, and every ringing call with it. */
  forgetRinging(): void {
    this.#ringing.clear();
  }

  close(): void {
    for (const { name } of [...this.#waiting]) this.#drop(name, new SoftphoneError('stopped', 'The line was stopped.'));
    this.#ringing.clear();
  }

  /** True if the request was handled here: a new INVITE, its CANCEL, or the ACK of our answer. */
  take(request: SipRequest): boolean {
    const callId = header(request, 'Call-ID') ?? '';
    if (request.method === 'ACK') return this.#acknowledged(callId, request);
    if (request.method === 'CANCEL') return this.#canceled(callId, request);
    if (request.method !== 'INVITE' || /;\s*tag=/i.test(header(request, 'To') ?? '')) return false;
    this.#invited(callId, request);
    return true;
  }

  #invited(callId: string, invite: SipRequest): void {
    this.#home.reply(replyTo(invite, 100, 'Trying'));
    const again = this.#ringing.get(callId);
    if (again !== undefined || this.#answering.has(callId)) return;
    const auto = wantsAutoAnswer(invite);
    const at = this.#waiting.findIndex(({ from }) => (from === undefined ? auto : comesFrom(invite, from)));
    const [waiting] = at < 0 ? [] : this.#waiting.splice(at, 1);
    if (waiting !== undefined) {
      this.#answer(callId, invite, waiting);
      return;
    }
    if (this.#ringing.size >= MOST_RINGING) {
      this.#home.reply(replyTo(invite, 486, 'Busy Here', { toTag: 'full' }));
      return;
    }
    const ringing = new RingingInvite(invite);
    this.#ringing.set(callId, ringing);
    ring(this.#home, ringing);
  }

  #answer(callId: string, invite: SipRequest, waiting: Waiting): void {
    const answering = answerInvite(this.#home, waiting.name, invite, waiting.media);
    this.#answering.set(callId, answering);
    if (answering.leg.state !== 'ended') this.#adopt(answering.leg);
    answering.acknowledged.then(waiting.resolve, waiting.reject).finally(() => this.#answering.delete(callId));
  }

  #acknowledged(callId: string, ack: SipRequest): boolean {
    const answering = this.#answering.get(callId);
    answering?.acknowledge(ack);
    return answering !== undefined;
  }

  #canceled(callId: string, cancel: SipRequest): boolean {
    const ringing = this.#ringing.get(callId);
    if (ringing === undefined) return false;
    this.#ringing.delete(callId);
    this.#home.reply(replyTo(cancel, 200, 'OK', { toTag: ringing.tag }));
    this.#home.reply(replyTo(ringing.invite, 487, 'Request Terminated', { toTag: ringing.tag }));
    return true;
  }

  #drop(name: string, error: SoftphoneError): void {
    const at = this.#waiting.findIndex((one) => one.name === name);
    if (at >= 0) this.#waiting.splice(at, 1)[0]?.reject(error);
  }
}
