import { randomUUID } from 'node:crypto';
import { type Clock, pause } from '../base/clock.js';
import type { Store } from '../ports/store.js';

const LEASE_MS = 15_000;
const POLL_MS = 50;
const WAIT_MS = 5_000;

/**
 * Runs the work while no other process runs work of the same name. Throws without running it if the lease is not free
 * within 5 s; `what` is the sentence that says why.
 */
export async function withLease<R>(
  { store, clock }: { readonly store: Pick<Store, 'acquire' | 'release'>; readonly clock: Clock },
  name: string,
  what: string,
  work: () => Promise<R>,
): Promise<R> {
  const token = randomUUID();
  const until = clock.now() + WAIT_MS;
  while (!(await store.acquire(name, token, LEASE_MS))) {
    if (clock.now() >= until) throw new Error(`${what}. Try again in a moment.`);
    await pause(clock, POLL_MS);
  }
  try {
    return await work();
  } finally {
    await store.release(name, token).catch(() => undefined);
  }
}
