import { randomBytes } from 'node:crypto';
import type { webApi } from '@slack/bolt';
import type { Log } from '../../hunter/base/log.js';
import { StoreAway } from '../../hunter/base/store-away.js';
import type { InFlight } from '../slack/in-flight.js';
import { harmless } from '../slack/sdk-log.js';
import { type Addressee, tell } from '../slack/tell.js';

/** What every listener takes: how to answer people, and the count of running listeners. */
export interface ListenerNeeds {
  /** For answers to people: short timeouts, no retries. */
  readonly client: webApi.WebClient;
  readonly log: Log;
  readonly inFlight: Pick<InFlight, 'track'>;
}

function describe(error: unknown): { readonly name: string; readonly what: string } {
  return error instanceof Error
    ? { name: error.name, what: harmless(error.message) }
    : { name: 'unknown', what: harmless(String(error)) };
}

/**
 * Wraps a listener: counts it while it runs, and turns an error into one sentence for the person, with a reference that is also in
 * the log. The returned listener never rejects.
 */
export function guarded<A>(
  needs: ListenerNeeds,
  listener: string,
  addressee: (args: A) => Addressee | undefined,
  run: (args: A) => Promise<void>,
): (args: A) => Promise<void> {
  const attempt = async (args: A) => {
    try {
      await run(args);
    } catch (error) {
      if (error instanceof StoreAway) {
        needs.log.warn({ listener, ...describe(error.cause) }, 'a listener could not reach the store');
        const who = addressee(args);
        if (who !== undefined) await tell(needs.client, needs.log, who, error.message);
        return;
      }
      const reference = randomBytes(3).toString('hex');
      needs.log.error({ listener, reference, ...describe(error) }, 'a listener failed');
      const to = addressee(args);
      if (to === undefined) return;
      await tell(
        needs.client,
        needs.log,
        to,
        `Something went wrong on our side. Try again. If it happens again, give your admin the reference ${reference}.`,
      );
    }
  };
  return (args) => needs.inFlight.track(attempt(args));
}
