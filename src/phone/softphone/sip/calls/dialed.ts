import { SoftphoneError } from '../softphone-error.js';

/** The longest E.164 number has 15 digits; the rest is room for a prefix and keys. */
const LONGEST_NUMBER = 32;

/**
 * A number as the user part of a SIP URI: digits without `+` (what RingCentral's SIP wants), `*` and `#` (escaped).
 * Anything else is refused, so that no header can be smuggled in through a number.
 */
export function dialedUser(number: string): string {
  const digits = number.startsWith('+') ? number.slice(1) : number;
  if (digits.length > LONGEST_NUMBER || !/^[0-9*#]+$/.test(digits)) {
    throw new SoftphoneError('bad-number', 'The number may contain only digits, * and # (and one leading +).');
  }
  return digits.replaceAll('#', '%23');
}
