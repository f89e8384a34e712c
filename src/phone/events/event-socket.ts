import { randomUUID } from 'node:crypto';
import { WebSocket } from 'ws';
import { bounded } from '../../hunter/base/bounded.js';
import type { Clock } from '../../hunter/base/clock.js';
import { errorOfReply, PhoneError } from '../api/phone-error.js';
import { countOf, type JsonObject, objectOf, textOf } from '../api/readers.js';
import { type EventFrame, heartbeatFrame, newerWsc, readFrame, requestFrame, type Wsc } from './frames.js';

export interface EventSocketOptions {
  /** `wss://…`; plain `ws://` only on this machine. */
  readonly uri: string;
  readonly token: string;
  /** Continues the connection this belongs to. */
  readonly wsc?: Wsc;
  readonly clock: Clock;
  /** Called for each event; events from the time we were away come first. */
  readonly onNotification: (body: unknown) => void;
}

/** After this long without hearing anything, we ask the server for a sign of life. */
const ASK_AFTER_MS = 10_000;
/** If none arrives within this time, the connection is dead. */
const ANSWER_WITHIN_MS = 5_000;
/** The documentation asks for a heartbeat after 30 s without anything sent by us. */
const HEARTBEAT_MS = 30_000;
const OPEN_WITHIN_MS = 10_000;
const REPLY_WITHIN_MS = 10_000;
/** Events are small. */
const MAX_FRAME_BYTES = 1_000_000;
const RECOVERY_MS = 180_000;
const RECOVERY_EVENTS = 100;

/** One connection, from its first frame to its end. Nothing is sent before the server has announced its details. */
export class EventSocket {
  readonly #socket: WebSocket;
  readonly #clock: Clock;
  readonly #replies = new Map<string, (frame: EventFrame) => void>();
  readonly #ended = new AbortController();
  readonly #onNotification: (body: unknown) => void;
  #details: ((body: JsonObject) => void) | undefined;
  #wsc: Wsc | undefined;
  #heardAt: number;
  #sentAt: number;
  #askedAt: number | undefined;
  #unwatch: (() => void) | undefined;
  #endedBy = 'The connection was closed.';
  /** The server replays the missed events: nothing was lost unless there were more than its buffer holds. */
  recovered = false;
  /** For how long, and up to how many events, a lost connection can be recovered. */
  recoveryMs = RECOVERY_MS;
  recoveryEvents = RECOVERY_EVENTS;

  private constructor({ uri, token, wsc, clock, onNotification }: EventSocketOptions) {
    this.#clock = clock;
    this.#onNotification = onNotification;
    this.#heardAt = clock.now();
    this.#sentAt = clock.now();
    this.#wsc = wsc;
    const url = new URL(uri);
    url.searchParams.set('access_token', token);
    if (wsc) url.searchParams.set('wsc', wsc.token);
    this.#socket = new WebSocket(url, { maxPayload: MAX_FRAME_BYTES, perMessageDeflate: false });
    this.#socket.on('message', (data) => this.#hear(String(data)));
    for (const sign of ['ping', 'pong'] as const) this.#socket.on(sign, () => this.#alive());
    this.#socket.on('error', (error) => this.#end(`The connection broke (${error.message}).`));
    this.#socket.on('close', (code) => this.#end(`RingCentral closed the connection (${code}).`));
  }

  /** Connects; rejects when the server does not announce its details in time. */
  static async open(options: EventSocketOptions): Promise<EventSocket> {
    if (!isSafe(options.uri))
      throw new PhoneError({
        code: 'nonsense',
        what: 'RingCentral named no safe address for events.',
        retryable: true,
      });
    const socket = new EventSocket(options);
    try {
      await socket.#open();
      return socket;
    } catch (error) {
      socket.close();
      throw error;
    }
  }

  /** Fires at the end; `endedBy` then says why. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  get endedBy(): string {
    return this.#endedBy;
  }

  /** What it takes to recover this connection after it is lost. */
  get wsc(): Wsc | undefined {
    return this.#wsc;
  }

