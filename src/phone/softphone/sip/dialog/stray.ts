import { uriOf } from '../message/address.js';
import { cseqOf, header, headers, type SipHeader, type SipRequest, type SipResponse } from '../message/message.js';
import { exchange } from '../transaction/authenticated.js';
import type { LegHome } from './leg.js';

/**
 * Handles an answer to a call that we have already given up. Nobody would ever hang that call up, so it is acknowledged and ended using
 * only what the answer itself contains.
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
