import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Story } from '../../story.js';
import { ACCOUNT_ID } from '../account.js';
import {
  ApiError,
  appPermission,
  badJson,
  invalidParameter,
  notFound,
  unknownPath,
  userPermission,
} from './api-error.js';
import type { Handlers, RestAnswer } from './handler.js';
import type { Group, Limits } from './limits.js';
import type { OAuth } from './oauth.js';
import { ROUTES, type Route } from './routes.js';
import type { UserRights } from './user-rights.js';

const LARGEST_BODY = 1_000_000;

export interface RestOptions {
  readonly story: Story;
  readonly oauth: OAuth;
  readonly limits: Limits;
  readonly rights: UserRights;
  readonly missingAppPermissions: readonly string[];
  readonly missingUserPermissions: readonly string[];
}

interface Match {
  readonly route: Route;
  readonly params: Record<string, string>;
}

/** The REST side: routing, OAuth, limits, permissions, then a handler. */
export class RestServer {
  readonly #options: RestOptions;
  readonly #server: Server;
  #handlers: Handlers = {};
  readonly requests: Record<Lowercase<Group>, number> = { light: 0, medium: 0, heavy: 0, auth: 0 };
  tooMany = 0;

  constructor(options: RestOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  async start(handlers: Handlers): Promise<number> {
    this.#handlers = handlers;
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  onUpgrade(take: (request: IncomingMessage, socket: Duplex, head: Buffer) => void): void {
    this.#server.on('upgrade', take);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', `http://${request.headers.host ?? '127.0.0.1'}`);
    const method = request.method ?? 'GET';
    const match = matchRoute(method, url.pathname);
    const headers: Record<string, string> = { RCRequestId: `practice-${Date.now()}` };
    let answer: RestAnswer;
    try {
      const raw = await bodyOf(request);
      if (match === undefined) {
        this.#options.oauth.user(request.headers.authorization);
        throw unknownPath();
      }
      answer = await this.#handle(match, url, raw, request.headers.authorization, headers);
    } catch (error) {
      const api = error instanceof ApiError ? error : new ApiError(500, 'CMN-201', 'Service Temporary Unavailable');
      if (!(error instanceof ApiError)) this.#options.story.tell('sandbox-error', { error: String(error) });
      Object.assign(headers, api.headers);
      answer = { status: api.status, body: api.body };
    }
    const status = answer.status ?? 200;
    if (status === 429) this.tooMany++;
    const group = match?.route.browser ? undefined : match?.route.group;
    if (group !== undefined) this.requests[group.toLowerCase() as Lowercase<Group>]++;
    this.#options.story.tell('rest', { group: group?.toLowerCase() ?? 'none', method, path: url.pathname, status });
    Object.assign(headers, answer.headers);
    if (answer.html !== undefined) headers['Content-Type'] = 'text/html;charset=utf-8';
    if (answer.body !== undefined) headers['Content-Type'] = 'application/json;charset=utf-8';
    const text = answer.html ?? (answer.body === undefined ? undefined : JSON.stringify(answer.body));
    response.writeHead(status, headers).end(text);
  }

  async #handle(
    { route, params }: Match,
    url: URL,
    raw: string,
    authorization: string | undefined,
    headers: Record<string, string>,
  ): Promise<RestAnswer> {
    const { oauth, limits, rights, missingAppPermissions, missingUserPermissions } = this.#options;
    const handler = this.#handlers[route.name];
    if (handler === undefined) throw unknownPath();
    if (route.browser) return await handler({ url, params, userId: '', authorization, raw });
    const open = route.group === 'Auth' && !route.bearer;
    if (open) oauth.checkClient(authorization, new URLSearchParams(raw));
    const userId = open ? oauth.subject(formOf(url, raw)) : oauth.user(authorization);
    Object.assign(headers, limits.count(userId, route.group));
    if (route.app !== undefined && missingAppPermissions.includes(route.app)) throw appPermission(route.app);
    if (route.user !== undefined && missingUserPermissions.includes(route.user)) throw userPermission(route.user);
    const accountId = params.accountId;
    if (accountId !== undefined && accountId !== '~' && accountId !== ACCOUNT_ID)
      throw notFound('accountId', accountId);
    const request = { url, params, userId, authorization, raw };
    if (!open) rights.check(route, request);
    return await handler(request);
  }
}

/** A token to revoke may stand in the address, too. */
function formOf(url: URL, raw: string): URLSearchParams {
  return new URLSearchParams([...url.searchParams, ...new URLSearchParams(raw)]);
}

function matchRoute(method: string, path: string): Match | undefined {
  for (const route of ROUTES) {
    if (route.method !== method) continue;
    const wanted = route.path.split('/');
    const given = path.split('/');
    if (wanted.length !== given.length) continue;
    const params: Record<string, string> = {};
    const fits = wanted.every((part, i) => {
      const value = given[i] ?? '';
      if (!part.startsWith('{')) return part === value;
      params[part.slice(1, -1)] = safely(value);
      return value !== '';
    });
    if (fits) return { route, params };
  }
  return undefined;
}

function safely(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size > LARGEST_BODY) throw invalidParameter('body', undefined, 400);
    chunks.push(bytes);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  if (text.includes('\uFFFD')) throw badJson();
  return text;
}
