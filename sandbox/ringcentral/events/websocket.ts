import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import type { Story } from '../../story.js';
import { ApiError, invalidParameter, unknownPath } from '../rest/api-error.js';
import { SocketSession } from './socket-session.js';
import type { Subscriptions, Transport } from './subscriptions.js';

export interface SocketTimes {
  readonly recoveryMs: number;
  readonly recoveryEvents: number;
  readonly idleMs: number;
  readonly absoluteMs: number;
  readonly ticketMs: number;
}

export interface EventSocketsOptions {
  readonly story: Story;
  readonly subscriptions: Subscriptions;
  readonly times: SocketTimes;
  /** Counts a request that came through a socket; throws the 429. */
  readonly count: (userId: string) => void;
}

interface Ticket {
  readonly userId: string;
  readonly until: number;
}

const PATH = '/ws';
const PING_EVERY_MS = 10_000;
const MOST_FRAME_BYTES = 1_000_000;
const frame = z.tuple([
  z.object({
    type: z.string(),
    messageId: z.string().optional(),
    method: z.string().optional(),
    path: z.string().optional(),
  }),
  z.unknown(),
]);
const subscribeBody = z.object({
  eventFilters: z.array(z.string()).min(1),
  deliveryMode: z.object({ transportType: z.literal('WebSocket') }),
});

