/** A request that passed authentication, limits and permissions. */
export interface RestRequest {
  readonly url: URL;
  /** Path segments by name, decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** Extension id of the signed-in user; empty for OAuth's own paths. */
  readonly userId: string;
  readonly authorization: string | undefined;
  readonly raw: string;
}

export interface RestAnswer {
  readonly status?: number;
  readonly body?: unknown;
}

export type Handler = (request: RestRequest) => RestAnswer | Promise<RestAnswer>;
export type Handlers = Readonly<Record<string, Handler>>;
