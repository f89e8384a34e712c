import { parentPort } from 'node:worker_threads';
import { type RunResult, run } from './run.js';

/** Plays the seeds it is sent, batch by batch, and answers each batch with its results. */

/** An unhandled rejection would have ended a real process, so it breaks the run it happened in. */
let uncaught: string | undefined;
process.on('unhandledRejection', (error) => {
  uncaught ??= error instanceof Error ? error.message : String(error);
});

async function playAll(seeds: readonly number[]): Promise<readonly RunResult[]> {
  const results: RunResult[] = [];
  for (const seed of seeds) {
    const result = await run(seed);
    await new Promise<void>((resume) => setImmediate(resume));
    const breach = uncaught === undefined ? undefined : { invariant: 'no rejection goes uncaught', how: uncaught };
    uncaught = undefined;
    results.push(result.breach === undefined && breach !== undefined ? { ...result, breach } : result);
    if (results.at(-1)?.breach !== undefined) break;
  }
  return results;
}

parentPort?.on('message', (seeds: readonly number[]) => {
  playAll(seeds).then(
    (results) => parentPort?.postMessage(results),
    (error: unknown) => {
      throw error;
    },
  );
});