/** RingCentral's WebSocket gateway: tokens that work once, details first, requests, events, heartbeats, recovery and time limits. */
export class EventSockets {
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: MOST_FRAME_BYTES });
  readonly #tickets = new Map<string, Ticket>();
  readonly #sessions = new Map<string, SocketSession>();
  readonly #pings: NodeJS.Timeout;
  #mute = false;

  constructor(private readonly options: EventSocketsOptions) {
    this.#pings = setInterval(() => this.#ping(), PING_EVERY_MS).unref();
  }

  get connected(): number {
    return [...this.#sessions.values()].filter((session) => session.lostAt === undefined).length;
  }

  /** A token to connect with, once and soon. */
  ticket(userId: string, host: string): Record<string, unknown> {
    const token = randomBytes(24).toString('base64url');
    const { ticketMs } = this.options.times;
    this.#tickets.set(token, { userId, until: Date.now() + ticketMs });
    return { uri: `ws://${host}${PATH}`, ws_access_token: token, expires_in: Math.round(ticketMs / 1000) };
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const token = url.searchParams.get('access_token') ?? '';
    const ticket = this.#tickets.get(token);
    this.#tickets.delete(token);
    if (url.pathname !== PATH || ticket === undefined || Date.now() > ticket.until) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    const wsc = url.searchParams.get('wsc') ?? undefined;
    this.#server.handleUpgrade(request, socket, head, (ws) => this.#welcome(ws, ticket.userId, wsc));
  }

  /** Breaks every connection without a word. */
  cut(): void {
    for (const { socket } of this.#sessions.values()) socket?.terminate();
  }

  /** Connections stay up, but nothing comes over them any more, not even a pong. */
  silence(on: boolean): void {
    this.#mute = on;
    for (const { socket } of this.#sessions.values()) if (socket) pongs(socket, !on);
  }

  /** As after 24 hours. */
  timeOut(): void {
    for (const session of this.#sessions.values()) this.#expire(session, 'WSG-903', 'Absolute timeout');
  }

  /** Whatever was kept to recover from is lost. */
  forget(): void {
    for (const [name, session] of this.#sessions) {
      if (session.lostAt === undefined) continue;
      this.#drop(name, session);
    }
  }

  async stop(): Promise<void> {
    clearInterval(this.#pings);
    this.cut();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #welcome(socket: WebSocket, userId: string, wsc: string | undefined): void {
    const { times, story } = this.options;
    const asked = wsc === undefined ? undefined : SocketSession.parse(wsc);
    const before = asked && this.#sessions.get(asked.name);
    const recovered =
      before !== undefined &&
      before.userId === userId &&
      Date.now() - (before.lostAt ?? Date.now()) <= times.recoveryMs;
    const session = recovered ? before : new SocketSession(userId, times.recoveryEvents, () => this.#mute);
    session.socket?.terminate();
    session.socket = socket;
    session.lostAt = undefined;
    this.#sessions.set(session.name, session);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(life);
      if (session.socket === socket) session.lostAt = Date.now();
    });
    socket.on('message', (data) => void this.#receive(session, data));
    const life = setTimeout(() => this.#expire(session, 'WSG-903', 'Absolute timeout'), times.absoluteMs);
    life.unref();
    const headers = { RCRequestId: randomUUID() };
    const meta = { type: 'ConnectionDetails', messageId: randomUUID(), status: 200, wsc: session.wsc(), headers };
    const state = asked === undefined ? {} : { recoveryState: recovered ? 'Successful' : 'Failed' };
    story.tell('events-connected', state);
    session.write(meta, {
      creationTime: new Date().toISOString(),
      maxConnectionsPerSession: 50,
      recoveryBufferSize: times.recoveryEvents,
      recoveryTimeout: times.recoveryMs / 1000,
      idleTimeout: times.idleMs / 1000,
      absoluteTimeout: times.absoluteMs / 1000,
      maxActiveRequests: 10,
      ...state,
    });
    if (recovered && asked) session.replay(asked.sequence);
    this.#idle(session);
  }

  readonly #idleTimers = new WeakMap<SocketSession, NodeJS.Timeout>();

  #idle(session: SocketSession): void {
    clearTimeout(this.#idleTimers.get(session));
    const timer = setTimeout(() => this.#expire(session, 'WSG-902', 'Idle timeout'), this.options.times.idleMs);
    this.#idleTimers.set(session, timer.unref());
  }

  #expire(session: SocketSession, errorCode: string, message: string): void {
    const { socket } = session;
    if (socket === undefined || session.lostAt !== undefined) return;
    session.write({ type: 'Error', messageId: randomUUID(), status: 408 }, { errorCode, message });
    socket.close();
  }

  async #receive(session: SocketSession, data: RawData): Promise<void> {
    this.#idle(session);
    const read = frame.safeParse(parse(String(data)));
    if (!read.success) return session.write({ type: 'Error', messageId: randomUUID(), status: 400 }, badFrame());
    const [{ type, messageId = '', method, path }, body] = read.data;
    if (type === 'Heartbeat') return session.write({ type, messageId, status: 200, wsc: session.wsc() }, {});
    const meta = { type: 'ClientRequest', messageId, wsc: session.wsc() };
    try {
      if (type !== 'ClientRequest') throw invalidParameter('type', type);
      this.options.count(session.userId);
      if (path !== '/restapi/v1.0/subscription' || (method !== 'POST' && method !== 'PUT')) throw unknownPath();
      session.write({ ...meta, status: 200 }, this.#subscribe(session, body));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      session.write({ ...meta, type: 'Error', status: error.status }, error.body);
    }
  }

  /** One subscription a connection: a new one takes the place of the old. */
  #subscribe(session: SocketSession, body: unknown): Record<string, unknown> {
    const { subscriptions, story } = this.options;
    const read = subscribeBody.safeParse(body);
    if (!read.success) throw invalidParameter(read.error.issues[0]?.path.join('.') ?? 'body');
    const transport: Transport = { type: 'WebSocket', send: (payload) => session.notify(payload) };
    const made = subscriptions.create(session.userId, read.data.eventFilters, transport, 10 * 365 * 24 * 3600);
    if (session.subscription) subscriptions.remove(session.subscription.id);
    session.subscription = made;
    story.tell('events-subscribed', { transport: 'WebSocket', filters: made.filters.length });
    return made.view();
  }

  /** Connections that do not answer are ended; what is lost for too long is forgotten. */
  #ping(): void {
    for (const [name, session] of this.#sessions) {
      if (session.lostAt === undefined) {
        if (!this.#mute) session.socket?.ping();
      } else if (Date.now() - session.lostAt > this.options.times.recoveryMs) this.#drop(name, session);
    }
  }

  #drop(name: string, session: SocketSession): void {
    if (session.subscription) this.options.subscriptions.remove(session.subscription.id);
    this.#sessions.delete(name);
  }
}

function pongs(socket: WebSocket, on: boolean): void {
  // The server's own answers to pings stop, too.
  if (on) socket.resume();
  else socket.pause();
}

function badFrame(): Record<string, unknown> {
  return new ApiError(400, 'CMN-103', 'Unparsable JSON in request body.').body;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
