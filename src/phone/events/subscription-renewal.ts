import { type Clock, pause } from '../../hunter/base/clock.js';
import type { Log } from '../../hunter/base/log.js';
import type { Store } from '../../hunter/ports/store.js';
import type { Feed, FeedSink } from './feed.js';
import type { Coverage } from './pushed.js';
import type { Told } from './relay.js';

export interface SubscriptionRenewalOptions {
  /** In the order they are tried. */
  readonly feeds: readonly Feed[];
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** The lease's name, and this process's token for it. */
  readonly lease: string;
  readonly id: string;
  readonly tell: (told: Told) => void;
}

const LEASE_MS = 9_000;
const RENEW_EVERY_MS = 3_000;
/** How often we repeat that the subscription is active; see `SILENCE_MEANS_LOST_MS`. */
const BEAT_MS = 2_000;
/** The pause after RingCentral refused every way: somebody has to change rights or settings first. */
const AFTER_ALL_REFUSED_MS = 10 * 60_000;

/**
 * One process at a time keeps the subscription and passes its events on to the others. A user has 5 tokens a minute and 20 subscriptions
 * for all processes together, and it is not documented whether two connections with one sign-in may have one each.
 */
export class SubscriptionRenewal {
  readonly #stopped = new AbortController();
  #turn = new AbortController();
  #running: Promise<void> | undefined;

  constructor(private readonly options: SubscriptionRenewalOptions) {}

  start(): void {
    this.#running ??= this.#run();
  }

  /** Starts over, for example with another user's sign-in. */
  again(): void {
    this.#turn.abort();
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { store, lease, id, clock } = this.options;
    const stopped = this.#stopped.signal;
    while (!stopped.aborted) {
      const mine = await store.acquire(lease, id, LEASE_MS).catch(() => false);
      if (!mine) {
        await pause(clock, RENEW_EVERY_MS, stopped);
        continue;
      }
      const lost = new AbortController();
      await Promise.all([this.#renew(lost), this.#keep(AbortSignal.any([stopped, lost.signal]))]);
      await store.release(lease, id).catch(() => undefined);
    }
  }

  /** While the store is away nobody else can take the lease either, so the subscription is kept. */
  async #renew(lost: AbortController): Promise<void> {
    const { store, lease, id, clock } = this.options;
    const stopped = this.#stopped.signal;
    for (;;) {
      await pause(clock, RENEW_EVERY_MS, stopped);
      if (stopped.aborted) return;
      const again = async () => (await store.renew(lease, id, LEASE_MS)) || store.acquire(lease, id, LEASE_MS);
      const kept = await again().catch(() => true);
      if (kept) continue;
      lost.abort();
      return;
    }
  }

  async #keep(ended: AbortSignal): Promise<void> {
    const { feeds, log, clock } = this.options;
    for (let refused = 0; !ended.aborted; ) {
      const feed = feeds[refused % feeds.length];
      if (!feed) return;
      this.#turn = new AbortController();
      const signal = AbortSignal.any([ended, this.#turn.signal]);
      const sink = this.#sink(feed.transport, signal);
      // Do not wait for a request in flight when stopping or starting over.
      const reason = await Promise.race([feed.run(sink, signal), firing(signal)]).catch((error: unknown) => {
        log.error({ err: error, transport: feed.transport }, 'receiving events failed with an internal error');
        return 'It failed with an internal error.';
      });
      sink.down();
      if (signal.aborted) continue;
      log.warn({ transport: feed.transport, reason }, 'RingCentral does not push events this way');
      refused++;
      if (refused % feeds.length === 0) await pause(clock, AFTER_ALL_REFUSED_MS, signal);
    }
  }

  /** Keeps repeating that the subscription is active while it is. */
  #sink(transport: string, signal: AbortSignal): FeedSink {
    const { tell, clock } = this.options;
    let beat: (() => void) | undefined;
    const stand = (coverage: Coverage) => {
      tell({ is: 'up', coverage, transport });
      beat = clock.setTimer(() => stand(coverage), BEAT_MS);
    };
    return {
      up(coverage) {
        beat?.();
        if (!signal.aborted) stand(coverage);
      },
      down() {
        if (beat === undefined) return;
        beat();
        beat = undefined;
        tell({ is: 'down' });
      },
      doubt: () => tell({ is: 'doubt' }),
      news: (news) => tell({ is: 'news', news }),
    };
  }
}

function firing(signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve('It was stopped.');
    else signal.addEventListener('abort', () => resolve('It was stopped.'), { once: true });
  });
}
