import { lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';

/**
 * Finds a proxy's address by its name. When DNS fails or does not answer, it falls back on the address that last worked, so that a call
 * that lost its connection can get it back without DNS. The server at that address still has to prove the name by certificate.
 */
export class ProxyLookup {
  readonly #lookup: LookupFunction;
  readonly #withinMs: number;
  readonly #known = new Map<string, string>();

  /** `withinMs`: how long to wait for DNS when there is an address to fall back on. */
  constructor(withinMs: number, lookup: LookupFunction = systemLookup) {
    this.#withinMs = withinMs;
    this.#lookup = lookup;
  }

  /** A connection to the address found for this name works. */
  worked(hostname: string, address: string): void {
    this.#known.set(hostname, address);
  }

  /** In the form that `net.connect` wants. */
  readonly find: LookupFunction = (hostname, options, callback) => {
    const known = this.#known.get(hostname);
    let told = false;
    const tell: typeof callback = (...answer) => {
      clearTimeout(timer);
      if (!told) callback(...answer);
      told = true;
    };
    const fallBack = (address: string): void => {
      if (options.all === true) tell(null, [{ address, family: 4 }]);
      else tell(null, address, 4);
    };
    const timer = known === undefined ? undefined : setTimeout(() => fallBack(known), this.#withinMs);
    this.#lookup(hostname, options, (error, ...found) => {
      if (error !== null && known !== undefined) fallBack(known);
      else tell(error, ...found);
    });
  };
}
