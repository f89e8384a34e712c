import type { IncomingMessage, ServerResponse } from 'node:http';
import { bounded } from '../../hunter/base/bounded.js';
import type { Clock } from '../../hunter/base/clock.js';
import type { DebugLog } from '../../hunter/base/log.js';
import { jsonOf } from '../api/readers.js';
import { readNotification, type SessionNews } from './notification.js';
import { isSecret } from './webhook-secret.js';

export interface WebhookDoorOptions {
  readonly secret: string;
  readonly clock: Clock;
  readonly log: DebugLog;
  readonly onNews: (news: SessionNews) => void;
}

/** What the webhook has received since the start. */
export interface DoorFigures {
  readonly handshakes: number;
  readonly delivered: number;
  /** With a wrong secret, or none. */
  readonly refused: number;
  readonly oversized: number;
  /** With the right secret, but not an event of a call. */
  readonly unreadable: number;
}

/** An event of a call with many parties takes a few KB. */
const MAX_BODY_BYTES = 64 * 1024;
/** RingCentral gives up after 3 s, so a slower body is not from RingCentral. */
const BODY_WITHIN_MS = 3_000;
/** Headers and body of the handshake's answer may be 1024 bytes together. */
const MAX_TOKEN_LENGTH = 512;

/** Where RingCentral delivers events: handles the handshake, checks the secret, and answers at once before passing the event on. */
export class WebhookDoor {
  readonly #counts = { handshakes: 0, delivered: 0, refused: 0, oversized: 0, unreadable: 0 };

  constructor(private readonly options: WebhookDoorOptions) {}

  figures(): DoorFigures {
    return { ...this.#counts };
  }

  /** Answers one request; never rejects. */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST') return reply(response, 405);
    const [verification, validation] = ['verification-token', 'validation-token'].map((name) =>
      oneHeader(request, name),
    );
    const known = isSecret(this.options.secret, [verification, validation]);
    // Without the secret only the handshake gets through, and that has no body (at most `{}`).
    const body = await this.#body(request, response, known ? MAX_BODY_BYTES : 2);
    if (body === undefined) return;
    if (known && body.trim() !== '') return this.#deliver(response, body);
    if (validation !== undefined && isEmpty(body) && (known || verification === undefined))
      return this.#shakeHands(response, validation);
    if (known) reply(response, 200);
    else this.#refuse(response, 401);
  }

  #shakeHands(response: ServerResponse, token: string): void {
    if (token.length > MAX_TOKEN_LENGTH || !/^[\x21-\x7e]+$/.test(token)) {
      this.#refuse(response, 400);
      return;
    }
    this.#counts.handshakes++;
    reply(response, 200, { 'Validation-Token': token });
  }

  #deliver(response: ServerResponse, body: string): void {
    // Accept events we do not understand, too: RingCentral permanently drops a webhook that refuses.
    reply(response, 200);
    const news = readNotification(jsonOf(body));
    if (!news) {
      this.#counts.unreadable++;
      return;
    }
    this.#counts.delivered++;
    this.options.onNews(news);
  }

  /** The body, if it is not too long or too slow; otherwise the request is answered here. */
  async #body(request: IncomingMessage, response: ServerResponse, limit: number): Promise<string | undefined> {
    const known = limit === MAX_BODY_BYTES;
    if (Number(request.headers['content-length'] ?? 0) > limit) return this.#tooLong(request, response, known);
    const parts: Buffer[] = [];
    let bytes = 0;
    try {
      const reading = (async () => {
        for await (const part of request) {
          bytes += (part as Buffer).length;
          if (bytes > limit) return false;
          parts.push(part as Buffer);
        }
        return true;
      })();
      const whole = await bounded(this.options.clock, BODY_WITHIN_MS, () => new Error('slow'), reading);
      return whole ? Buffer.concat(parts).toString() : this.#tooLong(request, response, known);
    } catch {
      request.destroy();
      return undefined;
    }
  }

  #tooLong(request: IncomingMessage, response: ServerResponse, known: boolean): undefined {
    // The body was not read to its end, so the connection cannot be reused.
    response.once('finish', () => request.destroy());
    response.setHeader('connection', 'close');
    if (known) {
      this.#counts.oversized++;
      reply(response, 413);
    } else this.#refuse(response, 401);
    return undefined;
  }

  #refuse(response: ServerResponse, status: number): void {
    this.#counts.refused++;
    this.options.log.debug({ status }, 'a request to the webhook for RingCentral events was refused');
    reply(response, status);
  }
}

function reply(response: ServerResponse, status: number, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  response.end(status === 200 ? '' : '{}');
}

function oneHeader(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function isEmpty(body: string): boolean {
  return body.trim() === '' || body.trim() === '{}';
}
