import { readFileSync } from 'node:fs';
import type { Logger } from 'pino';
import type { Config } from '../config.js';
import { type Destinations, loadDestinations } from '../hunter/destinations/destinations.js';
import { createOwnDestinations } from '../hunter/destinations/own-destinations.js';
import { createTaughtDestinations } from '../hunter/destinations/taught-menus.js';
import { createAudit } from '../hunter/office/audit.js';
import { createHouse } from '../hunter/office/house.js';
import type { Store } from '../hunter/ports/store.js';
import { createRingCentral } from '../phone/account/ringcentral.js';
import { parseEncryptionKey } from '../phone/api/sealing.js';
import { createDirectory } from '../phone/directory/directory.js';
import { limitsOf } from '../policy.js';
import { createMemoryStore } from '../store/memory-store.js';
import { createRedisStore } from '../store/redis-store.js';
import { createUpkeep } from '../upkeep.js';

const DAY_MS = 24 * 3_600_000;
const DIRECTORY_TOO_OLD_MS = 90 * 60_000;

export type Foundation = ReturnType<typeof createFoundation>;

/** What every process has, whatever its role: the store, the house rules, the destinations, the account, the upkeep. */
export function createFoundation(config: Config, log: Logger) {
  const part = (name: string) => log.child({ part: name });
  const retentionMs = config.RETENTION_DAYS * DAY_MS;
  const base = destinationsOf(config);
  const store: Store = config.REDIS_URL
    ? createRedisStore({ url: config.REDIS_URL, retentionMs, log: part('store') })
    : createMemoryStore({ retentionMs });
  const audit = createAudit({ store, log: part('audit'), keepDays: config.AUDIT_DAYS });
  const house = createHouse({ store, log: part('house'), defaults: limitsOf(config) });
  // Every dialable number comes from here: the presets and the file, with changes by admins and what was taught.
  const ownDestinations = createOwnDestinations({ base, store, log: part('destinations') });
  const destinations = createTaughtDestinations({ base: ownDestinations, store, log: part('destinations') });
  const encryptionKeys = [config.TOKEN_ENCRYPTION_KEY ?? [], config.TOKEN_ENCRYPTION_KEYS_OLD]
    .flat()
    .map(parseEncryptionKey);
  const account = createRingCentral({
    server: config.RC_SERVER_URL,
    clientId: config.RC_CLIENT_ID,
    ...(config.RC_CLIENT_SECRET ? { clientSecret: config.RC_CLIENT_SECRET } : {}),
    ...(config.RC_JWT_TOKEN ? { jwt: config.RC_JWT_TOKEN } : {}),
    ...{ store, log: part('ringcentral'), encryptionKeys },
  });
  const directory = createDirectory({
    ...{ rest: account.rest, pacer: account.pacer, store, clock: account.clock, log: part('directory') },
    scope: account.scope,
    // The upkeep reads it every hour; a process that notices a missed turn reads it itself.
    refreshEveryMs: DIRECTORY_TOO_OLD_MS,
    needsDevice: config.DIAL_WAYS.some((way) => way !== 'call-out-number'),
  });
  // A person who has just signed in need not wait for the next hourly read.
  account.onAccountChange(() => void directory.refresh());
  const upkeep = createUpkeep({
    store,
    log: part('upkeep'),
    chores: [
      { name: 'directory', when: '7 * * * *', work: () => directory.refresh() },
      { name: 'tidy', when: '37 * * * *', work: () => store.tidy() },
    ],
  });
  return {
    ...{ retentionMs, store, audit, house, ownDestinations, destinations, encryptionKeys, account, directory },
    async start() {
      // Load the rules and the destinations before anything is dialed.
      await Promise.all([house.start(), ownDestinations.start()]);
      await account.start();
      await Promise.all([directory.start(), destinations.start()]);
      upkeep.start();
    },
    /** Starts nothing new; the account and the store still answer. */
    async quiesce() {
      await upkeep.stop();
      directory.stop();
      destinations.stop();
      ownDestinations.stop();
      house.stop();
    },
    async stop() {
      account.stop();
      await audit.flush();
      await store.close();
    },
  };
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
