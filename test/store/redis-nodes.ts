import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from '../../support/free-port.js';
import { endProcess, launchRedis, type Redis as RedisNode, startRedis } from '../../support/redis.js';

const nodes = new Set<RedisNode>();
const sentinels = new Set<ChildProcess>();
const folders = new Set<string>();

/** A private Redis for one test that can be killed, restarted on its port, and found through sentinels. */
export async function redisNode(...args: readonly string[]): Promise<RedisNode> {
  const node = await startRedis({ args });
  nodes.add(node);
  return node;
}

/** A one-node cluster that has all slots. */
export async function clusterNode(): Promise<RedisNode> {
  const node = await redisNode('--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1');
  await asking(node.port, async (redis) => {
    await redis.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    await until(async () => String(await redis.call('CLUSTER', 'INFO')).includes('cluster_state:ok'));
  });
  return node;
}

/** A master, its replica, and a sentinel that promotes the replica when the master is gone. */
export async function sentinelTrio(): Promise<{ readonly master: RedisNode; readonly url: string }> {
  const master = await redisNode();
  const replica = await redisNode('--replicaof', '127.0.0.1', `${master.port}`);
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'hold-hunter-sentinel-'));
  folders.add(folder);
  const file = join(folder, 'sentinel.conf');
  const settings = [
    `port ${port}`,
    'bind 127.0.0.1',
    `sentinel monitor hunts 127.0.0.1 ${master.port} 1`,
    'sentinel down-after-milliseconds hunts 500',
    'sentinel failover-timeout hunts 3000',
  ];
  await writeFile(file, `${settings.join('\n')}\n`);
  sentinels.add(await launchRedis([file, '--sentinel']));
  await asking(replica.port, (redis) =>
    until(async () => /master_link_status:up/.test(await redis.info('replication'))),
  );
  await asking(port, (redis) =>
    until(async () => Array.isArray(await redis.call('SENTINEL', 'replicas', 'hunts')) && (await sees(redis))),
  );
  return { master, url: `redis+sentinel://127.0.0.1:${port}/hunts` };
}

async function sees(sentinel: Redis): Promise<boolean> {
  const replicas = await sentinel.call('SENTINEL', 'replicas', 'hunts');
  return Array.isArray(replicas) && replicas.length === 1;
}

/** Stops everything started here; call after the tests. */
export async function endAll(): Promise<void> {
  await Promise.all([...sentinels].map(endProcess));
  await Promise.all([...nodes].map((node) => node.stop()));
  await Promise.all([...folders].map((folder) => rm(folder, { recursive: true, force: true })));
}

/** Waits until something is true, within a limit. */
export async function until(fact: () => boolean | Promise<boolean>, withinMs = 60_000): Promise<void> {
  const limit = Date.now() + withinMs;
  while (!(await fact())) {
    if (Date.now() > limit) throw new Error(`It did not become true within ${withinMs / 1000} s`);
    await new Promise((resume) => setTimeout(resume, 10));
  }
}

async function asking<T>(port: number, ask: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(port, '127.0.0.1');
  try {
    return await ask(redis);
  } finally {
    redis.disconnect();
  }
}
