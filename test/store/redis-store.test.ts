import { describe } from 'vitest';
import { createRedisStore } from '../../src/store/redis-store.js';
import { RETENTION_MS, storeContract } from './contract.js';
import { redisServer } from './redis-server.js';

const server = await redisServer('the Redis store');

describe.skipIf(server === undefined)('on Redis', () => {
  storeContract('Redis', () => createRedisStore({ url: server?.url ?? '', retentionMs: RETENTION_MS }));
});
