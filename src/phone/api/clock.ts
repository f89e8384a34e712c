import type { Clock } from '../../hunter/base/clock.js';

export type { Clock };

/** Resolves after `ms`, or as soon as the signal fires. */
export function pause(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      takeBack();
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const takeBack = clock.setTimer(done, ms);
    signal?.addEventListener('abort', done, { once: true });
  });
}

/** The promise's result, or what `late` makes when it takes longer than `ms`. A later failure of the promise is not lost on anyone: it is ignored. */
export function within<T>(clock: Clock, ms: number, promise: Promise<T>, late: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const takeBack = clock.setTimer(() => reject(late()), ms);
    promise.then(
      (value) => {
        takeBack();
        resolve(value);
      },
      (error: unknown) => {
        takeBack();
        reject(error);
      },
    );
  });
}
