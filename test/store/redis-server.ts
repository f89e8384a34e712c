import { afterAll } from 'vitest';
import { hasRedis, type Redis, startRedis } from '../../support/redis.js';

/** Whether Redis is installed; if not, says what is therefore not tested. */
export async function redisIsInstalled(what: string): Promise<boolean> {
  const is = await hasRedis();
  if (!is) console.warn(`Not tested: ${what}. No redis-server is installed.`);
  return is;
}

/** A Redis for the tests of a file, stopped afterwards; undefined when none is installed, which is said as above. */
export async function redisServer(what: string): Promise<Redis | undefined> {
  if (!(await redisIsInstalled(what))) return undefined;
  const redis = await startRedis();
  afterAll(() => redis.stop());
  return redis;
}
