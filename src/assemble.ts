import { readFileSync } from 'node:fs';
import type { Logger } from 'pino';
import { type Bot, createBot } from './bot/bot.js';
import type { Config } from './config.js';
import { createEar } from './ear/ear.js';
import { createLibraryKeeper } from './ear/library-keeper.js';
import { createWords } from './ear/words/words.js';
import { type Readiness, startHttp } from './http.js';
import { createAudit } from './hunter/audit.js';
import { auditOf } from './hunter/audit-of-hunt.js';
import { type Destinations, loadDestinations } from './hunter/destinations.js';
import { createHouse } from './hunter/house.js';
import { createHunts } from './hunter/hunt-service.js';
import type { HuntService } from './hunter/hunts.js';
import { openAt } from './hunter/opening.js';
import { createOwnDestinations, whyNotListed } from './hunter/own-destinations.js';
import type { Store } from './hunter/ports.js';
import { systemClock } from './hunter/system-clock.js';
import { createTaughtDestinations } from './hunter/taught-menus.js';
import { THE_BOT } from './hunter/words.js';
import { createMetrics } from './metrics.js';
import { loadCodeClips } from './phone/code-phrases.js';
import { createDirectory, type LiveDirectory } from './phone/directory.js';
import { createEvents } from './phone/events/events.js';
import { createPhone } from './phone/phone.js';
import { loadPhrases } from './phone/phrases.js';
import { createRingCentral, type RingCentralAccount } from './phone/ringcentral.js';
import { createSoftphoneLine } from './phone/softphone-line.js';
import { parseEncryptionKey } from './phone/token-box.js';
import { limitsOf, policyOf } from './policy.js';
import { createMemoryStore } from './store/memory-store.js';
import { createRedisStore } from './store/redis-store.js';

const DAY_MS = 24 * 3_600_000;

export interface HoldHunter {
  start(): Promise<void>;
  /** Stops in an order that loses nothing: first what comes in, last what is kept. */
  stop(): Promise<void>;
}

/** Builds every part and joins them. Throws when a file the settings name cannot be used; sends nothing yet. */
export function assemble(config: Config, log: Logger): HoldHunter {
  const retentionMs = config.RETENTION_DAYS * DAY_MS;
  const base = destinationsOf(config);
  const phrases = loadPhrases(config.PHRASES_DIR);
  const store: Store = config.REDIS_URL
    ? createRedisStore({ url: config.REDIS_URL, retentionMs, log: log.child({ part: 'store' }) })
    : createMemoryStore({ retentionMs });
  const audit = createAudit({ store, log: log.child({ part: 'audit' }), keepDays: config.AUDIT_DAYS });
  const house = createHouse({ store, log: log.child({ part: 'house' }), defaults: limitsOf(config) });
  // The one way to a number: what the file and the presets allow, as admins keep it, with what was taught.
  const ownDestinations = createOwnDestinations({ base, store, log: log.child({ part: 'destinations' }) });
  const destinations = createTaughtDestinations({
    base: ownDestinations,
    store,
    log: log.child({ part: 'destinations' }),
  });
  const account = createRingCentral({
    server: config.RC_SERVER_URL,
    clientId: config.RC_CLIENT_ID,
    ...(config.RC_CLIENT_SECRET ? { clientSecret: config.RC_CLIENT_SECRET } : {}),
    ...(config.RC_JWT_TOKEN ? { jwt: config.RC_JWT_TOKEN } : {}),
    store,
    log: log.child({ part: 'ringcentral' }),
    encryptionKeys: [config.TOKEN_ENCRYPTION_KEY ?? [], config.TOKEN_ENCRYPTION_KEYS_OLD]
      .flat()
      .map(parseEncryptionKey),
  });
  const directory = createDirectory({
    rest: account.rest,
    pacer: account.pacer,
    store,
    clock: account.clock,
    log: log.child({ part: 'directory' }),
    scope: account.scope,
    needsDevice: config.DIAL_WAYS.some((way) => way !== 'call-out-number'),
  });
  // Who has just signed in need not wait for the directory's next turn.
  account.onAccountChange(() => void directory.refresh());
  const events = createEvents({
    account,
    store,
    log: log.child({ part: 'events' }),
    prefer: config.RC_EVENTS,
    ...webhookOf(config),
    extensionIds: () => directory.extensions().flatMap(({ id, line }) => (line ? [id] : [])),
    random: Math.random,
  });
  const keeper = createLibraryKeeper({
    store,
    clock: systemClock,
    log: log.child({ part: 'library' }),
    keepDays: config.LIBRARY_DAYS,
  });
  const words = config.WORDS_MODEL_DIR
    ? createWords({ modelFolder: config.WORDS_MODEL_DIR, log: log.child({ part: 'words' }) })
    : undefined;
  const ear = createEar({ log: log.child({ part: 'ear' }), keeper, ...(words && { words }) });
  const lineLog = log.child({ part: 'line' });
  const phone = createPhone({
    account,
    ear,
    phrases,
    codeClips: loadCodeClips(),
    createLine: (credentials) =>
      createSoftphoneLine({ credentials, log: (level, sentence, fields) => lineLog[level](fields ?? {}, sentence) }),
    log: log.child({ part: 'phone' }),
    dialWays: config.DIAL_WAYS,
    handOverWays: config.HAND_OVER_WAYS,
    events: events.sessions,
    reconcileMs: config.RECONCILE_SECONDS * 1000,
    // Its device may be gone or changed: better known before the next hunt than at the next sync.
    onRefused: ({ extensionId }) => void directory.lookAgain(extensionId),
  });
  const hunts = createHunts({
    store,
    phone,
    relabel: ear.relabel,
    log: log.child({ part: 'hunter' }),
    isOpen: (destination, line, at) => openAt(destination, line, at).open,
    maxCalls: () => house.limits().lines,
    // Read anew before each dial: word of a change may be lost, and a wrong call cannot be taken back.
    hold: async () => {
      await house.rules.refresh().catch(() => undefined);
      return house.hold();
    },
    whyNotDial: async (destination) => {
      await ownDestinations.refresh().catch(() => undefined);
      return whyNotListed(destinations, destination);
    },
    onAppended: ({ state, events }) => {
      for (const event of events) {
        const entry = auditOf(event, state);
        if (entry !== undefined) audit.record(entry);
      }
    },
  });
  destinations.follow(hunts);
  const bot = createBot({
    config: {
      botToken: config.SLACK_BOT_TOKEN,
      appToken: config.SLACK_APP_TOKEN,
      signingSecret: config.SLACK_SIGNING_SECRET,
      apiUrl: config.SLACK_API_URL,
      defaultLines: config.LINES_PER_HUNT,
      keepMs: retentionMs,
      baseUrl: config.WEBHOOK_BASE_URL,
      adminUsers: config.ADMIN_USERS,
    },
    knowledge: (destinationId) => ear.knowledge(destinationId),
    ...{ hunts, directory, destinations, ownDestinations, house, store },
    policy: policyOf(config),
    speakCode: (request) => phone.speakCode(request),
    audit,
    connections: account.connections,
    log: log.child({ part: 'bot' }),
    now: Date.now,
  });
  let http: Awaited<ReturnType<typeof startHttp>> | undefined;

  return {
    async start() {
      http = await startHttp({
        port: config.PORT,
        readiness: readinessOf({ bot, store, directory, account }),
        metrics: createMetrics({ hunts, phone, ear, account, directory, events }),
        ...(bot.requestListener ? { slackEvents: bot.requestListener } : {}),
        ...(events.requestListener ? { ringcentralEvents: events.requestListener } : {}),
        ...(bot.signInRoutes ? { signIn: bot.signInRoutes } : {}),
        log: log.child({ part: 'http' }),
      });
      // The rules and the list are known before anything is dialled.
      await Promise.all([house.start(), ownDestinations.start()]);
      await account.start();
      await events.start();
      await Promise.all([directory.start(), destinations.start()]);
      // Hunts of a former process go on even while Slack is away; their boards catch up later.
      await Promise.all([hunts.adopt(), bot.start()]);
      log.info({ port: http.port, store: config.REDIS_URL ? 'redis' : 'memory' }, 'Hold Hunter is up');
    },
    async stop() {
      directory.stop();
      destinations.stop();
      ownDestinations.stop();
      house.stop();
      // Without Redis nobody can take the hunts up: they end now, and an agent who waits hears a goodbye.
      await stopHunts(hunts, config);
      await bot.stop();
      await http?.stop();
      await phone.stop();
      await events.stop();
      account.stop();
      await ear.stop();
      await words?.stop();
      await keeper.stop();
      await audit.flush();
      await store.close();
    },
  };
}

