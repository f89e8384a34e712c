import { type Logger, type webApi as WebApi, webApi } from '@slack/bolt';

/** We retry ourselves: a WebClient would repeat posts whose outcome is unknown, and pause its whole queue on a 429. */
const NO_RETRIES = { retries: 0 } as const;
const BOARD_TIMEOUT_MS = 5_000;
/** An agent is waiting, so retry soon rather than wait long. */
const OFFER_TIMEOUT_MS = 4_000;
/** A trigger id lives 3 s, so waiting longer to answer a person is pointless. */
const ANSWER_TIMEOUT_MS = 3_000;
/** An upload takes three requests, one of them with megabytes. */
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

/** Options of one client: a new object each time, since the SDK modifies it. */
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
