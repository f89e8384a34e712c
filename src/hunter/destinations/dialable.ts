import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { E164 } from '../terms.js';

/** The fifty states and the territories that US carriers bill as domestic. */
const DOMESTIC = new Set(['US', 'PR', 'GU', 'VI', 'AS', 'MP']);
/** What somebody typed as a number in E.164, as in the United States where no country is named; undefined when it is none. */
export function toE164(typed: string): E164 | undefined {
  const parsed = parsePhoneNumberFromString(typed, 'US');
  return parsed === undefined || parsed.ext !== undefined ? undefined : parsed.number;
}

const ORDINARY = new Set(['FIXED_LINE', 'MOBILE', 'FIXED_LINE_OR_MOBILE']);

/** Toll-free area codes; a number elsewhere that is listed as toll-free may be another country's. */
const TOLL_FREE = /^\+18(?:00|33|44|55|66|77|88)[2-9]\d{6}$/;

/**
 * Exchanges (the three digits after the area code) that no ordinary subscriber has: service codes, directory assistance, carriers'
 * access and test lines.
 */
const SERVICE_EXCHANGE = /^\+1\d{3}(?:[2-9]11|555|95[089])/;

/** Numbers set aside for fiction and practice: 555-0100 to 555-0199 in any area code. */
const PRACTICE = /^\+1\d{3}55501\d{2}$/;

/**
 * Why a number must not be dialled, as a sentence; undefined when it may be. The one rule for presets, the file and what admins add.
 * US toll-free and geographic numbers only: never an emergency or service code, a premium, shared-cost, satellite or personal
 * number, or another country (those of the Caribbean that share +1 too).
 */
export function whyNotDialable(number: E164, allow: { readonly practice: boolean }): string | undefined {
  if (!/^\+[1-9]\d{6,14}$/.test(number)) return `${number} is not a number in the form +18005550199.`;
  if (!/^\+1\d{10}$/.test(number)) return `${number} is not a United States number; only those are dialled.`;
  if (/^\+1[2-9]11/.test(number)) return `${number} begins with a service code; those are never dialled.`;
  if (/^\+1900/.test(number) || /^\+1\d{3}976/.test(number)) {
    return `${number} is a premium-rate number; those are never dialled.`;
  }
  if (PRACTICE.test(number)) {
    return allow.practice ? undefined : `${number} is a practice number; those come only from a destinations file.`;
  }
  const parsed = parsePhoneNumberFromString(number);
  if (parsed === undefined || !parsed.isValid()) return `${number} is not a valid number.`;
  const type = parsed.getType();
  if (type === 'TOLL_FREE' && TOLL_FREE.test(number)) return undefined;
  if (SERVICE_EXCHANGE.test(number)) return `${number} is a service number; those are never dialled.`;
  if (type !== undefined && ORDINARY.has(type) && parsed.country !== undefined && DOMESTIC.has(parsed.country)) {
    return undefined;
  }
  return `${number} is neither a toll-free nor an ordinary United States number; only those are dialled.`;
}
