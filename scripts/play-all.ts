/**
 * Plays every scenario (or those named), some at once, each in a process of its own, and prints a table.
 * `node build/scripts/play-all.js [--at-once 2] [--seed 1] [--http] [NAME …]`; exit code 1 when one fails.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Scenario } from '../sandbox/scenario.js';
import { SCENARIOS } from '../sandbox/scenarios/index.js';

/** A play ends itself a few seconds after its own limit; this is for one that does not. */
const KILL_AFTER_LIMIT_MS = 18_000;
/** Plays that take longer wait much and do little: they run beside the others, in lanes of their own. */
const LONG_MS = 240_000;

const SANDBOX = fileURLToPath(new URL('../sandbox/main.js', import.meta.url));

interface Played {
  readonly name: string;
  readonly code: number | null;
  readonly tookMs: number;
  /** Empty when the play ended without a summary. */
  readonly summary: Readonly<Record<string, unknown>>;
  readonly complaints: string;
}

function run(
  args: readonly string[],
  withinMs: number,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--enable-source-maps', SANDBOX, ...args], {
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
    const timer = setTimeout(() => child.kill('SIGKILL'), withinMs + KILL_AFTER_LIMIT_MS);
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code, stdout, stderr });
    });
  });
}

async function play({ name, withinMs }: Scenario, more: readonly string[]): Promise<Played> {
  const startedAt = performance.now();
  const { code, stdout, stderr } = await run(['--play', '--json', '--scenario', name, ...more], withinMs);
  return {
    name,
    code,
    tookMs: performance.now() - startedAt,
    summary: lastSummary(stdout),
    complaints: complaints(stdout, stderr),
  };
}

function lastSummary(stdout: string): Readonly<Record<string, unknown>> {
  for (const line of stdout.trimEnd().split('\n').toReversed()) {
    const happening = parsed(line);
    if (happening.summary === true) return happening;
  }
  return {};
}

function complaints(stdout: string, stderr: string): string {
  const told = stdout
    .split('\n')
    .map(parsed)
    .filter(({ what }) => what === 'failed' || what === 'not-shown' || what === 'not-over')
    .map(({ what, reason, check }) => `${String(what)}: ${String(reason ?? check)}`);
  return [...told, stderr.trim()].filter((line) => line !== '').join('\n');
}

function parsed(line: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function row({ name, code, tookMs, summary }: Played): string {
  const figure = (field: string, width: number): string => String(summary[field] ?? '–').padStart(width);
  return [
    code === 0 ? 'ok  ' : 'FAIL',
    name.padEnd(20),
    String(summary.outcome ?? `exit ${code}`).padEnd(14),
    `${(tookMs / 1000).toFixed(1)} s`.padStart(7),
    figure('agent_to_offer_ms', 9),
    figure('claim_to_transfer_ms', 9),
    figure('claim_to_audio_ms', 9),
    figure('calls_dialled', 6),
    figure('calls_alive', 6),
    figure('rest_429', 5),
  ].join(' ');
}

const HEADER = `     ${'scenario'.padEnd(20)} ${'outcome'.padEnd(14)}    took     offer  transfer     audio  calls  alive   429`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: {
      'at-once': { type: 'string', default: '2' },
      seed: { type: 'string', default: '1' },
      http: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const unknown = positionals.filter((name) => !SCENARIOS.some((scenario) => scenario.name === name));
  if (unknown.length > 0) {
    process.stderr.write(`There is no scenario ${unknown.join(', ')}; npm run sandbox -- --list names them all.\n`);
    return 2;
  }
  const chosen = SCENARIOS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  const isLong = ({ withinMs }: Scenario): boolean => withinMs > LONG_MS;
  const more = ['--seed', values.seed, ...(values.http ? ['--http'] : [])];
  const failed: Played[] = [];
  process.stdout.write(`${HEADER}\n`);
  const lane = async (queue: Scenario[]): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const played = await play(next, more);
      process.stdout.write(`${row(played)}\n`);
      if (played.code === 0) continue;
      failed.push(played);
      process.stdout.write(`${played.complaints.replaceAll(/^/gm, '       ')}\n`);
    }
  };
  const short = chosen.filter((scenario) => !isLong(scenario));
  const lanes = Array.from({ length: Math.max(1, Number(values['at-once'])) }, () => lane(short));
  await Promise.all([...lanes, ...chosen.filter(isLong).map((scenario) => lane([scenario]))]);
  process.stdout.write(`${chosen.length - failed.length} of ${chosen.length} as expected\n`);
  return failed.length === 0 ? 0 : 1;
}

process.exitCode = await main();
