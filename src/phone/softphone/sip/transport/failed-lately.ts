/** Long enough to spare every new call the wait for a dead proxy, short enough to return to the nearest one within the hour. */
const REMEMBERED_MS = 5 * 60_000;

/** The addresses of proxies that recently failed. Shared among lines, so that what one finds out helps the next. */
export class FailedLately {
  readonly #at = new Map<string, number>();
  readonly #now: () => number;

  /** @param now milliseconds of a monotonic clock */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  failed(address: string): void {
    this.#at.set(address, this.#now());
  }

  works(address: string): void {
    this.#at.delete(address);
  }

  has(address: string): boolean {
    const at = this.#at.get(address);
    return at !== undefined && this.#now() - at < REMEMBERED_MS;
  }

  list(): readonly string[] {
    return [...this.#at.keys()].filter((address) => this.has(address));
  }
}
