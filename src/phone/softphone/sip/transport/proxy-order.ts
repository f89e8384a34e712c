import type { SipProxy } from '../softphone.js';
import { FailedLately } from './failed-lately.js';

export interface ProxyOrderOptions {
  readonly proxies: readonly SipProxy[];
  /** The region to prefer. If it has no proxy, the first to connect is used. */
  readonly region: string | undefined;
  /** Addresses that other lines could not use. */
  readonly failedBefore: readonly string[];
  /** Milliseconds of a monotonic clock. */
  readonly now?: () => number;
}

/**
 * Which proxy a line tries next. It stays with the one that worked; otherwise the preferred region comes first, then all others at once,
 * and the fastest is used. One that failed recently comes last. A round is over when each has failed in it.
 */
export class ProxyOrder {
  readonly #proxies: readonly SipProxy[];
  readonly #region: string | undefined;
  readonly #failedLately: FailedLately;
  readonly #failedThisRound = new Set<string>();
  readonly #failedInVain = new Set<string>();
  #worked: SipProxy | undefined;

  constructor({ proxies, region, failedBefore, now }: ProxyOrderOptions) {
    this.#proxies = proxies;
    this.#region = region?.toUpperCase();
    this.#failedLately = new FailedLately(now);
    for (const address of failedBefore) this.#failedLately.failed(address);
  }

  /** The next to try: one, or several at once. None when the round is over. */
  next(): readonly SipProxy[] {
    const left = this.#left();
    const fresh = left.filter(({ address }) => !this.#failedLately.has(address));
    // If all of them failed recently, our own network was the likely cause, which says nothing against any of them.
    const pool = fresh.length > 0 ? fresh : left;
    const first =
      pool.find((proxy) => proxy === this.#worked) ??
      pool.find(({ region }) => region !== undefined && region.toUpperCase() === this.#region);
    return first === undefined ? pool : [first];
  }

  /** Whether there is another one if these fail. */
  hasOther(than: readonly SipProxy[]): boolean {
    return this.#left().some((proxy) => !than.includes(proxy));
  }

  /** How many have failed since one last worked. */
  get failedCount(): number {
    return this.#failedInVain.size;
  }

  failed({ address }: SipProxy): void {
    this.#failedLately.failed(address);
    this.#failedThisRound.add(address);
    this.#failedInVain.add(address);
  }

  /** The line is registered over it. */
  works(proxy: SipProxy): void {
    this.#worked = proxy;
    this.#failedLately.works(proxy.address);
    this.#failedThisRound.clear();
    this.#failedInVain.clear();
  }

  beginRound(): void {
    this.#failedThisRound.clear();
  }

  #left(): readonly SipProxy[] {
    return this.#proxies.filter(({ address }) => !this.#failedThisRound.has(address));
  }
}
