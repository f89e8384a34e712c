import { randomInt, randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { App, LogLevel, type Receiver } from '@slack/bolt';
import { systemClock } from '../hunter/base/system-clock.js';
import type { Destinations } from '../hunter/destinations/destinations.js';
import type { OwnDestinations } from '../hunter/destinations/own-destinations.js';
import type { Audit } from '../hunter/office/audit.js';
import type { House } from '../hunter/office/house.js';
import type { Connections } from '../hunter/office/people-ports.js';
import { drawCode } from '../hunter/office/proof.js';
import { createProving } from '../hunter/office/proving.js';
import type { Directory } from '../hunter/ports/directory.js';
import type { Phone } from '../hunter/ports/phone.js';
import type { Store } from '../hunter/ports/store.js';
import type { Hunts } from '../hunter/run/hunts.js';
import type { Knowledge, Policy } from '../hunter/terms.js';
import { createGate } from './answering/gate.js';
import { createBoardWriter } from './board/board-writer.js';
import { createLineNeeds } from './board/line-needs.js';
import { createLive } from './board/live.js';
import { createWaitlist } from './board/waitlist.js';
import { createLinkCleaner } from './people/link-cleaner.js';
import { createPeople } from './people/people.js';
import { createRingChoices } from './people/ring-choices.js';
import { createShared } from './people/shared.js';
import { createStandings } from './people/standing.js';
import { register } from './register.js';
import { createSignInSide } from './sign-in/sign-in-side.js';
import { createChannels } from './slack/channels.js';
import { clientOptions, createClients } from './slack/clients.js';
import { slackFailure } from './slack/errors.js';
import { createHttp, type SlackHttp } from './slack/http.js';
import { createInFlight } from './slack/in-flight.js';
import { createRefusedRequests } from './slack/refused-requests.js';
import { type ParentLog, sdkLogger } from './slack/sdk-log.js';
import { createSockets, type Sockets } from './slack/sockets.js';
import { createUserGroups } from './slack/user-groups.js';

export interface BotConfig {
  readonly botToken: string;
  /** Socket Mode when given. */
  readonly appToken?: string | undefined;
  /** Needed without `appToken`. */
  readonly signingSecret?: string | undefined;
  /** Address of another Slack Web API, for the practice Slack. */
  readonly apiUrl?: string | undefined;
  /** Slack users (`U…`, `W…`) and user groups (`S…`) that count as admins, besides the workspace's own. */
  readonly adminUsers: readonly string[];
  /** The bot's public address. With it, people can sign in to RingCentral in a browser. */
  readonly baseUrl?: string | undefined;
  /** How long message locations are remembered; as long as hunts are. */
  readonly keepMs: number;
}

export interface BotOptions {
  readonly config: BotConfig;
  readonly hunts: Hunts;
  readonly directory: Directory;
  readonly destinations: Destinations;
  /** The destinations admins add and change. */
  readonly ownDestinations: OwnDestinations;
  readonly house: House;
  readonly store: Store;
  readonly policy: Policy;
  readonly audit: Audit;
  /** People's sign-ins to RingCentral. */
  readonly connections?: Connections;
  /** How well a destination's recordings are known. */
  readonly knowledge: (destinationId: string) => Promise<Knowledge>;
  /** Says a code on an extension's phone. */
  readonly speakCode: Phone['speakCode'];
  readonly log: ParentLog;
  readonly now: () => number;
  /** Replaces the sockets or HTTP in tests. */
  readonly receiver?: Receiver;
}

export interface BotHealth {
  readonly ready: boolean;
  readonly mode: 'socket' | 'http';
  /** How many of the two sockets are up. */
  readonly sockets?: number;
  /** Why the bot is not ready, in a sentence. */
  readonly problem?: string;
}

export interface Bot {
  /** Signs in to Slack and starts listening. Waits while Slack can't be reached; rejects if Slack refuses a token. */
  start(): Promise<void>;
  /** Stops listening, then finishes running work and pending writes. May be called twice. */
  stop(): Promise<void>;
  health(): BotHealth;
  /** In HTTP mode: mount it at `POST /slack/events`. */
  readonly requestListener?: RequestListener;
  /** The RingCentral sign-in pages: mount them at `GET /oauth/…`. */
  readonly signInRoutes?: RequestListener;
}

const SIGN_IN_RETRY_FIRST_MS = 500;
const SIGN_IN_RETRY_MAX_MS = 15_000;
const DRAIN_MS = 5_000;

function wayIn(options: BotOptions): { receiver: Receiver; sockets?: Sockets; http?: SlackHttp } {
  const { config, store, log, now } = options;
  if (options.receiver !== undefined) return { receiver: options.receiver };
  const logger = sdkLogger(log);
  if (config.appToken !== undefined) {
    const sockets = createSockets({ appToken: config.appToken, apiUrl: config.apiUrl, logger, log });
    return { receiver: sockets, sockets };
  }
  if (config.signingSecret === undefined) {
    throw new Error('Set SLACK_APP_TOKEN (for Socket Mode) or SLACK_SIGNING_SECRET (for HTTP).');
  }
  const http = createHttp({
    signingSecret: config.signingSecret,
    ...{ logger, store, now },
    onRefused: createRefusedRequests(options.audit, now),
  });
  return { receiver: http.receiver, http };
}

/** The Slack side of Hold Hunter. */
export function createBot(options: BotOptions): Bot {
  const { config, hunts, directory, destinations, ownDestinations, house, store, policy, audit, knowledge, log, now } =
    options;
  const { receiver, sockets, http } = wayIn(options);
  const logger = sdkLogger(log);
  const app = new App({
    token: config.botToken,
    receiver,
    logger,
    logLevel: LogLevel.INFO,
    deferInitialization: true,
    convoStore: false,
    clientOptions: clientOptions(config.apiUrl),
  });
  const clients = createClients({ token: config.botToken, apiUrl: config.apiUrl, logger });
  const live = createLive(hunts);
  const waitlist = createWaitlist({ hunts, open: live.open, show: (state) => boards.show(state), log });
  const boards = createBoardWriter({
    ...{ hunts, store, clients, knowledge, log, now },
    keepMs: config.keepMs,
    placeOf: waitlist.placeOf,
  });
  const inFlight = createInFlight();
  const shared = createShared(store, log);
  const people = createPeople({ client: app.client, directory, links: shared.links, log, now });
  const needs = createLineNeeds({
    ...{ hunts, live, people },
    pools: () => shared.pools.get(),
    setAside: () => shared.setAside.get(),
  });
  directory.lookFirst((extension) => needs.need(extension));
  const standings = createStandings({
    client: app.client,
    named: config.adminUsers,
    groupsInUse: () => shared.pools.get().flatMap(({ groups }) => groups),
    ...{ people, log, now },
  });
  const gate = createGate({ standings, audit });
  const { connections } = options;
  const signInSide =
    connections &&
    createSignInSide({
      ...{ connections, client: app.client, store, people, gate, audit, log, now },
      links: shared.links,
      baseUrl: config.baseUrl,
      admins: config.adminUsers,
    });
  const linkCleaner = createLinkCleaner({
    ...{ directory, audit, client: app.client, log, clock: systemClock },
    links: shared.links,
  });
  // Before the listeners, so that no replayed request reaches one.
  http?.guard(app);
  register(app, {
    ...{ hunts, directory, destinations, ownDestinations, house, store, policy, audit, log, now },
    ...{ waitlist, boards, inFlight, people, standings, gate, signIn: signInSide },
    openHunts: live.open,
    links: shared.links,
    rings: createRingChoices({ directory, people, rings: shared.rings }),
    proving: createProving({
      ...{ store, log, now, speakCode: options.speakCode },
      newCode: () => drawCode(randomInt),
      newId: randomUUID,
    }),
    pools: shared.pools,
    setAside: shared.setAside,
    userGroups: createUserGroups(app.client, log, now),
    channels: createChannels(app.client, now),
    client: app.client,
    files: clients.files,
  });
  app.error(async (error) => {
    // Rethrown so that the receiver answers Slack. `guarded` has already told the person about errors in listeners.
    throw error;
  });

  const stopped = new AbortController();
  let problem: string | undefined = 'Slack has not been reached yet.';
  let starting: Promise<void> | undefined;
  let stopping: Promise<void> | undefined;

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      stopped.signal.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    });

  const signIn = async (): Promise<boolean> => {
    for (let wait = SIGN_IN_RETRY_FIRST_MS; !stopped.signal.aborted; wait = Math.min(wait * 2, SIGN_IN_RETRY_MAX_MS)) {
      try {
        await app.init();
        return true;
      } catch (error) {
        const failure = slackFailure(error);
        const code = 'code' in failure ? failure.code : failure.kind;
        if (failure.kind === 'refused') {
          throw new Error(`Slack refused SLACK_BOT_TOKEN (${code}). Copy the bot token from the app's OAuth page.`);
        }
        problem = `Slack cannot be reached (${code}); trying again.`;
        log.warn({ code, waitMs: wait }, 'Slack cannot be reached; trying again');
        await pause(failure.kind === 'rate-limited' ? failure.retryAfterMs : wait);
      }
    }
    return false;
  };

  const begin = async () => {
    // Before Slack is reached, so that changes in the meantime are written once it is.
    await live.start();
    await shared.start();
    await needs.start();
    await boards.start();
    waitlist.start();
    linkCleaner.start();
    if (!(await signIn())) return;
    http?.open();
    if (http === undefined) await receiver.start();
    signInSide?.start();
    problem = undefined;
    log.info({ mode: http === undefined ? 'socket' : 'http' }, 'listening to Slack');
  };

  const end = async () => {
    stopped.abort();
    http?.close();
    if (http === undefined) await receiver.stop();
    await starting?.catch(() => undefined);
    await inFlight.drained(DRAIN_MS);
    waitlist.stop();
    linkCleaner.stop();
    await boards.stop();
    live.stop();
    shared.stop();
    signInSide?.stop();
  };

  return {
    start: () => {
      starting ??= begin();
      return starting;
    },
    stop: () => {
      stopping ??= end();
      return stopping;
    },
    health() {
      const mode = http === undefined ? 'socket' : 'http';
      const up = sockets?.up();
      const down = up === 0 && problem === undefined ? 'No Slack socket is up; trying again.' : problem;
      const ready = down === undefined && !stopped.signal.aborted;
      return {
        ready,
        mode,
        ...(up === undefined ? {} : { sockets: up }),
        ...(down === undefined ? {} : { problem: down }),
      };
    },
    ...(http === undefined ? {} : { requestListener: http.requestListener }),
    ...(signInSide === undefined ? {} : { signInRoutes: signInSide.routes }),
  };
}
