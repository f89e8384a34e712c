/** Short names of RFC 3261 §7.3.3 that a client may use. */
const COMPACT: Readonly<Record<string, string>> = {
  v: 'via',
  f: 'from',
  t: 'to',
  i: 'call-id',
  m: 'contact',
  l: 'content-length',
  c: 'content-type',
  k: 'supported',
  r: 'refer-to',
  b: 'referred-by',
};

/** A received SIP message. Header names are lower case; repeated headers keep their order. */
export class SipMessage {
  readonly subject: string;
  readonly body: string;
  readonly #headers: ReadonlyMap<string, readonly string[]>;

  constructor(subject: string, headers: ReadonlyMap<string, readonly string[]>, body: string) {
    this.subject = subject;
    this.#headers = headers;
    this.body = body;
  }

  header(name: string): string {
    return this.#headers.get(name)?.[0] ?? '';
  }

  headers(name: string): readonly string[] {
    return this.#headers.get(name) ?? [];
  }

  /** Status of a response; undefined for a request. */
  get status(): number | undefined {
    const match = /^SIP\/2\.0 (\d{3})/.exec(this.subject);
    return match?.[1] === undefined ? undefined : Number(match[1]);
  }

  get method(): string {
    return this.status === undefined ? (this.subject.split(' ')[0] ?? '') : (this.header('cseq').split(/\s+/)[1] ?? '');
  }

  get cseq(): number {
    return Number.parseInt(this.header('cseq'), 10);
  }

  get callId(): string {
    return this.header('call-id');
  }

  /** User part of the Request-URI. */
  get requestUser(): string {
    return userOf(this.subject.split(' ')[1] ?? '');
  }
}

/** `202` of `<sip:202@sip.example>`; a `+` in front is kept. */
export function userOf(uri: string): string {
  return /sips?:([^@;>]+)@/.exec(uri)?.[1] ?? '';
}

function parseHead(head: string): { subject: string; headers: Map<string, string[]> } {
  const [subject = '', ...lines] = head.split('\r\n');
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon < 0) continue;
    const given = line.slice(0, colon).trim().toLowerCase();
    const name = COMPACT[given] ?? given;
    headers.set(name, [...(headers.get(name) ?? []), line.slice(colon + 1).trim()]);
  }
  return { subject, headers };
}

/** Cuts a TCP stream into messages by Content-Length; keep-alive line ends between messages are skipped. */
export class SipStream {
  #bytes = Buffer.alloc(0);
  readonly #onMessage: (message: SipMessage) => void;

  constructor(onMessage: (message: SipMessage) => void) {
    this.#onMessage = onMessage;
  }

  push(bytes: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    for (;;) {
      while (this.#bytes[0] === 13 || this.#bytes[0] === 10) this.#bytes = this.#bytes.subarray(1);
      const headEnd = this.#bytes.indexOf('\r\n\r\n');
      if (headEnd < 0) return;
      const { subject, headers } = parseHead(this.#bytes.toString('utf8', 0, headEnd));
      const length = Number.parseInt(headers.get('content-length')?.[0] ?? '0', 10) || 0;
      const end = headEnd + 4 + length;
      if (this.#bytes.length < end) return;
      const body = this.#bytes.toString('utf8', headEnd + 4, end);
      this.#bytes = this.#bytes.subarray(end);
      this.#onMessage(new SipMessage(subject, headers, body));
    }
  }
}

/**
 * Text of a message to send. `Content-Length` stands last, and is exactly `Content-Length: 0` without a body:
 * the softphone library cuts its input on that literal. A body ends in a line end for the same reason.
 */
export function compose(subject: string, headers: readonly (readonly [string, string])[], body = ''): string {
  const text = body === '' || body.endsWith('\r\n') ? body : `${body}\r\n`;
  const lines = [subject, ...headers.map(([name, value]) => `${name}: ${value}`)];
  return `${lines.join('\r\n')}\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
}

const REASONS: Readonly<Record<number, string>> = {
  100: 'Trying',
  180: 'Ringing',
  183: 'Session Progress',
  200: 'OK',
  202: 'Accepted',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  407: 'Proxy Authentication Required',
  480: 'Temporarily Unavailable',
  481: 'Call/Transaction Does Not Exist',
  486: 'Busy Here',
  487: 'Request Terminated',
  488: 'Not Acceptable Here',
  503: 'Service Unavailable',
  603: 'Decline',
};

/** A response to a request, with the headers it must repeat. */
export function reply(
  request: SipMessage,
  status: number,
  toTag: string,
  extra: readonly (readonly [string, string])[] = [],
  body = '',
): string {
  const to = request.header('to');
  const headers: (readonly [string, string])[] = request.headers('via').map((via) => ['Via', via] as const);
  headers.push(['From', request.header('from')]);
  headers.push(['To', toTag === '' || to.includes(';tag=') ? to : `${to};tag=${toTag}`]);
  headers.push(['Call-ID', request.callId], ['CSeq', request.header('cseq')], ...extra);
  return compose(`SIP/2.0 ${status} ${REASONS[status] ?? 'Unknown'}`, headers, body);
}
