import { afterAll } from 'vitest';
import { hasRedis, type Redis, startRedis } from '../../support/redis.js';

/** A Redis for the tests of a file, stopped afterwards; undefined when none is installed. */
export async function redisServer(): Promise<Redis | undefined> {
  if (!(await hasRedis())) return undefined;
  const redis = await startRedis();
  afterAll(() => redis.stop());
  return redis;
}
