import { header, type SipHeader, type SipRequest, type SipResponse } from './message.js';
import { ackOfRefusal, type Self } from './self.js';
import type { RequestLimits, Transactions } from './transactions.js';

/** One challenge, and one more when the first nonce was stale. */
const MOST_ATTEMPTS = 3;

export interface Exchange {
  readonly request: SipRequest;
  readonly response: SipResponse;
}

export interface AuthenticatedOptions {
  /** Makes the request anew for each attempt, with the next CSeq. */
  readonly build: (extra: readonly SipHeader[]) => SipRequest;
  readonly limits: RequestLimits;
  /** Told each request before it is sent; false stops before a further attempt. */
  readonly before?: (request: SipRequest) => boolean;
}

/** Sends a request and answers the server's challenges; a refused INVITE is acknowledged. Resolves with the last final reply. */
export async function exchange(
  self: Self,
  transactions: Transactions,
  options: AuthenticatedOptions,
): Promise<Exchange> {
  let extra: readonly SipHeader[] = [];
  for (let attempt = 1; ; attempt++) {
    const request = options.build(extra);
    if (options.before?.(request) === false && attempt > 1) throw new Error('given up between two attempts');
    const response = await transactions.request(request, options.limits);
    if (request.method === 'INVITE' && response.status >= 300) transactions.sendOnly(ackOfRefusal(request, response));
    const challenged = response.status === 401 || response.status === 407;
    const stale = /stale\s*=\s*"?true/i.test(
      header(response, 'Proxy-Authenticate') ?? header(response, 'WWW-Authenticate') ?? '',
    );
    if (!challenged || attempt >= MOST_ATTEMPTS || (attempt > 1 && !stale)) return { request, response };
    const proof = self.answerTo(request, response);
    if (proof === undefined) return { request, response };
    extra = [proof];
  }
}
