import type { Clock } from './clock.js';

/**
 * Resolves with the promise, or rejects when the time is up: nothing may wait on a phone forever, whatever it promised.
 */
export function bounded<T>(clock: Clock, limitMs: number, what: string, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.setTimer(() => reject(new Error(`${what}: no answer within ${limitMs} ms`)), limitMs);
    work.then(resolve, reject).finally(cancel);
  });
}

/** An error as a sentence for the record. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
