import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { E164 } from '../terms.js';

/** The fifty states and the territories that US carriers bill as domestic. */
const DOMESTIC = new Set(['US', 'PR', 'GU', 'VI', 'AS', 'MP']);
/** Converts a typed number to E.164, read as a US number if it names no country; undefined when it is not a number. */
export function toE164(typed: string): E164 | undefined {
  const parsed = parsePhoneNumberFromString(typed, 'US');
  return parsed === undefined || parsed.ext !== undefined ? undefined : parsed.number;
}

const ORDINARY = new Set(['FIXED_LINE', 'MOBILE', 'FIXED_LINE_OR_MOBILE']);

/** Toll-free area codes. In other area codes, a number listed as toll-free may be in another country. */
const TOLL_FREE = /^\+18(?:00|33|44|55|66|77|88)[2-9]\d{6}$/;

/**
 * Exchanges (the three digits after the area code) that ordinary subscribers never have: service codes, directory
 * assistance, carriers' access and test lines.
 */
const SERVICE_EXCHANGE = /^\+1\d{3}(?:[2-9]11|555|95[089])/;

/** Numbers reserved for fiction, used for practice: 555-0100 to 555-0199 in any area code. */
const PRACTICE = /^\+1\d{3}55501\d{2}$/;

/**
 * Why a number must not be dialed, as a sentence; undefined when it may be. This one rule covers presets, the file and
 * what admins add. It allows only US toll-free and geographic numbers: no emergency or service codes, no premium,
 * shared-cost, satellite or personal numbers, and no other countries, even the Caribbean ones that share +1.
 */
export function whyNotDialable(number: E164, allow: { readonly practice: boolean }): string | undefined {
  if (!/^\+[1-9]\d{6,14}$/.test(number)) return `${number} is not a number in the form +18005550199.`;
  if (!/^\+1\d{10}$/.test(number)) return `${number} is not a US number. Only US numbers can be dialed.`;
  if (/^\+1[2-9]11/.test(number)) return `${number} begins with a service code, which is never dialed.`;
  if (/^\+1900/.test(number) || /^\+1\d{3}976/.test(number)) {
    return `${number} is a premium-rate number, which is never dialed.`;
  }
  if (PRACTICE.test(number)) {
    return allow.practice ? undefined : `${number} is a practice number, which can only come from a destinations file.`;
  }
  const parsed = parsePhoneNumberFromString(number);
  if (parsed === undefined || !parsed.isValid()) return `${number} is not a valid number.`;
  const type = parsed.getType();
  if (type === 'TOLL_FREE' && TOLL_FREE.test(number)) return undefined;
  if (SERVICE_EXCHANGE.test(number)) return `${number} is a service number, which is never dialed.`;
  if (type !== undefined && ORDINARY.has(type) && parsed.country !== undefined && DOMESTIC.has(parsed.country)) {
    return undefined;
  }
  return `${number} is not a toll-free or ordinary US number. Only those can be dialed.`;
}
