import { cseqOf, header, type SipMessage, type SipRequest, type SipResponse } from '../message/message.js';
import { SoftphoneError } from '../softphone-error.js';

export interface RequestLimits {
  /** To the first reply of any kind. */
  readonly replyMs: number;
  /** To the final reply; `replyMs` if absent. */
  readonly finalMs?: number;
  readonly onProvisional?: (response: SipResponse) => void;
}

interface Pending {
  readonly resolve: (response: SipResponse) => void;
  readonly reject: (error: SoftphoneError) => void;
  readonly limits: RequestLimits;
  firstTimer: NodeJS.Timeout | undefined;
  readonly finalTimer: NodeJS.Timeout;
}

// By Call-ID and CSeq instead of by branch: both are unique for our requests, and servers are known to mangle Via.
function keyOf(message: SipMessage): string {
  const cseq = cseqOf(message);
  return `${header(message, 'Call-ID')} ${cseq?.number} ${cseq?.method}`;
}

/** Requests in flight, each with a limit on its reply. Nothing is retransmitted: TLS delivers or breaks. */
export class Transactions {
  readonly #send: (message: SipMessage) => boolean;
  readonly #pending = new Map<string, Pending>();

  constructor(send: (message: SipMessage) => boolean) {
    this.#send = send;
  }

  /** Sends, and resolves with the final reply. Rejects with `silent` or `line-lost`. */
  request(request: SipRequest, limits: RequestLimits): Promise<SipResponse> {
    const key = keyOf(request);
    return new Promise((resolve, reject) => {
      if (!this.#send(request)) {
        reject(new SoftphoneError('line-lost', 'The connection to the phone service is down.'));
        return;
      }
      const silent = () => this.#settle(key)?.reject(new SoftphoneError('silent', 'The phone service gave no answer.'));
      this.#pending.set(key, {
        resolve,
        reject,
        limits,
        firstTimer: setTimeout(silent, limits.replyMs),
        finalTimer: setTimeout(silent, limits.finalMs ?? limits.replyMs),
      });
    });
  }

  /** Sends a request that gets no reply (an ACK). */
  sendOnly(request: SipRequest): void {
    this.#send(request);
  }

  /** True when a request was waiting for this reply. */
  take(response: SipResponse): boolean {
    const key = keyOf(response);
    const pending = this.#pending.get(key);
    if (pending === undefined) return false;
    clearTimeout(pending.firstTimer);
    pending.firstTimer = undefined;
    if (response.status < 200) pending.limits.onProvisional?.(response);
    else this.#settle(key)?.resolve(response);
    return true;
  }

  /** The connection is gone: replies can no longer arrive. */
  fail(): void {
    for (const key of [...this.#pending.keys()]) {
      this.#settle(key)?.reject(new SoftphoneError('line-lost', 'The connection to the phone service was lost.'));
    }
  }

  #settle(key: string): Pending | undefined {
    const pending = this.#pending.get(key);
    this.#pending.delete(key);
    clearTimeout(pending?.firstTimer);
    clearTimeout(pending?.finalTimer);
    return pending;
  }
}
