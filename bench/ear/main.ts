import { composeGroup } from './compose.js';
import type { Heard } from './detector.js';
import { gatherSounds } from './gather.js';
import { runAll } from './jobs.js';
import { materialOf } from './material.js';
import { type BenchOptions, readOptions, USAGE } from './options.js';
import { drawCall } from './picture.js';
import { ear } from './play.js';
import { reportsOf, table } from './report.js';
import { writeCalls } from './write-calls.js';

/** `npm run bench:ear`: composes calls, has the ear and two plain voice detectors hear them, and prints one table. */
async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  if ('problem' in options) {
    process.stderr.write(`${options.problem}\n\n${USAGE}\n`);
    process.exitCode = 2;
    return;
  }
  const sounds = await gatherSounds(note);
  if (options.write !== undefined || options.picture !== undefined) {
    const { part, seed, group } = options.series[0] ?? { part: 'tuning', seed: 1 };
    const calls = composeGroup(materialOf(sounds, part), seed, group ?? 0);
    if (options.write !== undefined) note(`${writeCalls(options.write, calls)} calls written to ${options.write}`);
    else await picture(calls, options);
    return;
  }
  const reports = reportsOf(await runAll(options.series, options.jobs));
  const seeds = options.series.map(({ seed }) => seed);
  process.stdout.write(`${options.json ? JSON.stringify({ part: options.part, seeds, reports }) : table(reports)}\n`);
}

/** The picture of one call needs the calls before it: from them the ear knows the destination. */
async function picture(calls: ReturnType<typeof composeGroup>, { picture: file = '', call: wanted }: BenchOptions) {
  const listener = ear();
  for (const call of calls) {
    const heard: readonly Heard[] = await listener.hear(call);
    if (call.place + 1 !== wanted) continue;
    await drawCall(call, heard, file, note);
    note(`call ${wanted} of destination ${call.destination} drawn to ${file}`);
    return;
  }
  throw new Error(`The destination has fewer than ${wanted} calls: choose another one with --call or --group.`);
}

function note(line: string): void {
  process.stderr.write(`${line}\n`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
