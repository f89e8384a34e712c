import { header, type SipHeader, type SipRequest, type SipResponse } from '../message/message.js';
import { ackOfRefusal, type Self } from '../message/self.js';
import type { RequestLimits, Transactions } from './transactions.js';

/** The proxy and the far side may each challenge once (RFC 3261 §22.3), and one of them again for a stale nonce. */
const MOST_ATTEMPTS = 4;

export interface Exchange {
  readonly request: SipRequest;
  readonly response: SipResponse;
}

export interface AuthenticatedOptions {
  /** Builds the request again for each attempt, with the next CSeq. */
  readonly build: (extra: readonly SipHeader[]) => SipRequest;
  readonly limits: RequestLimits;
  /** Called with each request before it is sent; returning false prevents a further attempt. */
  readonly before?: (request: SipRequest) => boolean;
}

/** Sends a request and answers the server's challenges; acknowledges a refused INVITE. Resolves with the last final reply. */
export async function exchange(
  self: Self,
  transactions: Transactions,
  options: AuthenticatedOptions,
): Promise<Exchange> {
  const proofs = new Map<number, SipHeader>();
  for (let attempt = 1; ; attempt++) {
    const request = options.build([...proofs.values()]);
    if (options.before?.(request) === false && attempt > 1) throw new Error('given up between two attempts');
    const response = await transactions.request(request, options.limits);
    if (request.method === 'INVITE' && response.status >= 300) transactions.sendOnly(ackOfRefusal(request, response));
    const { status } = response;
    const challenged = status === 401 || status === 407;
    const stale = /stale\s*=\s*"?true/i.test(
      header(response, status === 407 ? 'Proxy-Authenticate' : 'WWW-Authenticate') ?? '',
    );
    if (!challenged || attempt >= MOST_ATTEMPTS || (proofs.has(status) && !stale)) return { request, response };
    const proof = self.answerTo(request, response);
    if (proof === undefined) return { request, response };
    proofs.set(status, proof);
  }
}
