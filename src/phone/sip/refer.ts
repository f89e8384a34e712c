import { LineError } from '../line-error.js';
import { header, type SipRequest } from './message.js';

/** The wait for the outcome of one REFER (RFC 3515), told in NOTIFYs with a `message/sipfrag` body. */
export class ReferWait {
  readonly outcome: Promise<void>;
  #settle: (error?: LineError) => void = () => undefined;
  #timer: NodeJS.Timeout;

  constructor(withinMs: number) {
    this.outcome = new Promise((resolve, reject) => {
      this.#settle = (error) => (error === undefined ? resolve() : reject(error));
    });
    // The caller may still be waiting for the REFER's own reply when this settles.
    this.outcome.catch(() => undefined);
    this.#timer = setTimeout(() => {
      this.fail(new LineError('transfer-unconfirmed', 'The outcome of the transfer was not told in time.'));
    }, withinMs);
  }

  fail(error: LineError): void {
    clearTimeout(this.#timer);
    this.#settle(error);
  }

  /** Takes a NOTIFY of the dialog; anything that is not this transfer's progress is ignored. */
  notify(request: SipRequest): void {
    if (!/^\s*refer\b/i.test(header(request, 'Event') ?? 'refer')) return;
    const status = Number(/^\s*SIP\/2\.0\s+(\d{3})/i.exec(request.body)?.[1]);
    if (status >= 200 && status < 300) {
      clearTimeout(this.#timer);
      this.#settle();
    } else if (status >= 300) {
      this.fail(new LineError('transfer-refused', `The transfer failed (${status}).`, { status }));
    } else if (/^\s*terminated/i.test(header(request, 'Subscription-State') ?? '')) {
      this.fail(new LineError('transfer-unconfirmed', 'The phone service stopped telling about the transfer.'));
    }
  }
}
