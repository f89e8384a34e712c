import { type App, type Logger, LogLevel, SocketModeReceiver } from '@slack/bolt';
import type { Log } from '../../hunter/base/log.js';
import { clientOptions } from './clients.js';
import { slackFailure } from './errors.js';
import { within } from './within.js';

/**
 * Slack renews each socket every few hours, and clicks while no socket is up are lost. So we hold two sockets and reconnect each one
 * immediately (the SDK would wait 5 s first, and give up after some errors).
 */
const SOCKETS = 2;
/** The second socket starts later, so that Slack does not renew both at once. */
const STAGGER_MS = 1_500;
/** `hello` comes within a second. A socket without it loses clicks. */
const HELLO_TIMEOUT_MS = 10_000;
const RETRY_FIRST_MS = 250;
const RETRY_MAX_MS = 10_000;
const CLOSE_TIMEOUT_MS = 2_000;
const SOCKET_ERRORS_FOR_GOOD = new Set([
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'not_allowed_token_type',
  'missing_scope',
]);

export interface SocketsSettings {
  readonly appToken: string;
  readonly apiUrl: string | undefined;
  readonly logger: Logger;
  readonly log: Log;
}

export interface Sockets {
  init(app: App): void;
  /** Resolves when the first socket is up; rejects if Slack refuses the app token. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** How many sockets are up. */
  up(): number;
}

interface Socket {
  readonly receiver: SocketModeReceiver;
  up: boolean;
  loop: Promise<void>;
}

/** One receiver over two Socket Mode connections. */
export function createSockets({ appToken, apiUrl, logger, log }: SocketsSettings): Sockets {
  const stopped = new AbortController();
  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        stopped.signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      stopped.signal.addEventListener('abort', done);
    });

  const sockets: Socket[] = Array.from({ length: SOCKETS }, () => {
    const receiver = new SocketModeReceiver({
      appToken,
      logger,
      logLevel: LogLevel.INFO,
      autoReconnectEnabled: false,
      installerOptions: { clientOptions: clientOptions(apiUrl) },
    });
    return { receiver, up: false, loop: Promise.resolve() };
  });

  /** Connects once; resolves when the socket has closed again. */
  const connect = async (socket: Socket, onUp: () => void): Promise<void> => {
    const { client } = socket.receiver;
    let left: () => void = () => undefined;
    const gone = new Promise<void>((resolve) => {
      left = resolve;
    });
    client.once('disconnected', left);
    const hello = setTimeout(() => void client.disconnect().catch(() => undefined), HELLO_TIMEOUT_MS);
    try {
      await client.start();
      socket.up = true;
      onUp();
      clearTimeout(hello);
      await gone;
    } finally {
      socket.up = false;
      clearTimeout(hello);
      client.off('disconnected', left);
    }
  };

  const keepConnected = async (socket: Socket, index: number, settle: (error?: Error) => void): Promise<void> => {
    await pause(index * STAGGER_MS);
    let wait = RETRY_FIRST_MS;
    while (!stopped.signal.aborted) {
      try {
        await connect(socket, () => {
          wait = RETRY_FIRST_MS;
          settle();
        });
        if (!stopped.signal.aborted) log.info({ socket: index }, 'a Slack socket closed; opening it again');
      } catch (error) {
        const failure = error === undefined ? undefined : slackFailure(error);
        const code = failure === undefined ? 'closed' : 'code' in failure ? failure.code : failure.kind;
        if (SOCKET_ERRORS_FOR_GOOD.has(code)) {
          settle(
            new Error(`Slack refused SLACK_APP_TOKEN (${code}). Make a new app-level token with connections:write.`),
          );
        }
        if (stopped.signal.aborted) return;
        log.warn({ socket: index, code, waitMs: wait }, 'a Slack socket could not be opened; trying again');
        await pause(failure?.kind === 'rate-limited' ? failure.retryAfterMs : wait * (0.75 + Math.random() / 2));
        wait = Math.min(wait * 2, RETRY_MAX_MS);
      }
    }
  };

  let starting: Promise<void> | undefined;
  return {
    init(app) {
      for (const { receiver } of sockets) receiver.init(app);
    },
    start() {
      starting ??= new Promise((resolve, reject) => {
        const settle = (error?: Error) => (error === undefined ? resolve() : reject(error));
        for (const [index, socket] of sockets.entries()) socket.loop = keepConnected(socket, index, settle);
        stopped.signal.addEventListener('abort', () => resolve());
      });
      return starting;
    },
    async stop() {
      stopped.abort();
      const closing = sockets.map(async ({ receiver, loop }) => {
        await receiver.client.disconnect().catch(() => undefined);
        await loop;
      });
      await within(CLOSE_TIMEOUT_MS, Promise.all(closing), () => undefined);
    },
    up: () => sockets.filter(({ up }) => up).length,
  };
}
