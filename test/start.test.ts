import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { freePort } from '../support/free-port.js';

const MAIN = fileURLToPath(new URL('../src/main.js', import.meta.url));

const enough = {
  SLACK_BOT_TOKEN: 'xoxb-1',
  SLACK_SIGNING_SECRET: 'secret',
  SLACK_API_URL: 'http://127.0.0.1:9/api/',
  RC_SERVER_URL: 'http://127.0.0.1:9',
  RC_CLIENT_ID: 'id',
  RC_CLIENT_SECRET: 'a-client-secret',
  RC_JWT_TOKEN: 'a-jwt',
  STORE: 'memory',
  PORT: '0',
};

/** Starts the bot as a user would, and ends it once `until` shows in what it prints. */
function run(
  env: Record<string, string>,
  until?: RegExp,
  signal?: AbortSignal,
): Promise<{ code: number | null; printed: string }> {
  return new Promise((resolve) => {
    const { PATH = '' } = process.env;
    const child = spawn(process.execPath, [MAIN], { env: { PATH, ...env } });
    signal?.addEventListener('abort', () => child.kill('SIGTERM'), { once: true });
    let printed = '';
    const hear = (chunk: Buffer) => {
      printed += chunk.toString();
      if (until?.test(printed) && !child.killed) child.kill('SIGTERM');
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('close', (code) => resolve({ code, printed }));
  });
}

describe('a start with bad settings', () => {
  it('names each of them, says what to do, and exits 1', async () => {
    const { code, printed } = await run({ ...enough, PORT: 'door', RC_CLIENT_ID: '' });
    expect(code).toBe(1);
    expect(printed).toContain('PORT must be a port number');
    expect(printed).toContain('RC_CLIENT_ID is not set');
    expect(printed).not.toMatch(/a-client-secret|\bat .*\.js:/);
  });

  it('says which destinations file cannot be read', async () => {
    const { code, printed } = await run({ ...enough, DESTINATIONS_FILE: '/nowhere/destinations.json' });
    expect(code).toBe(1);
    expect(printed).toContain('DESTINATIONS_FILE names /nowhere/destinations.json');
  });

  it('says what is wrong inside a destinations file', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'hold-hunter-')), 'destinations.json');
    writeFileSync(file, JSON.stringify([{ id: 'emergency', name: 'Emergency', number: '911' }]));
    const { code, printed } = await run({ ...enough, DESTINATIONS_FILE: file });
    expect(code).toBe(1);
    expect(printed).toContain('The destinations file cannot be used');
  });
});

describe('a start without a JWT, when nobody has signed in yet', () => {
  it('works, and /readyz says who has to do what', async () => {
    const { RC_JWT_TOKEN: _jwt, RC_CLIENT_SECRET: _secret, ...without } = enough;
    const port = await freePort();
    const env = { ...without, WEBHOOK_BASE_URL: 'https://bot.example.com', PORT: String(port) };
    const ended = new AbortController();
    const running = run(env, undefined, ended.signal);
    const readyz = async () => (await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined))?.text();
    await expect
      .poll(readyz)
      .toContain('Nobody has signed in to RingCentral yet: an admin types /irs-hunt connect account.');
    ended.abort();
    expect((await running).code).toBe(0);
  });
});

describe('a start while Slack and RingCentral are down', () => {
  it('keeps trying, says so in the log without secrets, and stops when asked', async () => {
    const { code, printed } = await run(enough, /Slack cannot be reached; trying again/);
    expect(code).toBe(0);
    expect(printed).toContain('Slack cannot be reached; trying again');
    expect(printed).not.toMatch(/a-client-secret|a-jwt|xoxb-1/);
  });
});
