import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

const MOST_BYTES = 4 * 1024 * 1024;

/** One part of the server: answers requests whose path begins with its prefix. */
export interface Route {
  readonly prefix: string;
  readonly handle: (request: IncomingMessage, response: ServerResponse, rest: string) => Promise<void>;
}

/** Takes WebSocket upgrades of one path. */
export interface Upgrade {
  readonly prefix: string;
  readonly take: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

/** The one HTTP server of API, response URLs, Socket Mode and page; loopback only. */
export class LoopbackServer {
  readonly #server: Server;
  #base = '';

  constructor(
    private readonly routes: readonly Route[],
    upgrades: readonly Upgrade[],
  ) {
    this.#server = createServer((request, response) => void this.#answer(request, response));
    this.#server.on('upgrade', (request, socket, head) => {
      const upgrade = upgrades.find(({ prefix }) => (request.url ?? '').startsWith(prefix));
      if (upgrade && isLoopback(request)) upgrade.take(request, socket, head);
      else socket.destroy();
    });
  }

  /** `http://127.0.0.1:PORT` once it listens. */
  get base(): string {
    return this.#base;
  }

  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', resolve);
    });
    this.#base = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const route = this.routes.find(({ prefix }) => path.startsWith(prefix));
    try {
      if (!isLoopback(request)) reply(response, 403, 'text/plain', 'loopback only');
      else if (!route) reply(response, 404, 'text/plain', 'not found');
      else await route.handle(request, response, path.slice(route.prefix.length));
    } catch (error) {
      if (!response.headersSent) reply(response, 500, 'text/plain', error instanceof Error ? error.message : 'failed');
    }
  }
}

/** A page of another origin can name us by a host of its own; only our own names are served. */
function isLoopback(request: IncomingMessage): boolean {
  return /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? '');
}

/** Reads the whole body as text. */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  return (await bytesOf(request, MOST_BYTES)).toString('utf8');
}

/** Reads the whole body. */
export async function bytesOf(request: IncomingMessage, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > most) throw new Error('the body is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Sends an answer. */
export function reply(
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store', ...headers });
  response.end(body);
}
