import { type ChildProcess, spawn } from 'node:child_process';
import { freePort } from './free-port.js';

/** A program the scenario needs is not installed: a matter for the person at the keyboard, not a failed scenario. */
export class MissingTool extends Error {}

/** A `redis-server` of our own, on loopback. */
export interface Redis {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** At once, as a power cut would. */
  kill(): Promise<void>;
  /** Begins again on the same port: empty, or, when it is durable, with all it had acknowledged. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

const READY_WITHIN_MS = 10_000;

/** `durable`: keeps its data in the folder; otherwise it keeps nothing on disk. */
export async function startRedis(folder: string, { durable = false } = {}): Promise<Redis> {
  const port = await freePort();
  const keeps = durable ? ['yes', '--appendfsync', 'everysec'] : ['no'];
  const launch = async (): Promise<ChildProcess> => {
    const child = spawn(
      process.env.REDIS_SERVER ?? 'redis-server',
      ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', ...keeps, '--dir', folder],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    );
    await ready(child);
    return child;
  };
  let child = await launch();
  const killed = (): boolean => child.kill('SIGKILL');
  process.once('exit', killed);
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGKILL');
    await gone;
  };
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
    async stop() {
      process.off('exit', killed);
      await kill();
    },
  };
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
              'This scenario needs a Redis, and redis-server is not installed. Install it (Debian, Ubuntu: apt-get install redis-server; macOS: brew install redis) and try again.',
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
      if (!said.includes('Ready to accept connections')) return;
      clearTimeout(timeout);
      child.removeAllListeners('exit');
      resolve();
    });
  });
}
