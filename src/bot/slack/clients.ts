import { type Logger, type webApi as WebApi, webApi } from '@slack/bolt';

/** Retries are ours: a WebClient repeats posts whose outcome is unknown, and pauses its whole queue on a 429. */
const NO_RETRIES = { retries: 0 } as const;
const BOARD_TIMEOUT_MS = 5_000;
/** An agent waits: better to ask again soon than to wait long. */
const OFFER_TIMEOUT_MS = 4_000;
/** A trigger id lives 3 s, so an answer to a person is worth no longer wait. */
const ANSWER_TIMEOUT_MS = 3_000;
/** Three requests, one of them with megabytes. */
const FILE_TIMEOUT_MS = 60_000;

export interface SlackClients {
  /** Edits of boards and thread lines. */
  readonly boards: WebApi.WebClient;
  /** Offers only, so that nothing can delay them. */
  readonly offers: WebApi.WebClient;
  /** Uploads of files. */
  readonly files: WebApi.WebClient;
}

interface ClientSettings {
  readonly token: string;
  readonly apiUrl: string | undefined;
  readonly logger: Logger;
}

/** Options of one client; a fresh object each time, since the SDK writes into it. */
export function clientOptions(apiUrl: string | undefined, timeout = ANSWER_TIMEOUT_MS): WebApi.WebClientOptions {
  return {
    retryConfig: { ...NO_RETRIES },
    rejectRateLimitedCalls: true,
    timeout,
    ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
  };
}

export function createClients({ token, apiUrl, logger }: ClientSettings): SlackClients {
  const client = (timeout: number) => new webApi.WebClient(token, { ...clientOptions(apiUrl, timeout), logger });
  return { boards: client(BOARD_TIMEOUT_MS), offers: client(OFFER_TIMEOUT_MS), files: client(FILE_TIMEOUT_MS) };
}