  /** A REST call over the connection: the body of a success reply. Throws a `PhoneError`. */
  async request(method: 'POST' | 'PUT', path: string, body: JsonObject, doing: string): Promise<unknown> {
    if (this.ended.aborted) throw unreachable(this.#endedBy);
    const messageId = randomUUID();
    const reply = new Promise<EventFrame>((resolve, reject) => {
      this.#replies.set(messageId, resolve);
      this.ended.addEventListener('abort', () => reject(unreachable(this.#endedBy)), { once: true });
    });
    try {
      this.#send(requestFrame(messageId, method, path, body));
      const late = () => unreachable(`RingCentral did not answer in time (${doing}).`);
      const { status = 200, body: answer, type } = await bounded(this.#clock, REPLY_WITHIN_MS, late, reply);
      const refused = type === 'error' || status >= 300;
      if (refused) throw errorOfReply(doing, { status: status < 300 ? 403 : status, body: answer });
      return answer;
    } finally {
      this.#replies.delete(messageId);
    }
  }

  close(): void {
    this.#end('We closed the connection.');
  }

  async #open(): Promise<void> {
    const opened = new Promise<JsonObject>((resolve, reject) => {
      this.#details = resolve;
      this.ended.addEventListener('abort', () => reject(unreachable(this.#endedBy)), { once: true });
    });
    const late = () => unreachable('RingCentral did not say hello on its WebSocket in time.');
    const details = await bounded(this.#clock, OPEN_WITHIN_MS, late, opened);
    this.recovered = (textOf(details.recoveryState) ?? '').toLowerCase() === 'successful';
    this.recoveryMs = (countOf(details.recoveryTimeout) ?? RECOVERY_MS / 1000) * 1000;
    this.recoveryEvents = countOf(details.recoveryBufferSize) ?? RECOVERY_EVENTS;
    this.#watch();
  }

  #hear(text: string): void {
    this.#alive();
    const frame = readFrame(text);
    if (frame.type === 'details') {
      // A new connection starts counting again.
      this.#wsc = frame.wsc ?? this.#wsc;
      this.#details?.(objectOf(frame.body));
      return;
    }
    this.#wsc = newerWsc(this.#wsc, frame.wsc);
    if (frame.type === 'error' && this.#unwatch === undefined) {
      this.#end('RingCentral refused the connection.');
      return;
    }
    if (frame.type === 'notification') this.#onNotification(frame.body);
    else if (frame.messageId !== undefined) this.#replies.get(frame.messageId)?.(frame);
  }

  #alive(): void {
    this.#heardAt = this.#clock.now();
    this.#askedAt = undefined;
  }

  #send(text: string): void {
    this.#sentAt = this.#clock.now();
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(text);
  }

  /** A connection can die without a word: after a silence we ask, and no answer means it is dead. */
  #watch(): void {
    const now = this.#clock.now();
    if (this.#askedAt !== undefined && now - this.#askedAt >= ANSWER_WITHIN_MS)
      this.#end('RingCentral fell silent on its WebSocket.');
    if (this.ended.aborted) return;
    if (this.#askedAt === undefined && now - this.#heardAt >= ASK_AFTER_MS) {
      this.#askedAt = now;
      if (this.#socket.readyState === WebSocket.OPEN) this.#socket.ping();
    }
    if (now - this.#sentAt >= HEARTBEAT_MS) this.#send(heartbeatFrame(randomUUID()));
    this.#unwatch = this.#clock.setTimer(() => this.#watch(), ANSWER_WITHIN_MS / 2);
  }

  #end(reason: string): void {
    if (this.ended.aborted) return;
    this.#endedBy = reason;
    this.#unwatch?.();
    this.#socket.terminate();
    this.#ended.abort();
  }
}

/** The address contains the token, so nobody on the way may read it. */
function isSafe(uri: string): boolean {
  if (!URL.canParse(uri)) return false;
  const { protocol, hostname } = new URL(uri);
  return protocol === 'wss:' || (protocol === 'ws:' && /^(localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname));
}

function unreachable(what: string): PhoneError {
  return new PhoneError({ code: 'unreachable', what, retryable: true });
}
