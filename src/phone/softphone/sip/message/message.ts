/** SIP messages as values (RFC 3261 §7), read leniently and written strictly. */

export interface SipHeader {
  readonly name: string;
  readonly value: string;
}

export interface SipRequest {
  readonly kind: 'request';
  readonly method: string;
  readonly uri: string;
  readonly headers: readonly SipHeader[];
  readonly body: string;
}

export interface SipResponse {
  readonly kind: 'response';
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly SipHeader[];
  readonly body: string;
}

export type SipMessage = SipRequest | SipResponse;

/** RFC 3261 §7.3.3 and the RFCs of the headers. */
const compactNames: ReadonlyMap<string, string> = new Map([
  ['v', 'via'],
  ['f', 'from'],
  ['t', 'to'],
  ['i', 'call-id'],
  ['m', 'contact'],
  ['l', 'content-length'],
  ['c', 'content-type'],
  ['e', 'content-encoding'],
  ['s', 'subject'],
  ['k', 'supported'],
  ['x', 'session-expires'],
  ['r', 'refer-to'],
  ['b', 'referred-by'],
  ['o', 'event'],
  ['u', 'allow-events'],
]);

function canonical(name: string): string {
  const lower = name.toLowerCase();
  return compactNames.get(lower) ?? lower;
}

/** The first value of a header, whatever its case or short form. */
export function header(message: SipMessage, name: string): string | undefined {
  const wanted = canonical(name);
  return message.headers.find((one) => canonical(one.name) === wanted)?.value;
}

/** All values of a header, in order. */
export function headers(message: SipMessage, name: string): string[] {
  const wanted = canonical(name);
  return message.headers.filter((one) => canonical(one.name) === wanted).map((one) => one.value);
}

const requestLine = /^([A-Za-z][A-Za-z0-9.!%*_+`'~-]*) +(\S+) +SIP\/2\.0$/i;
const statusLine = /^SIP\/2\.0 +(\d{3})(?: +(.*))?$/i;

/** Whether a line can begin a message: used to find the next message after rubbish. */
export function isStartLine(line: string): boolean {
  return requestLine.test(line) || statusLine.test(line);
}

/** Reads the part before the empty line; undefined when it is no SIP message. Lines that are no header are skipped. */
export function parseHead(head: string, body = ''): SipMessage | undefined {
  const [first, ...rest] = head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  if (first === undefined) return undefined;
  const found: SipHeader[] = [];
  for (const line of rest) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(0, colon)).trim();
    if (name === '' || /\s/.test(name)) continue;
    found.push({ name, value: line.slice(colon + 1).trim() });
  }
  const status = statusLine.exec(first.trim());
  if (status?.[1] !== undefined) {
    return { kind: 'response', status: Number(status[1]), reason: status[2] ?? '', headers: found, body };
  }
  const request = requestLine.exec(first.trim());
  if (request?.[1] === undefined || request[2] === undefined) return undefined;
  return { kind: 'request', method: request[1].toUpperCase(), uri: request[2], headers: found, body };
}

/** The message's text. `Content-Length` is worked out and comes last. Throws on a line break inside a line: nothing can be injected. */
export function serialise(message: SipMessage): string {
  const first =
    message.kind === 'request'
      ? `${message.method} ${message.uri} SIP/2.0`
      : `SIP/2.0 ${message.status} ${message.reason}`;
  const lines = [first];
  for (const { name, value } of message.headers) {
    if (canonical(name) !== 'content-length') lines.push(`${name}: ${value}`);
  }
  if (lines.some((line) => /[\r\n\0]/.test(line))) throw new Error('a SIP header may not contain a line break');
  lines.push(`Content-Length: ${Buffer.byteLength(message.body)}`, '', '');
  return lines.join('\r\n') + message.body;
}

export interface CSeq {
  readonly number: number;
  readonly method: string;
}

export function cseqOf(message: SipMessage): CSeq | undefined {
  const match = /^(\d+)\s+(\S+)$/.exec(header(message, 'CSeq') ?? '');
  return match?.[1] === undefined || match[2] === undefined
    ? undefined
    : { number: Number(match[1]), method: match[2].toUpperCase() };
}

/** The URI inside a name-addr (`"Name" <sip:a@b>;tag=1`) or an addr-spec (`sip:a@b;tag=1`). */
export function uriOf(address: string): string {
  return /<([^>]*)>/.exec(address)?.[1] ?? address.split(';')[0]?.trim() ?? '';
}

/** A `;name=value` parameter after the address. */
export function parameterOf(address: string, name: string): string | undefined {
  const after = address.includes('>') ? address.slice(address.lastIndexOf('>') + 1) : address;
  for (const part of after.split(';').slice(1)) {
    const [key, ...value] = part.split('=');
    if (key?.trim().toLowerCase() === name.toLowerCase()) return value.join('=').trim();
  }
  return undefined;
}
