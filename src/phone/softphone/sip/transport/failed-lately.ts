/** Long enough to spare every new call the wait for a dead proxy, short enough to be back with the near one the same hour. */
const REMEMBERED_MS = 5 * 60_000;

/** The proxies that could not be used a moment ago, by their addresses. Its owner shares it among lines: what one found out helps the next. */
export class FailedLately {
  readonly #at = new Map<string, number>();
  readonly #now: () => number;

  /** @param now milliseconds of a clock that only runs forward */
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
