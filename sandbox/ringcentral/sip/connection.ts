import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { compose, type SipMessage, SipStream } from './message.js';

/** A message with a body travels alone: the softphone library loses what follows it in the same read. */
const GAP_AFTER_BODY_MS = 40;
/** Client CSeqs start below 10 000, and the library matches replies by number alone: ours stay far above. */
const FIRST_CSEQ = 100_000;

let nextCseq = FIRST_CSEQ;

/** A CSeq number for a request of ours. */
export function newCseq(): number {
  nextCseq++;
  return nextCseq;
}

function keyOf(of: { readonly callId: string; readonly cseq: number; readonly method: string }): string {
  return `${of.callId} ${of.cseq} ${of.method}`;
}

/** One client's TLS connection: cuts the stream, queues what is sent, matches replies to our requests. */
export class SipConnection {
  readonly #tls: TLSSocket;
  readonly #raw: Socket | undefined;
  readonly #queue: string[] = [];
  readonly #awaited = new Map<string, (response: SipMessage) => void>();
  #pausedUntil: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(tls: TLSSocket, raw: Socket | undefined, onRequest: (request: SipMessage) => void, onClose: () => void) {
    this.#tls = tls;
    this.#raw = raw;
    const stream = new SipStream((message) => {
      if (message.status === undefined) onRequest(message);
      else this.#responded(message, message.status);
    });
    tls.on('data', (bytes: Buffer) => stream.push(bytes));
    tls.on('error', () => tls.destroy());
    tls.on('close', () => {
      this.#closed = true;
      clearTimeout(this.#pausedUntil);
      onClose();
    });
  }

  get open(): boolean {
    return !this.#closed;
  }

  get clientPort(): number {
    return this.#tls.remotePort ?? 0;
  }

  send(text: string): void {
    if (this.#closed) return;
    this.#queue.push(text);
    if (this.#pausedUntil === undefined) this.#flush();
  }

  /** Sends a request of ours; `onResponse` sees every response to it, the final one last. */
  request(
    dialog: { readonly callId: string; readonly cseq: number; readonly method: string },
    subject: string,
    headers: readonly (readonly [string, string])[],
    body: string,
    onResponse: (response: SipMessage) => void,
  ): void {
    if (dialog.method !== 'ACK') this.#awaited.set(keyOf(dialog), onResponse);
    this.send(compose(subject, headers, body));
  }

  /** A TCP reset, as a failing proxy or a firewall sends. */
  reset(): void {
    if (this.#raw !== undefined && !this.#raw.destroyed) this.#raw.resetAndDestroy();
    this.#tls.destroy();
  }

  close(): void {
    this.#tls.destroy();
  }

  #responded(response: SipMessage, status: number): void {
    const key = keyOf(response);
    const onResponse = this.#awaited.get(key);
    if (status >= 200) this.#awaited.delete(key);
    onResponse?.(response);
  }

  #flush(): void {
    for (let text = this.#queue.shift(); text !== undefined; text = this.#queue.shift()) {
      this.#tls.write(text);
      if (text.endsWith('Content-Length: 0\r\n\r\n')) continue;
      this.#pausedUntil = setTimeout(() => {
        this.#pausedUntil = undefined;
        this.#flush();
      }, GAP_AFTER_BODY_MS);
      return;
    }
  }
}
