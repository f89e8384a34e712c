import { createHmac } from 'node:crypto';
import { ACK_MS, type Delivery, type Kind, type Reply, type Retry } from './delivery.js';
import { isObject, type Json, parseJson } from './json.js';

/** Where Bolt listens for everything. */
const EVENTS_PATH = '/slack/events';

/** Signed requests to the bot's address, as Slack makes them. */
export class HttpMode implements Delivery {
  constructor(
    private readonly botUrl: () => string,
    private readonly signingSecret: string,
    private readonly ackMs: number = ACK_MS,
  ) {}

  async deliver(kind: Kind, payload: Json, retry?: Retry): Promise<Reply> {
    const { type, body } = encode(kind, payload);
    const timestamp = String(Math.floor(Date.now() / 1000));
    const startedAt = performance.now();
    try {
      const response = await fetch(`${this.botUrl()}${EVENTS_PATH}`, {
        method: 'POST',
        headers: {
          ...{ 'content-type': type, 'x-slack-request-timestamp': timestamp },
          'x-slack-signature': sign(this.signingSecret, timestamp, body),
          ...(retry && { 'x-slack-retry-num': String(retry.attempt), 'x-slack-retry-reason': retry.reason }),
        },
        // Bytes, not a text: for a text fetch would append a charset to the content type, which Slack doesn't send.
        body: Buffer.from(body),
        signal: AbortSignal.timeout(this.ackMs),
      });
      const answer = await response.text();
      const noRetry = response.headers.get('x-slack-no-retry') === '1';
      if (!response.ok) return { acknowledgedMs: null, body: {}, error: 'dispatch_failed', noRetry };
      return { acknowledgedMs: performance.now() - startedAt, body: decode(answer), noRetry };
    } catch (error) {
      const timedOut = error instanceof Error && error.name === 'TimeoutError';
      return { acknowledgedMs: null, body: {}, error: timedOut ? 'operation_timeout' : 'dispatch_failed' };
    }
  }

  async stop(): Promise<void> {}
}

/** Slack's signature of a request body. */
function sign(secret: string, timestamp: string, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}

function encode(kind: Kind, payload: Json): { type: string; body: string } {
  if (kind === 'events_api') return { type: 'application/json', body: JSON.stringify(payload) };
  const fields = kind === 'interactive' ? { payload: JSON.stringify(payload) } : mapTexts(payload);
  return { type: 'application/x-www-form-urlencoded', body: new URLSearchParams(fields).toString() };
}

function mapTexts(payload: Json): Record<string, string> {
  return Object.fromEntries(Object.entries(payload).map(([key, value]) => [key, String(value)]));
}

/** An empty body acknowledges; a plain text is a message's text. */
function decode(answer: string): Json {
  if (answer.trim() === '') return {};
  const body = parseJson(answer);
  return isObject(body) ? body : { text: answer };
}
