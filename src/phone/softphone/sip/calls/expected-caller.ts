import { uriOf } from '../message/address.js';
import { idsOf } from '../message/api-ids.js';
import { header, type SipRequest } from '../message/message.js';
import type { ExpectedCaller } from '../softphone.js';

/** Numbers come with and without a country code: this many last digits tell them apart. */
const TELLING_DIGITS = 10;

/**
 * Whether this INVITE brings the expected call: by its session if it names one, else by the number it comes from. A call from inside the
 * account shows an extension's short number and no session (seen on the real servers); a short number must match as a whole.
 */
export function comesFrom(invite: SipRequest, { number, sessionId, extensionNumber }: ExpectedCaller): boolean {
  const named = idsOf(invite).sessionId;
  if (named !== undefined && named === sessionId) return true;
  const caller = callerOf(header(invite, 'From') ?? '');
  if (caller !== '' && caller === extensionNumber) return true;
  const digits = caller.slice(-TELLING_DIGITS);
  return digits.length === TELLING_DIGITS && number.replace(/\D/g, '').endsWith(digits);
}

/** No real address is longer. */
const LONGEST_FROM = 1_000;

/** The caller's digits; empty when the address is not a number. A display name is ignored, since callers choose it themselves. */
function callerOf(from: string): string {
  if (from.length > LONGEST_FROM) return '';
  const uri = uriOf(from);
  const user = /^(?:sips?:([^@;]*)(?:;[^@]*)?@|tel:([^;]*))/i.exec(uri);
  const number = (user?.[1] ?? user?.[2] ?? '').replace(/%2B/gi, '+').replace(/[-.()]/g, '');
  return /^\+?\d+$/.test(number) ? number.replace('+', '') : '';
}
