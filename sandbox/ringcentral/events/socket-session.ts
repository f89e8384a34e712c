import { randomBytes, randomUUID } from 'node:crypto';
import type { WebSocket } from 'ws';
import type { Subscription } from './subscriptions.js';

interface Kept {
  readonly sequence: number;
  readonly payload: Record<string, unknown>;
}

/** What outlives a connection: its subscription, and the newest events, to be sent again from where the app left off. */
export class SocketSession {
  readonly #name = randomBytes(9).toString('hex');
  readonly #kept: Kept[] = [];
  #sequence = 0;
  socket: WebSocket | undefined;
  subscription: Subscription | undefined;
  /** When it was lost; undefined while it is connected. */
  lostAt: number | undefined;

  constructor(
    readonly userId: string,
    private readonly bufferSize: number,
    /** The connection takes in frames and passes none on, as one that has died half. */
    private readonly mute: () => boolean,
  ) {}

  /** The session and the sequence a `wsc` token names. */
  static parse(token: string): { readonly name: string; readonly sequence: number } {
    const [name = '', sequence = '0'] = token.split('.');
    return { name, sequence: Number(sequence) };
  }

  get name(): string {
    return this.#name;
  }

  wsc(sequence = this.#sequence): { readonly token: string; readonly sequence: number } {
    return { token: `${this.#name}.${sequence}`, sequence };
  }

  /** Sends an event, or keeps it until the connection is back. */
  notify(payload: Record<string, unknown>): void {
    const one = { sequence: ++this.#sequence, payload };
    this.#kept.push(one);
    this.#kept.splice(0, this.#kept.length - this.bufferSize);
    this.#send(one);
  }

  /** Everything since, oldest first, as far as it is still kept. */
  replay(sequence: number): void {
    for (const one of this.#kept.filter((kept) => kept.sequence > sequence)) this.#send(one);
  }

  write(meta: Record<string, unknown>, body: unknown): void {
    const { socket } = this;
    if (socket === undefined || socket.readyState !== socket.OPEN || this.mute()) return;
    socket.send(JSON.stringify([meta, body]));
  }

  #send({ sequence, payload }: Kept): void {
    const headers = { RCRequestId: randomUUID() };
    const meta = { type: 'ServerNotification', messageId: randomUUID(), status: 200, headers };
    this.write({ ...meta, wsc: this.wsc(sequence) }, payload);
  }
}
