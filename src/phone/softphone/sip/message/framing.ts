import { header, isStartLine, parseHead, type SipMessage } from './message.js';

/** Far above any real SIP message (1–3 kB). Beyond it the peer is broken, and the connection is given up. */
const LONGEST_HEAD_BYTES = 64 * 1024;
const LONGEST_BODY_BYTES = 256 * 1024;
/** A header line of a real message is well below 1 kB; a longer one is not worth reading. */
const LONGEST_LINE = 8 * 1024;
/** RFC 3261 §25.1: a NUL or a lone CR belongs in no header, and a reply could not repeat it. */
const FORBIDDEN = /\r(?!\n)|\0/;

/** The peer sends something that cannot be SIP. */
export class FramingError extends Error {
  override readonly name = 'FramingError';
}

/**
 * Cuts a byte stream into SIP messages by Content-Length (RFC 3261 §18.3). Lenient where RingCentral or a proxy may be odd: skips
 * keep-alive line breaks and garbage between messages, and guesses a missing Content-Length from what follows. A message with an unusable
 * head is dropped, and only that message.
 */
export class SipFramer {
  #buffer: Buffer = Buffer.alloc(0);
  /** Keep-alive pings (RFC 5626 §3.5.1: two line breaks) seen since the last call. */
  #pings = 0;

  /** Takes bytes as they arrive; returns the messages completed by them. */
  push(chunk: Buffer): SipMessage[] {
    this.#buffer = this.#buffer.length === 0 ? chunk : Buffer.concat([this.#buffer, chunk]);
    const complete: SipMessage[] = [];
    for (;;) {
      this.#skipRubbish();
      const next = this.#next();
      if (next === undefined) return complete;
      if (next !== 'unusable') complete.push(next);
    }
  }

  takePings(): number {
    const pings = this.#pings;
    this.#pings = 0;
    return pings;
  }

  #skipRubbish(): void {
    for (;;) {
      if (this.#buffer.length >= 4 && this.#buffer.toString('latin1', 0, 4) === '\r\n\r\n') {
        this.#pings += 1;
        this.#buffer = this.#buffer.subarray(4);
        continue;
      }
      const end = this.#buffer.indexOf('\r\n');
      if (end < 0) {
        if (this.#buffer.length > LONGEST_HEAD_BYTES) throw new FramingError('a line without end');
        return;
      }
      // A lone line break stays, since it may be the first half of a ping.
      if (end === 0 && this.#buffer.length < 4 && '\r\n\r\n'.startsWith(this.#buffer.toString('latin1'))) return;
      if (isStartLine(this.#buffer.toString('utf8', 0, end).trim())) return;
      this.#buffer = this.#buffer.subarray(end + 2);
    }
  }

  #next(): SipMessage | 'unusable' | undefined {
    const end = this.#buffer.indexOf('\r\n\r\n');
    if (end < 0) {
      if (this.#buffer.length > LONGEST_HEAD_BYTES) throw new FramingError('a head without end');
      return undefined;
    }
    const head = this.#buffer.toString('utf8', 0, end);
    const message = parseHead(head);
    if (message === undefined) throw new FramingError('no SIP message');
    const start = end + 4;
    const length = this.#bodyLength(message, start);
    if (length === undefined || this.#buffer.length < start + length) return undefined;
    const body = this.#buffer.toString('utf8', start, start + length);
    this.#buffer = this.#buffer.subarray(start + length);
    return isUsable(head) ? { ...message, body } : 'unusable';
  }

  #bodyLength(message: SipMessage, start: number): number | undefined {
    const stated = header(message, 'Content-Length');
    if (stated !== undefined && /^\d{1,9}$/.test(stated)) {
      const length = Number(stated);
      if (length > LONGEST_BODY_BYTES) throw new FramingError('a body too long');
      return length;
    }
    if (header(message, 'Content-Type') === undefined) return 0;
    // A body of unstated length ends where the next message starts, or with the bytes received so far.
    let at = start;
    while (at < this.#buffer.length) {
      const end = this.#buffer.indexOf('\r\n', at);
      if (end < 0) break;
      if (isStartLine(this.#buffer.toString('utf8', at, end))) return at - start;
      at = end + 2;
    }
    return this.#buffer.length - start;
  }
}

function isUsable(head: string): boolean {
  return !FORBIDDEN.test(head) && head.split('\r\n').every((line) => line.length <= LONGEST_LINE);
}
