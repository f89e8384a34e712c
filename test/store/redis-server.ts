import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { afterAll } from 'vitest';

export interface RedisServer {
  readonly url: string;
}

const START_LIMIT_MS = 15_000;

/** Starts the installed redis-server on a free loopback port, keeping nothing; stopped after the file's tests. Undefined when none is installed (`REDIS_SERVER`: another path). */
export async function redisServer(): Promise<RedisServer | undefined> {
  const port = await freePort();
  const settings = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', tmpdir()];
  const server = spawn(process.env.REDIS_SERVER ?? 'redis-server', settings, { stdio: ['ignore', 'pipe', 'ignore'] });
  const ready = await new Promise<boolean>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('redis-server did not start')), START_LIMIT_MS);
    const settle = (value: boolean) => {
      clearTimeout(late);
      resolve(value);
    };
    let output = '';
    server.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('Ready to accept connections')) settle(true);
    });
    server.once('error', () => settle(false));
    server.once('exit', (code) => reject(new Error(`redis-server ended with ${code}: ${output}`)));
  });
  if (!ready) return undefined;
  server.removeAllListeners('exit');
  process.once('exit', () => server.kill('SIGKILL'));
  afterAll(async () => {
    const gone = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGKILL');
    await gone;
  });
  return { url: `redis://127.0.0.1:${port}` };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No free port');
  return address.port;
}
