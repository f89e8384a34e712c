import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { redisIsInstalled } from '../store/redis-server.js';

const SANDBOX = fileURLToPath(new URL('../../sandbox/main.js', import.meta.url));
const noRedis = !(await redisIsInstalled('hunts over a restart of the bot'));

interface Played {
  readonly code: number | null;
  readonly lines: readonly Record<string, unknown>[];
  readonly stderr: string;
}

function sandbox(args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<Played> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--enable-source-maps', SANDBOX, ...args], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.once('close', (code) => {
      const lines = stdout
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      resolve({ code, lines, stderr });
    });
  });
}

async function plays(scenario: string): Promise<void> {
  const { code, lines, stderr } = await sandbox(['--play', '--json', '--scenario', scenario]);
  const summary = lines.at(-1);
  const told = lines.filter(({ what }) => what === 'failed' || what === 'not-shown' || what === 'not-over');
  expect({ summary, told, stderr }).toMatchObject({
    summary: { summary: true, scenario, outcome: 'connected', calls_alive: 0 },
    told: [],
  });
  expect(code).toBe(0);
  const times = lines.flatMap(({ t_ms }) => (typeof t_ms === 'number' ? [t_ms] : []));
  expect(times).toEqual(times.toSorted((one, other) => one - other));
}

describe.concurrent('a whole hunt, played by the real bot in the practice world', () => {
  it('first-agent: from the command to the agent in the ear', () => plays('first-agent'));

  it('says-who-they-are: a code heard on the desk phone, and that phone rings for the agent', () =>
    plays('says-who-they-are'));

  it.skipIf(noRedis)('restart-midway: the bot is killed and its calls are heard again', () => plays('restart-midway'));

  it.skipIf(noRedis)('restart-planned: the bot is asked to stop and hands its calls over', () =>
    plays('restart-planned'),
  );

  it.skipIf(noRedis)(
    'split-roles: Slack in one process, calls in two others, of which the one with the calls is killed',
    () => plays('split-roles'),
  );
});

describe('a play that cannot begin', () => {
  it('says what is missing when there is no Redis, with exit code 2', async () => {
    const env = { ...process.env, REDIS_SERVER: 'no-such-redis-server' };
    const { code, stderr } = await sandbox(['--play', '--scenario', 'restart-midway'], env);
    expect(stderr).toContain('redis-server is not installed');
    expect(code).toBe(2);
  });

  it('asks what was meant by an unknown scenario, with exit code 2', async () => {
    const { code, stderr } = await sandbox(['--scenario', 'first-agnt']);
    expect(stderr).toContain('Did you mean “first-agent”?');
    expect(code).toBe(2);
  });
});
