import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { DeskPhone } from '../world.js';
import type { Stage } from './acts/stage.js';
import { APP } from './ids.js';
import { isObject, parseJson } from './json.js';
import { performAct } from './page-acts.js';
import { type Bundle, bundlePage } from './page-bundle.js';
import type { Act, PageMessage, PageView, Snapshot } from './page-protocol.js';
import { bodyOf, type Route, reply } from './server.js';
import type { KeptView } from './views.js';
import type { KeptMessage } from './workspace.js';

/** Changes of one moment are shown together. */
const GATHER_MS = 15;
/** Desk phones report nothing by themselves, so they are looked at this often while a page is open. */
const LOOK_AT_PHONES_MS = 150;
/** The page shows this many of a conversation's last messages. */
const MOST_MESSAGES = 400;

const POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'";

const HTML = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Practice Slack</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/page/page.css">
</head><body><div id="root"></div><script type="module" src="/page/page.js"></script></body></html>`;

/** The page: its files, what it shows (pushed over a WebSocket), and what people do on it. */
export class PageServer {
  readonly #sockets = new WebSocketServer({ noServer: true });
  readonly #watchers = new Map<WebSocket, { readonly person: string; last: string }>();
  #bundle: Promise<Bundle> | undefined;
  #gathering: NodeJS.Timeout | undefined;
  #phones: NodeJS.Timeout | undefined;

  constructor(
    private readonly stage: Stage,
    private readonly phoneOf?: (slackId: string) => DeskPhone,
  ) {
    stage.workspace.onChange(() => this.#soon());
  }

  routes(): Route[] {
    return [
      {
        prefix: '/page/act',
        handle: async (request, response) => {
          // A form of another site can't send JSON without asking first.
          if (request.headers['content-type'] !== 'application/json')
            return reply(response, 415, 'text/plain', 'JSON only');
          const act = parseJson(await bodyOf(request));
          if (!isObject(act)) return reply(response, 400, 'text/plain', 'no act');
          const answer = await performAct(this.stage, act as unknown as Act, this.phoneOf);
          reply(response, 200, 'application/json', JSON.stringify(answer));
        },
      },
      {
        prefix: '/page/page.js',
        handle: async (_, response) =>
          reply(response, 200, 'text/javascript; charset=utf-8', (await this.#bundled()).script),
      },
      {
        prefix: '/page/page.css',
        handle: async (_, response) => reply(response, 200, 'text/css; charset=utf-8', (await this.#bundled()).style),
      },
      {
        prefix: '/',
        handle: async (_, response, rest) => {
          if (rest !== '') return reply(response, 404, 'text/plain', 'not found');
          void this.#bundled();
          reply(response, 200, 'text/html; charset=utf-8', HTML, { 'content-security-policy': POLICY });
        },
      },
    ];
  }

  /** Takes a page's live connection. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const origin = request.headers.origin;
    if (origin !== undefined && new URL(origin).host !== request.headers.host) return void socket.destroy();
    const person = url.searchParams.get('person') ?? this.stage.workspace.people[0]?.slackId ?? '';
    this.#sockets.handleUpgrade(request, socket, head, (ws) => {
      this.#watchers.set(ws, { person, last: '' });
      ws.on('close', () => this.#watchers.delete(ws));
      ws.on('error', () => undefined);
      this.#phones ??= setInterval(() => this.#show(), LOOK_AT_PHONES_MS).unref();
      this.#show();
    });
  }

  async stop(): Promise<void> {
    clearInterval(this.#phones);
    clearTimeout(this.#gathering);
    for (const socket of this.#watchers.keys()) socket.terminate();
    await this.#bundle?.catch(() => undefined);
    this.#sockets.close();
  }

  #bundled(): Promise<Bundle> {
    this.#bundle ??= bundlePage();
    return this.#bundle;
  }

  #soon(): void {
    if (this.#watchers.size === 0) return;
    this.#gathering ??= setTimeout(() => {
      this.#gathering = undefined;
      this.#show();
    }, GATHER_MS).unref();
  }

  #show(): void {
    for (const [socket, watcher] of this.#watchers) {
      const snapshot = JSON.stringify(this.#snapshot(watcher.person));
      if (snapshot === watcher.last) continue;
      watcher.last = snapshot;
      socket.send(snapshot);
    }
  }

  #snapshot(person: string): Snapshot {
    const { workspace, views } = this.stage;
    const channels = workspace.channels().filter((channel) => channel.members.has(person));
    const visible = workspace
      .messages()
      .filter((message) => channels.some((channel) => channel.id === message.channel))
      .filter((message) => message.ephemeralFor === undefined || message.ephemeralFor === person);
    return {
      you: person,
      people: workspace.people.map(({ slackId, name, extensionNumber }) => ({
        ...{ id: slackId, name, extension: extensionNumber, phone: this.phoneOf?.(slackId).state ?? null },
        // What is said on another person's phone is not heard here.
        hears: slackId === person ? (this.phoneOf?.(slackId).hears ?? '') : '',
      })),
      app: { id: APP.userId, name: APP.name },
      channels: channels.map(({ id, name, kind }) => ({ id, name, kind })),
      commands: this.stage.commands,
      messages: visible.slice(-MOST_MESSAGES).map(shownMessage),
      modal: shownView(views.top(person)),
      home: shownView(views.home(person)),
    };
  }
}

function shownMessage(message: KeptMessage): PageMessage {
  const { channel, ts, threadTs, user, text, blocks } = message;
  return {
    ...{ channel, ts, user, text, blocks, isEphemeral: message.ephemeralFor !== undefined },
    ...{ isEdited: message.markedEdited === true, reactions: message.reactions ?? [] },
    files: (message.files ?? []).map(({ title, name, url }) => ({ title, name, url: new URL(url).pathname })),
    ...(threadTs && { threadTs }),
    ...(message.broadcast && { broadcast: true }),
  };
}

function shownView(view: KeptView | undefined): PageView | null {
  return view ? { id: view.id, hash: view.hash, given: view.given, hasBelow: view.previousId !== null } : null;
}
