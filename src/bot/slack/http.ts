import type { RequestListener } from 'node:http';
import { type App, HTTPReceiver, type Logger, LogLevel } from '@slack/bolt';
import type { Store } from '../../hunter/ports/store.js';
import { createReplayGuard } from './replay.js';

/** Slack's largest payloads (forms with a hundred options) are much smaller. */
const BODY_LIMIT = '1mb';
const SLACK_PATH = '/slack/events';

/** Thrown for a replayed or future-stamped request; answered with 401. */
class ReplayRefused extends Error {
  override readonly name = 'ReplayRefused';
}

export interface HttpSettings {
  readonly signingSecret: string;
  readonly logger: Logger;
  readonly store: Store;
  readonly now: () => number;
  /** Called for each request that did not come from Slack. */
  readonly onRefused: () => void;
}

export interface SlackHttp {
  readonly receiver: HTTPReceiver;
  /** Mount it at `POST /slack/events`. */
  readonly requestListener: RequestListener;
  guard(app: App): void;
  open(): void;
  close(): void;
}

/** Slack over signed HTTP, without a server of its own. */
export function createHttp({ signingSecret, logger, store, now, onRefused }: HttpSettings): SlackHttp {
  const replay = createReplayGuard(store, now);
  let isOpen = false;
  const receiver = new HTTPReceiver({
    signingSecret,
    endpoints: [SLACK_PATH],
    logger,
    logLevel: LogLevel.INFO,
    bodyLimit: BODY_LIMIT,
    customPropertiesExtractor: ({ headers }) => ({
      slackSignature: String(headers['x-slack-signature'] ?? ''),
      slackStamp: String(headers['x-slack-request-timestamp'] ?? ''),
    }),
    processEventErrorHandler: async ({ error, response }) => {
      if (!response.headersSent) {
        const replayed =
          error instanceof ReplayRefused || (error as { original?: unknown }).original instanceof ReplayRefused;
        response.writeHead(replayed ? 401 : 500);
        response.end();
      }
      // We have answered, so Bolt must not.
      return false;
    },
  });
  return {
    receiver,
    requestListener(request, response) {
      if (!isOpen) {
        response.writeHead(503, { 'retry-after': '5' });
        response.end();
        return;
      }
      response.once('finish', () => {
        if (response.statusCode === 401) onRefused();
      });
      try {
        receiver.requestListener(request, response);
      } catch {
        // Bolt throws for any path or method other than its own.
        response.writeHead(404);
        response.end();
      }
    },
    guard(app) {
      app.use(async ({ context, next }) => {
        const admitted = await replay.admit(String(context.slackSignature), String(context.slackStamp));
        if (!admitted) throw new ReplayRefused('a replayed or future-stamped request was refused');
        await next();
      });
    },
    open() {
      isOpen = true;
    },
    close() {
      isOpen = false;
    },
  };
}
