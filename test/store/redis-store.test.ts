import { describe, it } from 'vitest';
import { createRedisStore } from '../../src/store/redis-store.js';
import { RETENTION_MS, storeContract } from './contract.js';
import { redisServer } from './redis-server.js';

const server = await redisServer();

if (server === undefined) {
  console.warn('The Redis store is not tested: no redis-server is installed (apt-get install redis-server).');
  describe.skip('the Redis store (no redis-server is installed)', () => {
    it.skip('keeps to the contract', () => {});
  });
} else {
  storeContract('Redis', () => createRedisStore({ url: server.url, retentionMs: RETENTION_MS }));
}
