import { header, type SipRequest, type SipResponse } from './message.js';
import { ALLOW, replyTo, token } from './self.js';

const harmless: ReadonlySet<string> = new Set(['OPTIONS', 'NOTIFY', 'INFO', 'MESSAGE']);
const endings: ReadonlySet<string> = new Set(['BYE', 'CANCEL']);

/** The reply to a request that belongs to none of the line's calls; an ACK gets none. */
export function replyOutOfDialog(request: SipRequest): SipResponse | undefined {
  if (request.method === 'ACK') return undefined;
  const inDialog = /;\s*tag=/i.test(header(request, 'To') ?? '');
  const toTag = token();
  if (inDialog || endings.has(request.method)) {
    return replyTo(request, 481, 'Call/Transaction Does Not Exist', { toTag });
  }
  const headers = [{ name: 'Allow', value: ALLOW }];
  if (harmless.has(request.method)) return replyTo(request, 200, 'OK', { toTag, headers });
  return replyTo(request, 405, 'Method Not Allowed', { toTag, headers });
}
