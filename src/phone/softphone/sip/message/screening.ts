import { cseqOf, header, headers, type SipRequest, type SipResponse } from './message.js';
import { replyTo, token } from './self.js';

/** Extensions the far side may require. */
const KNOWN: ReadonlySet<string> = new Set(['timer', 'norefersub']);
/** RFC 3261 §8.2.2.3: a required extension is ignored for these. */
const NEVER_REFUSED: ReadonlySet<string> = new Set(['ACK', 'CANCEL']);

/**
 * Whether a request can be handled at all (RFC 3261 §8.2): `sound`; or
 * the reply that says why not; or `ignored` if there is no way to reply.
 */
export function screened(request: SipRequest): 'sound' | 'ignored' | SipResponse {
  const cseq = cseqOf(request);
  const complete = ['Via', 'From', 'To', 'Call-ID'].every((name) => header(request, name));
  if (!complete || cseq?.method !== request.method) {
    if (request.method === 'ACK' || header(request, 'Via') === undefined) return 'ignored';
    return replyTo(request, 400, 'Bad Request', { toTag: token() });
  }
  if (NEVER_REFUSED.has(request.method)) return 'sound';
  const required = headers(request, 'Require').flatMap((value) => value.split(',').map((each) => each.trim()));
  const unknown = required.filter((each) => each !== '' && !KNOWN.has(each.toLowerCase()));
  if (unknown.length === 0) return 'sound';
  const unsupported = [{ name: 'Unsupported', value: unknown.join(', ') }];
  return replyTo(request, 420, 'Bad Extension', { toTag: token(), headers: unsupported });
}
