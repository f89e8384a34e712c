import { PhoneError } from '../api/phone-error.js';
import type { SessionNews } from './notification.js';
import type { Coverage } from './pushed.js';

/** Where a feed puts what it receives. */
export interface FeedSink {
  /** The subscription is active and covers this much. */
  up(coverage: Coverage): void;
  down(): void;
  /** Something may have been missed. */
  doubt(): void;
  news(news: SessionNews): void;
}

/** One way to receive events. */
export interface Feed {
  readonly transport: 'websocket' | 'webhook';
  /** Keeps a subscription active until the signal fires. Ends sooner, with the reason, if RingCentral does not allow this way. */
  run(sink: FeedSink, signal: AbortSignal): Promise<string>;
}

/** Waiting does not help: somebody has to change rights or settings, or the service does not offer it. */
export function isNotAllowed(error: unknown): error is PhoneError {
  return error instanceof PhoneError && !error.retryable && error.code !== 'sign-in';
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/** The pause before try number `failures` (from 1): doubled each time up to a minute, and spread by up to a half (`random` 0…1). */
export function pauseBeforeRetry(failures: number, random: number): number {
  const full = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 10), LONGEST_PAUSE_MS);
  return Math.round(full * (0.5 + 0.5 * random));
}
