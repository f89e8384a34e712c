/** Time as a parameter. `setTimer` returns a function that cancels the timer. */
export interface Clock {
  now(): number;
  setTimer(act: () => void, delayMs: number): () => void;
}

/** Resolves after `ms`, or as soon as the signal fires. */
export function pause(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      cancel();
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.setTimer(done, ms);
    signal?.addEventListener('abort', done, { once: true });
  });
}
