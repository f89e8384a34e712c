import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.js';

/** A required program is not installed: something for the person at the keyboard to fix, not a failure. */
export class MissingTool extends Error {}

/** A private `redis-server` on loopback. */
export interface Redis {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Ends at once, like a power cut: nothing is saved first. */
  kill(): Promise<void>;
  /** Starts again on the same port: empty or, if durable, with everything it had acknowledged. */
  start(): Promise<void>;
  /** Freezes the process: connections stay open, nothing is answered. */
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
}

export interface RedisOptions {
  /** Where its files go; by default a temporary folder, deleted when the server stops. */
  readonly folder?: string;
  /** Saves to disk what it is sent; otherwise it saves nothing. */
  readonly durable?: boolean;
  /** Additional arguments for `redis-server`. */
  readonly args?: readonly string[];
}

const READY_WITHIN_MS = 60_000;

/** Starts the installed `redis-server` (`REDIS_SERVER` sets another path). Throws MissingTool if there is none. */
export async function startRedis({ folder, durable = false, args = [] }: RedisOptions = {}): Promise<Redis> {
  const port = await freePort();
  const dir = folder ?? (await mkdtemp(join(tmpdir(), 'hold-hunter-redis-')));
  const keeps = durable ? ['yes', '--appendfsync', 'everysec'] : ['no'];
  const launch = (): Promise<ChildProcess> =>
    launchRedis([
      ...['--port', String(port), '--bind', '127.0.0.1', '--dir', dir],
      ...['--save', '', '--appendonly', ...keeps, ...args],
    ]);
  let child = await launch();
  const kill = (): Promise<void> => endProcess(child);
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    get pid() {
      if (child.pid === undefined) throw new Error('redis-server has no process id');
      return child.pid;
    },
    kill,
    async start() {
      child = await launch();
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    async stop() {
      await kill();
      if (folder === undefined) await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Whether a `redis-server` is installed. One that is there and does not work is not taken for a missing one: starting it says why. */
export function hasRedis(): Promise<boolean> {
  const child = spawn(program(), ['--version'], { stdio: 'ignore' });
  return new Promise((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'ENOENT'));
    child.once('exit', () => resolve(true));
  });
}

/** A `redis-server` (or sentinel) with these arguments, once it answers; killed when this process ends. */
export async function launchRedis(args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(program(), args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const killed = (): boolean => child.kill('SIGKILL');
  process.once('exit', killed);
  child.once('exit', () => process.off('exit', killed));
  await ready(child);
  return child;
}

/** Kills the process and waits until it is gone. */
export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGKILL');
  await gone;
}

function program(): string {
  return process.env.REDIS_SERVER ?? 'redis-server';
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    let said = '';
    const timeout = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`redis-server was not ready within ${READY_WITHIN_MS} ms: ${said.slice(-500)}`));
    }, READY_WITHIN_MS);
    child.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timeout);
      reject(
        error.code === 'ENOENT'
          ? new MissingTool(
              'This needs a Redis, and redis-server is not installed. Install it (Debian, Ubuntu: apt-get install redis-server; macOS: brew install redis) and try again.',
            )
          : error,
      );
    });
    child.once('exit', (code) => {
      clearTimeout(timeout);
      reject(new Error(`redis-server ended at once with code ${code}: ${said.slice(-500)}`));
    });
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (!/Ready to accept connections|Sentinel ID is/.test(said)) return;
      clearTimeout(timeout);
      resolve();
    });
  });
}
