import type { Slack, SlackOptions } from '../world.js';
import type { Stage } from './acts/stage.js';
import { Api } from './api/call.js';
import { Faults } from './api/faults.js';
import type { Delivery } from './delivery.js';
import { fileRoutes } from './file-routes.js';
import { Files } from './files.js';
import { Hands } from './hands.js';
import { HttpMode } from './http-mode.js';
import { randomHex } from './ids.js';
import { PageServer } from './page-server.js';
import { Rates } from './rates.js';
import { ResponseUrls } from './response-urls.js';
import { DEFAULT_SCOPES } from './scopes.js';
import { bodyOf, LoopbackServer, type Route, reply } from './server.js';
import { SocketMode } from './socket-mode.js';
import { Triggers } from './triggers.js';
import { Views } from './views.js';
import { Workspace } from './workspace.js';

const DEFAULT_COMMANDS = ['/irs-hunt'];

/** Starts the practice Slack: Web API, Socket Mode or signed HTTP, response URLs, and the page; all on one loopback port. */
export async function startSlack(options: SlackOptions): Promise<Slack> {
  const now = () => performance.now();
  let base = (): string => server.base;
  const secrets = {
    bot: `xoxb-practice-${randomHex(12)}`,
    app: `xapp-1-practice-${randomHex(12)}`,
    signing: randomHex(16),
  };
  const workspace = new Workspace(options.story, options.people);
  const views = new Views();
  const triggers = new Triggers(now, options.deadlines?.triggerMs);
  const urls = new ResponseUrls(workspace, () => base(), now);
  const files = new Files(() => base());
  const faults = new Faults();
  const socketMode = options.mode === 'socket' ? new SocketMode(() => base(), options.deadlines?.ackMs) : undefined;
  const delivery: Delivery =
    socketMode ?? new HttpMode(() => botUrlOf(options), secrets.signing, options.deadlines?.ackMs);
  const scopes = options.scopes ?? DEFAULT_SCOPES;
  const openConnection = (): string | undefined => socketMode?.openConnection();
  const api = new Api(
    { workspace, views, triggers, files, scopes, base: () => base(), openConnection },
    secrets,
    new Rates(now, options.rateFactor),
    faults,
    options.story,
  );
  const stage: Stage = { workspace, views, triggers, urls, delivery, commands: options.commands ?? DEFAULT_COMMANDS };
  const page = new PageServer(stage, options.phoneOf);

  const server = new LoopbackServer(
    [apiRoute(api), responseRoute(urls), ...fileRoutes(files), ...page.routes()],
    [
      {
        prefix: '/link/',
        take: (request, socket, head) => (socketMode ? socketMode.upgrade(request, socket, head) : socket.destroy()),
      },
      { prefix: '/page/live', take: (request, socket, head) => page.upgrade(request, socket, head) },
    ],
  );
  await server.listen(options.port);
  if (options.between) {
    const port = await options.between(Number(new URL(server.base).port));
    base = () => `http://127.0.0.1:${port}`;
  }

  let stopping: Promise<void> | undefined;
  return {
    env: {
      ...{ SLACK_API_URL: `${base()}/api/`, SLACK_BOT_TOKEN: secrets.bot, SLACK_SIGNING_SECRET: secrets.signing },
      ...(socketMode && { SLACK_APP_TOKEN: secrets.app }),
    },
    pageUrl: `${server.base}/`,
    hands: new Hands(stage),
    refreshSockets: (atOnce) => socketMode?.refresh(atOnce),
    dropSockets: () => socketMode?.drop(),
    fault: (fault) => faults.add(fault),
    faultSocket: (fault) => socketMode?.fault(fault),
    sockets: () => socketMode?.connected ?? 0,
    stop: () => {
      stopping ??= (async () => {
        await page.stop();
        await delivery.stop();
        await server.stop();
      })();
      return stopping;
    },
  };
}

function botUrlOf(options: SlackOptions): string {
  const url = typeof options.botUrl === 'function' ? options.botUrl() : options.botUrl;
  if (!url) throw new Error('the practice Slack needs botUrl in HTTP mode');
  return url.replace(/\/$/, '');
}

function apiRoute(api: Api): Route {
  return {
    prefix: '/api/',
    handle: async (request, response, method) => {
      const answer = api.call(method, request, await bodyOf(request));
      if (answer.instead === 'silent') return;
      if (answer.instead === 'cut') response.destroy();
      else
        reply(response, answer.status, 'application/json; charset=utf-8', JSON.stringify(answer.body), answer.headers);
    },
  };
}

function responseRoute(urls: ResponseUrls): Route {
  return {
    prefix: '/response/',
    handle: async (request, response, id) => {
      const answer = urls.answer(id, await bodyOf(request));
      reply(response, answer.status, answer.status === 200 ? 'text/html' : 'application/json', answer.body);
    },
  };
}