/** The webhook for RingCentral's events, where it can reach us. Its secret is made of what only this app's processes know. */
function webhookOf(config: Config): { readonly webhook?: { readonly address: string; readonly key: string } } {
  const key = config.TOKEN_ENCRYPTION_KEY ?? config.RC_CLIENT_SECRET ?? config.RC_JWT_TOKEN;
  if (config.WEBHOOK_BASE_URL === undefined || key === undefined) return {};
  return { webhook: { address: new URL('/ringcentral/events', config.WEBHOOK_BASE_URL).href, key } };
}

function stopHunts(hunts: HuntService, config: Config): Promise<void> {
  return config.REDIS_URL ? hunts.stop() : hunts.stop({ cancelBy: THE_BOT });
}

function destinationsOf({ DESTINATIONS_FILE }: Config): Destinations {
  if (DESTINATIONS_FILE === undefined) return loadDestinations();
  let text: string;
  try {
    text = readFileSync(DESTINATIONS_FILE, 'utf8');
  } catch (cause) {
    throw new Error(`DESTINATIONS_FILE names ${DESTINATIONS_FILE}, which cannot be read: correct the path.`, { cause });
  }
  return loadDestinations(text);
}

function readinessOf(parts: {
  readonly bot: Bot;
  readonly store: Store;
  readonly directory: LiveDirectory;
  readonly account: RingCentralAccount;
}): Readiness {
  return async () => {
    const missing: Record<string, string> = {};
    const health = parts.bot.health();
    if (!health.ready) missing.slack = health.problem ?? 'not connected yet';
    await parts.store.get('readiness').catch(() => {
      missing.store = 'the store does not answer';
    });
    // A big account is read for minutes: the first line that can call is enough to hunt with.
    const canCall = parts.directory.extensions().some(({ line }) => line !== undefined);
    if (!canCall && parts.directory.refreshedAt() === undefined)
      missing.ringcentral = parts.directory.problem() ?? 'the directory has not been read yet';
    // What was read before may still be there, but nobody can call.
    const nobody = parts.account.signIn.problem();
    if (nobody !== undefined) missing.ringcentral = nobody;
    return missing;
  };
}
