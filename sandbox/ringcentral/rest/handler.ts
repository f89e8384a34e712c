/** A request that passed authentication, limits and permissions. */
export interface RestRequest {
  readonly url: URL;
  /** Path segments by name, decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** Extension id of the signed-in user; on OAuth's own paths, of the tokens' user, or empty when there is none. */
  readonly userId: string;
  readonly authorization: string | undefined;
  readonly raw: string;
}

export interface RestAnswer {
  readonly status?: number;
  /** JSON. */
  readonly body?: unknown;
  /** A page for a browser instead. */
  readonly html?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Handler = (request: RestRequest) => RestAnswer | Promise<RestAnswer>;
export type Handlers = Readonly<Record<string, Handler>>;
