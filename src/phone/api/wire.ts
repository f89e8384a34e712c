import { SDK, type SendOptions } from '@ringcentral/sdk';
import type { LimitHeaders } from './budget.js';
import { errorOfNonsense, errorOfSilence } from './phone-error.js';
import { countOf, objectOf } from './readers.js';

/** One request, sent as exactly one HTTP exchange; nothing is repeated here. */
export interface WireRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Completes “RingCentral refused …”. */
  readonly doing: string;
}

export interface WireReply {
  readonly status: number;
  /** The parsed body; undefined if it is empty, `unreadable` if it is not JSON. */
  readonly body: unknown;
  readonly unreadable: boolean;
  readonly limits: LimitHeaders;
  readonly group: string | null;
  readonly retryAfterMs?: number;
}

/** Where the API is and who the app is. */
export interface WireOptions {
  readonly server: string;
  readonly clientId: string;
  readonly clientSecret?: string;
}

/** Replies of this API are small; a larger one comes from something else. */
const MAX_BODY_BYTES = 20_000_000;

/**
 * The SDK, used for what it does well: building requests and authenticating the app. Its own sign-in policy is left out on purpose, because
 * it never signs in again with the JWT, forgets its tokens on any error, and repeats requests by itself. `skipAuthCheck` and `retry` make
 * every request one plain exchange.
 */
export class Wire {
  readonly #sdk: SDK;

  constructor(private readonly options: WireOptions) {
    this.#sdk = new SDK({
      server: options.server.replace(/\/+$/, ''),
      clientId: options.clientId,
      ...(options.clientSecret ? { clientSecret: options.clientSecret } : {}),
      appName: 'HoldHunter',
      clearCacheOnRefreshError: false,
      fetch,
      Request,
      Response,
      Headers,
    });
  }

  /** The headers and form fields with which the app identifies itself at the token endpoint. */
  appIdentity(): {
    readonly headers: Readonly<Record<string, string>>;
    readonly fields: Readonly<Record<string, string>>;
  } {
    return this.options.clientSecret
      ? { headers: { Authorization: this.#sdk.platform().basicAuthHeader() }, fields: {} }
      : { headers: {}, fields: { client_id: this.options.clientId } };
  }

  /** Sends once. Any HTTP status counts as a reply; no reply in time rejects with a `PhoneError` (`unreachable`). */
  async send(request: WireRequest): Promise<WireReply> {
    const signal = AbortSignal.timeout(request.timeoutMs);
    const options: SendOptions & Pick<RequestInit, 'redirect'> & { signal: AbortSignal } = {
      method: request.method,
      url: request.path,
      ...(request.query ? { query: request.query } : {}),
      ...(request.body ? { body: { ...request.body } } : {}),
      headers: { Accept: 'application/json', ...request.headers },
      // A redirect would carry tokens and codes wherever it points.
      redirect: 'manual',
      skipAuthCheck: true,
      retry: true,
      signal,
    };
    try {
      return await read(await this.#exchange(options));
    } catch (error) {
      if (error instanceof TooLong) throw errorOfNonsense(request.doing, error.status);
      throw errorOfSilence(request.doing, signal.aborted);
    }
  }

  async #exchange(options: SendOptions): Promise<Response> {
    try {
      return await this.#sdk.platform().send(options);
    } catch (error) {
      // The SDK throws for every status outside 2xx, with the reply attached.
      const { response } = objectOf(error);
      if (response instanceof Response) return response;
      throw error;
    }
  }
}

class TooLong extends Error {
  constructor(readonly status: number) {
    super('the reply is too long');
  }
}

async function read(response: Response): Promise<WireReply> {
  const text = await bodyOf(response);
  const retryAfterMs = retryAfter(response.headers.get('retry-after'));
  const header = (name: string) => countOf(response.headers.get(`x-rate-limit-${name}`));
  const [limit, remaining, window] = [header('limit'), header('remaining'), header('window')];
  return {
    status: response.status,
    ...parse(text),
    limits: {
      ...(limit === undefined ? {} : { limit }),
      ...(remaining === undefined ? {} : { remaining }),
      ...(window === undefined ? {} : { windowMs: window * 1000 }),
    },
    group: response.headers.get('x-rate-limit-group'),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

async function bodyOf(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    parts.push(part);
    bytes += part.length;
    if (bytes > MAX_BODY_BYTES) throw new TooLong(response.status);
  }
  return Buffer.concat(parts).toString();
}

function parse(text: string): { readonly body: unknown; readonly unreadable: boolean } {
  if (text.trim() === '') return { body: undefined, unreadable: false };
  try {
    return { body: JSON.parse(text), unreadable: false };
  } catch {
    return { body: undefined, unreadable: true };
  }
}

/** Retry-After in seconds. RingCentral does not use the HTTP-date form, so that counts as absent. */
function retryAfter(header: string | null): number | undefined {
  const seconds = countOf(header);
  return seconds === undefined ? undefined : seconds * 1000;
}
