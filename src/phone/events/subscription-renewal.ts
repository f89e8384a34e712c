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
/** That the subscription stands is repeated this often; see `SILENT_KEEPER_MS`. */
const BEAT_MS = 2_000;
/** When RingCentral allows none of the ways, somebody has to change rights or settings first. */
const AFTER_ALL_REFUSED_MS = 10 * 60_000;

/**
 * One process at a time keeps the subscription and tells the others what it brings: a user has 5 tokens a minute and 20
 * subscriptions for all processes together, and whether two connections of one sign-in may have one each is not documented.
 */
export class SubscriptionRenewal {
  readonly #stopped = new AbortController();
  #turn = new AbortController();
  #running: Promise<void> | undefined;

  constructor(private readonly options: SubscriptionRenewalOptions) {}

  start(): void {
    this.#running ??= this.#run();
  }

  /** Begins anew, as with another user's sign-in. */
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

  /** While the store is away nobody else can take the lease either: the subscription is kept. */
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
      // A request under way is not waited for: whoever stops, or begins anew, need not.
      const reason = await Promise.race([feed.run(sink, signal), firing(signal)]).catch((error: unknown) => {
        log.error({ err: error, transport: feed.transport }, 'getting events failed inside');
        return 'It failed inside.';
      });
      sink.down();
      if (signal.aborted) continue;
      log.warn({ transport: feed.transport, reason }, 'RingCentral does not push events this way');
      refused++;
      if (refused % feeds.length === 0) await pause(clock, AFTER_ALL_REFUSED_MS, signal);
    }
  }

  /** Repeats that the subscription stands for as long as it does. */
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
