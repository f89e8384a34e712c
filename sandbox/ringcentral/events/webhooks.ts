import { randomUUID } from 'node:crypto';
import type { Story } from '../../story.js';
import { ApiError } from '../rest/api-error.js';
import type { Subscription, Transport } from './subscriptions.js';

const ANSWER_WITHIN_MS = 3_000;
const MOST_ANSWER_BYTES = 1_024;
/** Deliveries that fail one after the other; then the subscription is blacklisted for good. */
const FAILURES_ALLOWED = 5;

export interface WebhookOptions {
  readonly story: Story;
  /** Which header brings the app's secret back: the documents disagree. */
  readonly secretHeader: () => 'Verification-Token' | 'Validation-Token';
}

/** Shakes hands with an app's address. Throws SUB-520…525 when it is not the app's. */
export async function shakeHands(address: string, story: Story): Promise<void> {
  const url = new URL(address);
  if (url.protocol !== 'https:' && url.hostname !== '127.0.0.1')
    throw new ApiError(400, 'SUB-523', 'WebHook address must use HTTPS');
  const token = randomUUID();
  const response = await post(address, { 'Validation-Token': token }).catch(() => {
    throw new ApiError(400, 'SUB-521', 'WebHook is not reachable');
  });
  const echoed = response.headers.get('validation-token');
  const body = await response.text();
  const headers = [...response.headers].reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0);
  story.tell('webhook-handshake', { status: response.status });
  if (response.status !== 200 || headers + body.length > MOST_ANSWER_BYTES)
    throw new ApiError(
      400,
      'SUB-525',
      `WebHook responds with incorrect HTTP status. HTTP status is ${response.status}`,
    );
  if (echoed !== token) throw new ApiError(400, 'SUB-520', 'WebHook response does not contain Validation-Token header');
}

/** Delivers a subscription's events by POST; one that keeps failing is blacklisted. */
export function webhookTransport(
  address: string,
  secret: string | undefined,
  options: WebhookOptions,
  subscription: () => Subscription | undefined,
): Transport {
  return {
    type: 'WebHook',
    address,
    send: (payload) => {
      const headers: Record<string, string> = secret === undefined ? {} : { [options.secretHeader()]: secret };
      void post(address, headers, JSON.stringify(payload))
        .then(
          (response) => response.status,
          () => 0,
        )
        .then((status) => {
          options.story.tell('webhook-delivery', { status });
          const mine = subscription();
          if (mine === undefined) return;
          mine.failures = status === 200 ? 0 : mine.failures + 1;
          if (mine.failures >= FAILURES_ALLOWED) mine.status = 'Blacklisted';
        });
    },
  };
}

function post(address: string, headers: Record<string, string>, body?: string): Promise<Response> {
  return fetch(address, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'Content-Type': 'application/json', 'User-Agent': 'RingCentral-WebHook/8.3', ...headers },
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    ...(body === undefined ? {} : { body }),
  });
}
