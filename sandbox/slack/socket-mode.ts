import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { ACK_MS, type Delivery, type Kind, type Reply, type Retry } from './delivery.js';
import { APP, randomHex } from './ids.js';
import { isObject, type Json, objectOf, parseJson, textOf } from './json.js';

const MOST_CONNECTIONS = 10;
const PING_EVERY_MS = 10_000;
/** Slack closes a connection itself this long after it asked it to go. */
const GRACE_MS = 10_000;
const APPROXIMATE_LIFE_S = 18_060;

interface Connection {
  readonly socket: WebSocket;
  /** Slack asked it to go; new envelopes go to other connections if there are any. */
  leaving: boolean;
}

interface Pending {
  readonly at: number;
  readonly settle: (reply: Reply) => void;
  readonly timer: NodeJS.Timeout;
}

/** Misbehavior of sockets. */
export type SocketFault = 'no-hello' | 'ignore-acks';

/** Socket Mode as the wire shows it: tickets, hello, envelopes with acknowledgements, pings, disconnect frames. */
export class SocketMode implements Delivery {
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #tickets = new Set<string>();
  readonly #connections: Connection[] = [];
  readonly #pending = new Map<string, Pending>();
  readonly #pings: NodeJS.Timeout;
  #turn = 0;
  #toRefresh: Connection[] = [];
  #faults: SocketFault[] = [];

  constructor(
    private readonly base: () => string,
    private readonly ackMs: number = ACK_MS,
  ) {
    this.#pings = setInterval(() => {
      for (const { socket } of this.#connections) socket.ping('Ping from the practice Slack');
    }, PING_EVERY_MS).unref();
  }

  get connected(): number {
    return this.#connections.length;
  }

  /** A new address to connect to; its ticket works once. */
  openConnection(): string {
    const ticket = randomHex(16);
    this.#tickets.add(ticket);
    return `${this.base().replace('http', 'ws')}/link/?ticket=${ticket}&app_id=${APP.id}`;
  }

  /** Takes an upgrade request for `/link/`. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const ticket = new URL(request.url ?? '/', 'http://localhost').searchParams.get('ticket') ?? '';
    if (!this.#tickets.delete(ticket)) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (ws) => this.#welcome(ws));
  }

  /** The next connection or acknowledgement goes wrong. */
  fault(fault: SocketFault): void {
    this.#faults.push(fault);
  }

  deliver(kind: Kind, payload: Json, retry?: Retry): Promise<Reply> {
    const connection = this.#next();
    if (!connection) return Promise.resolve({ acknowledgedMs: null, body: {}, error: 'dispatch_failed' });
    const envelopeId = randomUUID();
    return new Promise((settle) => {
      const timer = setTimeout(() => {
        this.#pending.delete(envelopeId);
        settle({ acknowledgedMs: null, body: {}, error: 'operation_timeout' });
      }, this.ackMs);
      this.#pending.set(envelopeId, { at: performance.now(), settle, timer });
      send(connection.socket, {
        ...{ envelope_id: envelopeId, type: kind, payload, accepts_response_payload: takesAnswer(kind, payload) },
        ...(retry && { retry_attempt: retry.attempt, retry_reason: retry.reason }),
      });
    });
  }

  /** As Slack does every few hours: each connection is told to go, one after the other (the next when a new one has come). */
  refresh(atOnce = false): void {
    this.#toRefresh = this.#connections.filter((connection) => !connection.leaving);
    do this.#dismissNext();
    while (atOnce && this.#toRefresh.length > 0);
  }

  /** Breaks every connection without a word. */
  drop(): void {
    for (const { socket } of this.#connections) socket.terminate();
  }

  async stop(): Promise<void> {
    clearInterval(this.#pings);
    for (const { timer, settle } of this.#pending.values()) {
      clearTimeout(timer);
      settle({ acknowledgedMs: null, body: {}, error: 'operation_timeout' });
    }
    this.#pending.clear();
    this.drop();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
  }

  #welcome(socket: WebSocket): void {
    if (this.#connections.length >= MOST_CONNECTIONS) {
      send(socket, { type: 'disconnect', reason: 'too_many_websockets', debug_info: { host: 'practice' } });
      socket.close();
      return;
    }
    const connection: Connection = { socket, leaving: false };
    this.#connections.push(connection);
    socket.on('message', (data) => this.#receive(data));
    socket.on('error', () => undefined);
    socket.on('close', () => this.#connections.splice(this.#connections.indexOf(connection), 1));
    if (this.#takeFault('no-hello')) return;
    send(socket, {
      ...{ type: 'hello', num_connections: this.#connections.length, connection_info: { app_id: APP.id } },
      debug_info: {
        host: 'practice',
        started: new Date().toISOString(),
        build_number: 1,
        approximate_connection_time: APPROXIMATE_LIFE_S,
      },
    });
    this.#dismissNext();
  }

  #dismissNext(): void {
    const connection = this.#toRefresh.shift();
    if (!connection) return;
    connection.leaving = true;
    send(connection.socket, { type: 'disconnect', reason: 'refresh_requested', debug_info: { host: 'practice' } });
    const timer = setTimeout(() => connection.socket.close(), GRACE_MS).unref();
    connection.socket.once('close', () => clearTimeout(timer));
  }

  #next(): Connection | undefined {
    const open = this.#connections.filter(({ socket }) => socket.readyState === socket.OPEN);
    const staying = open.filter((connection) => !connection.leaving);
    const choice = staying.length > 0 ? staying : open;
    this.#turn += 1;
    return choice[this.#turn % Math.max(1, choice.length)];
  }

  #receive(data: RawData): void {
    const frame = parseJson(String(data));
    const id = isObject(frame) ? textOf(frame.envelope_id) : undefined;
    const pending = id === undefined ? undefined : this.#pending.get(id);
    if (!pending || id === undefined || this.#takeFault('ignore-acks')) return;
    clearTimeout(pending.timer);
    this.#pending.delete(id);
    pending.settle({ acknowledgedMs: performance.now() - pending.at, body: objectOf(objectOf(frame).payload) });
  }

  #takeFault(fault: SocketFault): boolean {
    const index = this.#faults.indexOf(fault);
    if (index >= 0) this.#faults.splice(index, 1);
    return index >= 0;
  }
}

function takesAnswer(kind: Kind, payload: Json): boolean {
  return kind === 'slash_commands' || payload.type === 'view_submission' || payload.type === 'block_suggestion';
}

function send(socket: WebSocket, frame: Json): void {
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(frame));
}
