import { within } from './within.js';

/** Tracks running listeners, since Bolt does not wait for them when it stops. */
export interface InFlight {
  track<T>(work: Promise<T>): Promise<T>;
  /** Resolves when none is running, or after `maxMs`. */
  drained(maxMs: number): Promise<void>;
}

export function createInFlight(): InFlight {
  const running = new Set<Promise<unknown>>();
  return {
    track(work) {
      running.add(work);
      const done = () => running.delete(work);
      work.then(done, done);
      return work;
    },
    async drained(maxMs) {
      await within(maxMs, Promise.allSettled([...running]), () => undefined);
    },
  };
}
