import { header, type SipHeader, type SipRequest, type SipResponse } from '../message/message.js';
import type { Self } from '../message/self.js';
import { SoftphoneError } from '../softphone-error.js';

/** Waits for the outcome of one REFER (RFC 3515), which arrives in NOTIFYs with a `message/sipfrag` body. */
class ReferWait {
  readonly outcome: Promise<void>;
  #settle: (error?: SoftphoneError) => void = () => undefined;
  #timer: NodeJS.Timeout;

  constructor(withinMs: number) {
    this.outcome = new Promise((resolve, reject) => {
      this.#settle = (error) => (error === undefined ? resolve() : reject(error));
    });
    // The caller may still be waiting for the reply to the REFER when this settles.
    this.outcome.catch(() => undefined);
    this.#timer = setTimeout(() => {
      this.fail(
        new SoftphoneError(
          'transfer-unconfirmed',
          'The phone service did not say in time whether the call was transferred.',
        ),
      );
    }, withinMs);
  }

  fail(error: SoftphoneError): void {
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
      this.fail(
        new SoftphoneError('transfer-refused', `The phone service could not transfer the call (${status}).`, {
          status,
        }),
      );
    } else if (/^\s*terminated/i.test(header(request, 'Subscription-State') ?? '')) {
      this.fail(new SoftphoneError('transfer-unconfirmed', 'The phone service stopped reporting on the transfer.'));
    }
  }
}

/**
 * The Refer-To of a transfer. To replace another dialog, the address includes that dialog's identity as its far end knows it (RFC 3891):
 * the far end's tag is `to-tag`, ours is `from-tag`. RingCentral's web softphone sends this form.
 */
export function referTo(
  uri: string,
  replaced?: { readonly callId: string; readonly remoteTag: string | undefined; readonly localTag: string },
): string {
  if (replaced === undefined) return uri;
  const { callId, remoteTag = '', localTag } = replaced;
  return `<${uri}?Replaces=${encodeURIComponent(`${callId};to-tag=${remoteTag};from-tag=${localTag}`)}>`;
}

interface TransferHome {
  readonly self: Pick<Self, 'uri'>;
  /** Sends a request in the dialog; resolves with its final reply. */
  readonly exchange: (method: string, headers: readonly SipHeader[], replyMs: number) => Promise<SipResponse>;
  readonly replyMs: number;
}

/** Transfers of one leg by REFER, one at a time. */
export class Transfers {
  readonly #home: TransferHome;
  #wait: ReferWait | undefined;

  constructor(home: TransferHome) {
    this.#home = home;
  }

  /** Resolves when the transfer succeeded; rejects with a `SoftphoneError` when it was refused, or its outcome did not arrive in time. */
  async refer(to: string, withinMs: number): Promise<void> {
    const { self, exchange, replyMs } = this.#home;
    if (this.#wait !== undefined)
      throw new SoftphoneError('transfer-refused', 'The call is already being transferred.');
    const wait = new ReferWait(withinMs);
    this.#wait = wait;
    const headers = [
      { name: 'Refer-To', value: to },
      { name: 'Referred-By', value: `<${self.uri}>` },
    ];
    exchange('REFER', headers, Math.min(withinMs, replyMs)).then(
      ({ status }) => {
        if (status >= 300)
          wait.fail(
            new SoftphoneError('transfer-refused', `The phone service refused to transfer the call (${status}).`, {
              status,
            }),
          );
      },
      (error) =>
        wait.fail(
          error instanceof SoftphoneError
            ? error
            : new SoftphoneError('line-lost', 'The call could not be transferred.'),
        ),
    );
    try {
      await wait.outcome;
    } finally {
      this.#wait = undefined;
    }
  }

  notify(request: SipRequest): void {
    this.#wait?.notify(request);
  }

  fail(error: SoftphoneError): void {
    this.#wait?.fail(error);
  }
}
