import { Cluster, Redis } from 'ioredis';
import type { Log } from '../hunter/base/log.js';
import type { RedisAddress } from './redis-address.js';

export type RedisConnection = Redis | Cluster;

const RECONNECT_FIRST_MS = 50;
const RECONNECT_MAX_MS = 1_000;
/** A server that does not respond within this, as during a failover, is given up for the next one. */
const CONNECT_WITHIN_MS = 3_000;

interface ConnectOptions {
  /** Commands wait for Redis however long it is away; otherwise they fail after a few attempts to connect. */
  readonly patient: boolean;
  /** A command not answered within this time fails. */
  readonly commandTimeoutMs?: number;
  /** A connection that looks fine but answers nothing for this long is replaced. */
  readonly deafAfterMs?: number;
  readonly log?: Log | undefined;
}

const pause = (attempt: number): number => Math.min(RECONNECT_FIRST_MS * 2 ** Math.min(attempt, 10), RECONNECT_MAX_MS);
/** After a failover the old server answers READONLY: reconnect and send the command again. */
const SEND_AGAIN = 2;

/** Connects and reconnects on its own, whatever kind of Redis is behind the address. */
export function connectRedis(address: RedisAddress, options: ConnectOptions): RedisConnection {
  const connection = open(address, options);
  let isAway = false;
  connection.on('error', (error: Error) => {
    if (!isAway) options.log?.warn({ reason: error.message }, 'Cannot reach Redis; retrying');
    isAway = true;
  });
  connection.on('ready', () => {
    if (isAway) options.log?.info({}, 'Redis can be reached again');
    isAway = false;
  });
  return connection;
}

function open(address: RedisAddress, { patient, commandTimeoutMs, deafAfterMs }: ConnectOptions): RedisConnection {
  const options = {
    connectTimeout: CONNECT_WITHIN_MS,
    maxRetriesPerRequest: patient ? null : 3,
    retryStrategy: pause,
    reconnectOnError: (error: Error) => (error.message.startsWith('READONLY') ? SEND_AGAIN : false),
    ...(commandTimeoutMs === undefined ? {} : { commandTimeout: commandTimeoutMs }),
    ...(deafAfterMs === undefined ? {} : { socketTimeout: deafAfterMs }),
  } as const;
  if (address.kind === 'single') return new Redis(address.url, options);
  const { nodes, tls, username, password } = address;
  const auth = { ...(username === undefined ? {} : { username }), ...(password === undefined ? {} : { password }) };
  if (address.kind === 'cluster') {
    const { retryStrategy: _, ...ofNodes } = options;
    const redisOptions = { ...ofNodes, ...auth, ...(tls ? { tls: {} } : {}) };
    return new Cluster([...nodes], {
      clusterRetryStrategy: pause,
      slotsRefreshTimeout: CONNECT_WITHIN_MS,
      redisOptions,
    });
  }
  return new Redis({
    ...options,
    ...auth,
    sentinels: [...nodes],
    name: address.masterName,
    db: address.db,
    sentinelRetryStrategy: pause,
    ...(tls ? { tls: {}, enableTLSForSentinelMode: true, sentinelTLS: {} } : {}),
  });
}
