import type { Clock } from './clock.js';

/**
 * The work's result, or a rejection once the time is up: nothing waits on a phone forever, whatever it promised. `late` names the
 * work, or makes the error. The work itself goes on; a later rejection is ignored.
 */
export function bounded<T>(clock: Clock, limitMs: number, late: string | (() => Error), work: Promise<T>): Promise<T> {
  const noAnswer = () => new Error(`${late}: no answer within ${limitMs} ms`);
  return new Promise((resolve, reject) => {
    const cancel = clock.setTimer(() => reject(typeof late === 'string' ? noAnswer() : late()), limitMs);
    work.then(resolve, reject).finally(cancel);
  });
}

/** An error as a sentence for the record. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
