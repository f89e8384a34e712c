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

/** RFC 3261 §7.3.3 and the RFCs that define the headers. */
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

/** The first value of a header, in any case and in its long or short form. */
export function header(message: SipMessage, name: string): string | undefined {
  const wanted = canonical(name);
  return message.headers.find((one) => canonical(one.name) === wanted)?.value;
}

/** All values of a header, in order. */
export function headers(message: SipMessage, name: string): string[] {
  const wanted = canonical(name);
  return message.headers.filter((one) => canonical(one.name) === wanted).map((one) => one.value);
}

/** What a start line says. Parsed by hand: a pattern with two runs of blanks takes quadratic time on a line of blanks. */
function startLine(line: string): { method: string; uri: string } | { status: number; reason: string } | undefined {
  const [first, afterFirst] = cutAtBlank(line);
  if (first.toUpperCase() === 'SIP/2.0') {
    const [status, reason] = cutAtBlank(afterFirst);
    return /^\d{3}$/.test(status) ? { status: Number(status), reason } : undefined;
  }
  const [uri, version] = cutAtBlank(afterFirst);
  const isRequest = METHOD.test(first) && uri !== '' && version.toUpperCase() === 'SIP/2.0';
  return isRequest ? { method: first.toUpperCase(), uri } : undefined;
}

const METHOD = /^[A-Za-z][A-Za-z0-9.!%*_+`'~-]*$/;

/** The text before the first blanks, and the text after them. */
function cutAtBlank(text: string): readonly [string, string] {
  const at = text.indexOf(' ');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at).trim()];
}

/** Whether a line can begin a message; used to find the next message after garbage. */
export function isStartLine(line: string): boolean {
  return startLine(line) !== undefined;
}

/** Reads the part before the empty line; undefined if it is not a SIP message. Lines that are not headers are skipped. */
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
  const start = startLine(first.trim());
  if (start === undefined) return undefined;
  return 'status' in start
    ? { kind: 'response', ...start, headers: found, body }
    : { kind: 'request', ...start, headers: found, body };
}

/**
 * The message's text. `Content-Length` is computed and comes last. Throws on a line break inside a line, so that nothing can be injected.
 */
export function serialize(message: SipMessage): string {
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

/** RFC 3261 §8.1.1.5: a CSeq is below 2³¹. */
const HIGHEST_CSEQ = 2 ** 31 - 1;

export interface CSeq {
  readonly number: number;
  readonly method: string;
}

export function cseqOf(message: SipMessage): CSeq | undefined {
  const match = /^(\d+)\s+(\S+)$/.exec(header(message, 'CSeq') ?? '');
  const number = Number(match?.[1]);
  return match?.[2] === undefined || number > HIGHEST_CSEQ ? undefined : { number, method: match[2].toUpperCase() };
}
