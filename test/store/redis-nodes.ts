import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

/** A Redis of a test's own that can be killed, started again on its port, and found by sentinels. */
export interface RedisNode {
  readonly port: number;
  readonly url: string;
  /** As a power cut would: nothing is written first. */
  kill(): Promise<void>;
  /** Begins again on the same port, with what the disk has. */
  start(): Promise<void>;
  /** Holds the process still: connections stay, nothing is answered. */
  freeze(): void;
  thaw(): void;
}

const PROGRAM = process.env.REDIS_SERVER ?? 'redis-server';
const started = new Set<ChildProcess>();
const folders = new Set<string>();
process.once('exit', () => {
  for (const child of started) child.kill('SIGKILL');
});

/** Whether there is a redis-server to test with. */
export async function hasRedis(): Promise<boolean> {
  const child = spawn(PROGRAM, ['--version'], { stdio: 'ignore' });
  return new Promise((resolve) => {
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}

export async function redisNode(...more: readonly string[]): Promise<RedisNode> {
  const port = await freePort();
  const folder = await tempFolder();
  const args = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--dir', folder, ...more];
  let child = await launch(args);
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    kill: () => end(child),
    async start() {
      child = await launch(args);
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
  };
}

/** A cluster of one node that has all slots. */
export async function clusterNode(): Promise<RedisNode> {
  const node = await redisNode('--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1');
  await asking(node.port, async (redis) => {
    await redis.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    await until(async () => String(await redis.call('CLUSTER', 'INFO')).includes('cluster_state:ok'));
  });
  return node;
}

/** A master, a replica of it, and a sentinel that makes the replica the master when the master is gone. */
export async function sentinelTrio(): Promise<{ readonly master: RedisNode; readonly url: string }> {
  const master = await redisNode();
  const replica = await redisNode('--replicaof', '127.0.0.1', `${master.port}`);
  const port = await freePort();
  const file = join(await tempFolder(), 'sentinel.conf');
  const settings = [
    `port ${port}`,
    'bind 127.0.0.1',
    `sentinel monitor hunts 127.0.0.1 ${master.port} 1`,
    'sentinel down-after-milliseconds hunts 500',
    'sentinel failover-timeout hunts 3000',
  ];
  await writeFile(file, `${settings.join('\n')}\n`);
  await launch([file, '--sentinel']);
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

/** Ends everything that was started here; call after the tests. */
export async function endAll(): Promise<void> {
  await Promise.all([...started].map(end));
  await Promise.all([...folders].map((folder) => rm(folder, { recursive: true, force: true })));
}

/** Waits for a fact, within a bound. */
export async function until(fact: () => boolean | Promise<boolean>, withinMs = 25_000): Promise<void> {
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

async function launch(args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(PROGRAM, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  started.add(child);
  await new Promise<void>((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (/Ready to accept connections|Sentinel ID is/.test(output)) resolve();
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`redis-server ended with ${code}: ${output}`)));
  });
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  started.delete(child);
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

async function tempFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'hold-hunter-redis-'));
  folders.add(folder);
  return folder;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No free port');
  return address.port;
}
