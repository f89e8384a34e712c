import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';

/** What is not ready yet, by name, each with its reason; empty when the bot can take a hunt. */
export type Readiness = () => Promise<Readonly<Record<string, string>>>;

export interface HttpOptions {
  readonly port: number;
  readonly readiness: Readiness;
  readonly metrics: Registry;
  /** In HTTP mode: handles `POST /slack/events`. */
  readonly slackEvents?: RequestListener;
  /** Handles `POST /ringcentral/events`, if RingCentral can reach us. */
  readonly ringcentralEvents?: RequestListener;
  /** Handles `GET /oauth/…`: the pages for signing in to RingCentral. */
  readonly signIn?: RequestListener;
  readonly log: Logger;
}

/**
 * The bot's HTTP side: `/healthz` (the process is alive), `/readyz` (503 with the reasons until every part is ready), `/metrics`,
 * `/slack/events`, `/ringcentral/events`, `/oauth/…`.
 */
export async function startHttp(options: HttpOptions): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const server = createServer((request, response) => {
    route(options, request, response).catch((error: unknown) => {
      // Leave out the query: it may hold secrets of a sign-in.
      options.log.error({ err: error, path: pathOf(request) }, 'An HTTP request failed');
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, resolve);
  });
  return { port: (server.address() as AddressInfo).port, stop: () => close(server) };
}

async function route(options: HttpOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = pathOf(request);
  if (path === '/slack/events' && options.slackEvents) return options.slackEvents(request, response);
  if (path === '/ringcentral/events' && options.ringcentralEvents) return options.ringcentralEvents(request, response);
  if (path.startsWith('/oauth/') && options.signIn) return options.signIn(request, response);
  if (request.method !== 'GET') return answer(response, 405, { error: 'only GET' });
  switch (path) {
    case '/healthz':
      return answer(response, 200, { alive: true });
    case '/readyz': {
      const missing = await options.readiness();
      return answer(response, Object.keys(missing).length === 0 ? 200 : 503, {
        ready: Object.keys(missing).length === 0,
        missing,
      });
    }
    case '/metrics':
      response.writeHead(200, { 'content-type': options.metrics.contentType });
      response.end(await options.metrics.metrics());
      return;
    default:
      return answer(response, 404, { error: 'no such page; try /healthz, /readyz or /metrics' });
  }
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?', 1)[0] ?? '/';
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}
