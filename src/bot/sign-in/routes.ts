import { randomBytes } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Log } from '../../hunter/base/log.js';
import { harmless } from '../slack/sdk-log.js';
import { createAllowance } from './allowance.js';
import { hashOf } from './one-time.js';
import { draw, PAGE_HEADERS, PAGES, type Page } from './pages.js';
import { addressOf, type WebSignIn } from './web-sign-in.js';

/** RingCentral sends people back with a code and a state of a few hundred characters each. */
const LONGEST_URL = 4_096;
/** From one address. A sign-in takes two requests, and a whole office may share an address. */
const A_MINUTE_FROM_ONE = 120;
/** From all addresses together, in this process. */
const A_MINUTE_IN_ALL = 1_200;
/** Clients that fetch links to show a preview. */
const PREVIEWER = /slackbot|facebookexternalhit|bingpreview|googleother/i;
/** Longer than a sign-in lasts, so that a late one gets the right page. */
const COOKIE_S = 3_600;
const CODE = /^[\x21-\x7e]{1,2048}$/;

export interface SignInRoutesOptions {
  /** Undefined if browser sign-in is not set up. */
  readonly webSignIn: WebSignIn | undefined;
  /** The bot's public address. */
  readonly baseUrl: string | undefined;
  readonly log: Log;
  readonly now: () => number;
}

/** Serves `GET /oauth/start` and `GET /oauth/callback`; mount it for all of `/oauth/`. */
export function createSignInRoutes({ webSignIn, baseUrl, log, now }: SignInRoutesOptions): RequestListener {
  const oneMayAsk = createAllowance({ most: A_MINUTE_FROM_ONE, windowMs: 60_000, now });
  const allMayAsk = createAllowance({ most: A_MINUTE_IN_ALL, windowMs: 60_000, now });
  const base = baseUrl === undefined ? undefined : new URL(addressOf(baseUrl, 'oauth'));
  const cookie = (name: string, value: string, seconds: number): string =>
    `${name}=${value}; Path=${base?.pathname}; Max-Age=${seconds}; HttpOnly; SameSite=Lax${base?.protocol === 'https:' ? '; Secure' : ''}`;

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = request.url ?? '';
    if (request.method !== 'GET') return show(response, PAGES.onlyGet(), { Allow: 'GET' });
    if (url.length > LONGEST_URL) return show(response, PAGES.tooLong());
    if (!allMayAsk() || !oneMayAsk(sourceOf(request))) return show(response, PAGES.tooMany(), { 'Retry-After': '60' });
    const [path = '', search = ''] = splitOnce(url);
    if (path !== '/oauth/start' && path !== '/oauth/callback') return show(response, PAGES.nowhere());
    if (webSignIn === undefined) return show(response, PAGES.notSetUp());
    if (looksOnly(request)) return show(response, PAGES.preview());
    const query = new URLSearchParams(search);
    if (path === '/oauth/start') {
      const begun = await webSignIn.begin(only(query, 'ticket') ?? '');
      if ('status' in begun) return show(response, begun);
      const keep = cookie(cookieOf(begun.state), begun.browser, COOKIE_S);
      response.writeHead(302, { ...PAGE_HEADERS, 'Set-Cookie': keep, Location: begun.to });
      response.end();
      return;
    }
    const state = only(query, 'state') ?? '';
    const [code, error] = [only(query, 'code'), only(query, 'error')];
    const browser = cookieIn(request.headers.cookie, cookieOf(state));
    const page = await webSignIn.finish({
      state,
      ...(code !== undefined && CODE.test(code) ? { code } : {}),
      ...(error === undefined ? {} : { error }),
      ...(browser === undefined ? {} : { browser }),
    });
    show(response, page, browser === undefined ? {} : { 'Set-Cookie': cookie(cookieOf(state), '', 0) });
  };

  return (request, response) => {
    serve(request, response).catch((error: unknown) => {
      const reference = randomBytes(3).toString('hex');
      const what = error instanceof Error ? harmless(error.message) : 'unknown';
      log.error({ reference, what }, 'a page of the sign-in failed');
      show(response, PAGES.fault(reference));
    });
  };
}

function show(response: ServerResponse, page: Page, headers: Readonly<Record<string, string>> = {}): void {
  if (response.headersSent) return void response.end();
  response.writeHead(page.status, { ...PAGE_HEADERS, ...headers });
  response.end(draw(page));
}

/** The address a request came from, or behind a proxy, the one the proxy added. Only good for counting: it can be forged. */
function sourceOf({ headers, socket }: IncomingMessage): string {
  const added = String(headers['x-forwarded-for'] ?? '')
    .split(',')
    .at(-1);
  return `${socket.remoteAddress} ${added?.trim().slice(0, 45)}`;
}

/** A preview, or a browser that prefetches: it must not use up the link. */
function looksOnly({ headers }: IncomingMessage): boolean {
  const purpose = `${headers['sec-purpose'] ?? ''}${headers.purpose ?? ''}`;
  return PREVIEWER.test(headers['user-agent'] ?? '') || /prefetch|prerender|preview/i.test(purpose);
}

/** One cookie per sign-in, so that several tabs can sign in at once. */
function cookieOf(state: string): string {
  return `hunt_sign_in_${hashOf(state).slice(0, 12)}`;
}

function cookieIn(header: string | undefined, name: string): string | undefined {
  const pair = header?.split(';').find((each) => each.trim().startsWith(`${name}=`));
  return pair?.trim().slice(name.length + 1);
}

/** A parameter that appears twice counts as missing. */
function only(query: URLSearchParams, name: string): string | undefined {
  const all = query.getAll(name);
  return all.length === 1 ? all[0] : undefined;
}

function splitOnce(url: string): readonly string[] {
  const at = url.indexOf('?');
  return at < 0 ? [url] : [url.slice(0, at), url.slice(at + 1)];
}
