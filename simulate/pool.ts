import { Worker } from 'node:worker_threads';
import type { RunResult } from './run.js';

interface PoolOptions {
  /** The compiled `run-worker.js`; a mutant has its own. */
  readonly script: URL;
  readonly workers: number;
  readonly seed: number;
  readonly runs: number;
  /** Called with each batch of results. Runs continue until all are done, or it returns true. */
  readonly onResults: (results: readonly RunResult[]) => boolean;
}

/** Small enough to report a failing run soon, large enough that messages cost next to nothing. */
const BATCH = 20;

/** Plays runs side by side in worker threads. Rejects when a worker breaks. */
export async function playRuns({ script, workers, seed, runs, onResults }: PoolOptions): Promise<void> {
  let next = seed;
  let isEnough = false;
  const batch = (): readonly number[] => {
    const from = next;
    next = Math.min(seed + runs, from + BATCH);
    return isEnough ? [] : Array.from({ length: next - from }, (_, index) => from + index);
  };
  const work = async (): Promise<void> => {
    const worker = new Worker(script);
    try {
      for (let seeds = batch(); seeds.length > 0; seeds = batch()) {
        const results = await answerOf(worker, seeds);
        if (onResults(results)) isEnough = true;
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, Math.ceil(runs / BATCH)) }, work));
}

function answerOf(worker: Worker, seeds: readonly number[]): Promise<readonly RunResult[]> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      worker.off('message', answered).off('error', failed);
      act();
    };
    const answered = (results: readonly RunResult[]): void => settle(() => resolve(results));
    const failed = (error: unknown): void => settle(() => reject(error));
    worker.on('message', answered).on('error', failed);
    worker.postMessage(seeds);
  });
}
