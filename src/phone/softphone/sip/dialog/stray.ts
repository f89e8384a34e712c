import { uriOf } from '../message/address.js';
import { cseqOf, header, headers, type SipHeader, type SipRequest, type SipResponse } from '../message/message.js';
import { exchange } from '../transaction/authenticated.js';
import type { LegHome } from './leg.js';

/**
 * An answer to a call that nobody here waits for any more (it came after we had given the call up) would leave a call alive that
 * nobody drops: it is acknowledged and hung up, with nothing but what the answer itself tells.
 */
export function hangUpStray(home: LegHome, response: SipResponse): void {
  const cseq = cseqOf(response);
  if (cseq?.method !== 'INVITE' || response.status < 200 || response.status >= 300) return;
  const to = header(response, 'To') ?? '';
  const target = uriOf(header(response, 'Contact') ?? to);
  if (!/^sips?:[^\s<>]+$/i.test(target)) return;
  const routes: SipHeader[] = headers(response, 'Record-Route')
    .reverse()
    .map((value) => ({ name: 'Route', value }));
  const build = (method: string, number: number, extra: readonly SipHeader[] = []): SipRequest => ({
    kind: 'request',
    method,
    uri: target,
    headers: [
      { name: 'Via', value: home.self.via() },
      { name: 'Max-Forwards', value: '70' },
      { name: 'From', value: header(response, 'From') ?? '' },
      { name: 'To', value: to },
      { name: 'Call-ID', value: header(response, 'Call-ID') ?? '' },
      ...routes,
      ...extra,
      { name: 'User-Agent', value: home.self.userAgent },
      { name: 'CSeq', value: `${number} ${method}` },
    ],
    body: '',
  });
  home.transactions.sendOnly(build('ACK', cseq.number));
  let number = cseq.number + 100;
  exchange(home.self, home.transactions, {
    build: (extra) => build('BYE', number++, extra),
    limits: { replyMs: home.timings.replyMs },
  }).catch(() => undefined);
}
