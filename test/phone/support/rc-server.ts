import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string;
  readonly form: URLSearchParams;
  readonly body: unknown;
}

/** What the server answers: a status with JSON or raw text, silence, or a broken connection. */
export type Answer =
  | {
      readonly status: number;
      readonly json?: unknown;
      readonly text?: string;
      readonly headers?: Record<string, string>;
    }
  | 'silence'
  | 'break';

type Handler = (asked: Asked) => Answer | Promise<Answer>;

/** A RingCentral on loopback that answers as it is told. */
export interface RcServer {
  readonly url: string;
  readonly asked: Asked[];
  /** The newest handler whose method and path fit answers. `path` may use `*` for one segment. */
  on(method: string, path: string, handler: Handler | Answer): void;
  count(method: string, path: string): number;
  /** Gives out tokens: `access-1`, `access-2`, …; others are refused with 401. */
  readonly tokens: { issued: number; valid: Set<string>; expiresIn: number; refresh: boolean };
  close(): Promise<void>;
}

export async function startRcServer(): Promise<RcServer> {
  const asked: Asked[] = [];
  const rules: { readonly method: string; readonly path: RegExp; readonly handler: Handler }[] = [];
  const tokens = { issued: 0, valid: new Set<string>(), expiresIn: 3600, refresh: true };

  const server = createServer((request, response) => {
    void serve(request, response);
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const text = Buffer.concat(parts).toString('utf8');
    const url = new URL(request.url ?? '/', 'http://loopback');
    const isForm = (request.headers['content-type'] ?? '').includes('urlencoded');
    const one: Asked = {
      method: request.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      authorization: request.headers.authorization ?? '',
      form: new URLSearchParams(isForm ? text : ''),
      body: isForm || text === '' ? undefined : JSON.parse(text),
    };
    asked.push(one);
    const rule = rules.findLast(({ method, path }) => method === one.method && path.test(one.path));
    let answer: Answer = { status: 404, json: { errorCode: 'CMN-120', message: 'Invalid URI' } };
    if (rule) answer = one.path.startsWith('/restapi/oauth') || known(one) ? await rule.handler(one) : REFUSED;
    if (answer === 'silence') return;
    if (answer === 'break') {
      request.socket.destroy();
      return;
    }
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
    response.end(answer.text ?? (answer.json === undefined ? '' : JSON.stringify(answer.json)));
  }

  const known = (one: Asked) => tokens.valid.has(one.authorization.replace('Bearer ', ''));
  const fits = (path: string) => new RegExp(`^${path.replaceAll('~', '~').replaceAll('*', '[^/]+')}$`);
  const server_: RcServer = {
    get url() {
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    asked,
    tokens,
    on(method, path, handler) {
      rules.push({ method, path: fits(path), handler: typeof handler === 'function' ? handler : () => handler });
    },
    count: (method, path) => asked.filter((one) => one.method === method && fits(path).test(one.path)).length,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  server_.on('POST', '/restapi/oauth/token', () => {
    tokens.issued++;
    const access = `access-${tokens.issued}`;
    tokens.valid = new Set([access]);
    const refresh = tokens.refresh
      ? { refresh_token: `refresh-${tokens.issued}`, refresh_token_expires_in: 604800 }
      : {};
    return {
      status: 200,
      json: {
        access_token: access,
        token_type: 'bearer',
        expires_in: tokens.expiresIn,
        owner_id: '62000001',
        ...refresh,
      },
    };
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server_;
}

const REFUSED: Answer = {
  status: 401,
  json: { errorCode: 'OAU-213', message: 'Token not found', errors: [{ errorCode: 'OAU-213' }] },
};

export function limits(group: string, limit: number, remaining: number, window = 60): Record<string, string> {
  return {
    'X-Rate-Limit-Group': group,
    'X-Rate-Limit-Limit': String(limit),
    'X-Rate-Limit-Remaining': String(remaining),
    'X-Rate-Limit-Window': String(window),
  };
}
