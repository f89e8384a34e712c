import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { SeriesOptions, SeriesResult } from './series.js';

type Answer = { readonly results: readonly SeriesResult[] } | { readonly failed: string };

/** Runs one series a process, at most this many at once; the results come in the order of the series. */
export async function runAll(series: readonly SeriesOptions[], jobs: number): Promise<SeriesResult[]> {
  const results: SeriesResult[][] = series.map(() => []);
  const waiting = series.entries();
  const lane = async () => {
    for (const [i, options] of waiting) results[i] = [...(await runOne(options))];
  };
  await Promise.all(Array.from({ length: jobs }, lane));
  return results.flat();
}

function runOne(options: SeriesOptions): Promise<readonly SeriesResult[]> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL('series-process.js', import.meta.url)), { serialization: 'advanced' });
    let answer: Answer | undefined;
    child.on('message', (message: Answer) => {
      answer = message;
    });
    child.on('exit', (code) => {
      if (answer !== undefined && 'results' in answer) resolve(answer.results);
      else reject(new Error(answer?.failed ?? `The series of seed ${options.seed} ended early (exit code ${code}).`));
    });
    child.send(options);
  });
}
