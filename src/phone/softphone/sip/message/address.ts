/**
 * Reads the addresses in SIP headers (RFC 3261 §20.10, §25.1), each in one pass. A quoted name may contain anything, so brackets, commas
 * and semicolons inside it do not count. Linear in the length of any text.
 */

/** Splits at a separator that is neither in a quoted string nor between `<` and `>`. Parts are trimmed and empty ones dropped. */
export function splitOutside(text: string, separator: ',' | ';'): string[] {
  const parts: string[] = [];
  let [begin, quoted, bracketed] = [0, false, false];
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (quoted && char === '\\') at += 1;
    else if (char === '"' && !bracketed) quoted = !quoted;
    else if (quoted) continue;
    else if (char === '<') bracketed = true;
    else if (char === '>') bracketed = false;
    else if (char === separator && !bracketed) {
      parts.push(text.slice(begin, at).trim());
      begin = at + 1;
    }
  }
  parts.push(text.slice(begin).trim());
  return parts.filter((part) => part !== '');
}

/** Where the quoted name ends; 0 if there is none. */
function afterName(address: string): number {
  const begin = address.length - address.trimStart().length;
  if (address[begin] !== '"') return 0;
  for (let at = begin + 1; at < address.length; at++) {
    if (address[at] === '\\') at += 1;
    else if (address[at] === '"') return at + 1;
  }
  return address.length;
}

/** The URI in a name-addr (`"Name" <sip:a@b>;tag=1`) or an addr-spec (`sip:a@b;tag=1`); empty if there is none. */
export function uriOf(address: string): string {
  const begin = afterName(address);
  const open = address.indexOf('<', begin);
  if (open < 0) return address.slice(begin).split(';', 1)[0]?.trim() ?? '';
  const close = address.indexOf('>', open);
  return close < 0 ? '' : address.slice(open + 1, close).trim();
}

/** The value of a `;name=value` parameter after the address; empty for a bare `;name`, undefined if there is none. */
export function parameterOf(address: string, name: string): string | undefined {
  const begin = afterName(address);
  const close = address.indexOf('>', begin);
  for (const part of splitOutside(address.slice(close < 0 ? begin : close + 1), ';').slice(close < 0 ? 1 : 0)) {
    const equals = part.indexOf('=');
    const key = equals < 0 ? part : part.slice(0, equals).trim();
    if (key.toLowerCase() === name.toLowerCase()) return equals < 0 ? '' : part.slice(equals + 1).trim();
  }
  return undefined;
}

/** Splits `<sip:a;lr>, <sip:b;lr>` into two. */
export function splitAddresses(value: string): string[] {
  return splitOutside(value, ',');
}

/** The tag of a From or To; undefined if it has none. */
export function tagOf(address: string | undefined): string | undefined {
  const tag = address === undefined ? undefined : parameterOf(address, 'tag');
  return tag === '' ? undefined : tag;
}
