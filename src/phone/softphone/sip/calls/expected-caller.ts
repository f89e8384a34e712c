import { uriOf } from '../message/address.js';
import { idsOf } from '../message/api-ids.js';
import { header, type SipRequest } from '../message/message.js';
import type { ExpectedCaller } from '../softphone.js';

/** Numbers are written with and without their country: so many last digits tell one from another. */
const TELLING_DIGITS = 10;

/**
 * Whether this INVITE brings that call: by its session when it names one, else by the number it comes from. A call from inside the account
 * shows the short number of an extension, and no session (seen on the real servers): that is matched as a whole.
 */
export function comesFrom(invite: SipRequest, { number, sessionId, extensionNumber }: ExpectedCaller): boolean {
  const named = idsOf(invite).sessionId;
  if (named !== undefined && named === sessionId) return true;
  const caller = callerOf(header(invite, 'From') ?? '');
  if (caller !== '' && caller === extensionNumber) return true;
  const digits = caller.slice(-TELLING_DIGITS);
  return digits.length === TELLING_DIGITS && number.replace(/\D/g, '').endsWith(digits);
}

/** No address is as long. */
const LONGEST_FROM = 1_000;

/** The digits of who calls; empty when the address is not a number. A display name is the caller's to choose and counts for nothing. */
function callerOf(from: string): string {
  if (from.length > LONGEST_FROM) return '';
  const uri = uriOf(from);
  const user = /^(?:sips?:([^@;]*)(?:;[^@]*)?@|tel:([^;]*))/i.exec(uri);
  const number = (user?.[1] ?? user?.[2] ?? '').replace(/%2B/gi, '+').replace(/[-.()]/g, '');
  return /^\+?\d+$/.test(number) ? number.replace('+', '') : '';
}
