import type { Log } from '../../hunter/base/log.js';
import type { Store } from '../../hunter/ports/store.js';
import { countOf, jsonOf, objectOf } from '../api/readers.js';
import { Sealing } from '../api/sealing.js';
import { storedTokens, type Tokens } from './tokens.js';

/** What is stored of one sign-in. Without tokens it is lost: RingCentral no longer accepts it. */
export interface KeptSignIn {
  /** When it was made; all tokens since then belong to one RingCentral session. */
  readonly since: number;
  readonly tokens?: Tokens;
}

/** What was found at a place. `unreadable`: something that none of our keys opens. */
export type Found =
  | { readonly is: 'absent' }
  | { readonly is: 'unreadable' }
  /** `aged`: sealed with a former key. */
  | { readonly is: 'kept'; readonly kept: KeptSignIn; readonly aged: boolean };

export interface TokenVaultOptions {
  readonly store: Store;
  readonly log: Log;
  /** Identifies the app in a store that several apps share. */
  readonly scope: string;
  /** The first key seals and opens, the others (former ones) only open. Without keys, what is stored is lost when the process ends. */
  readonly keys: readonly Buffer[];
}

/** Sign-ins in the store, each one value that is written as a whole, encrypted with AES-256-GCM. */
export class TokenVault {
  readonly #sealing: Sealing;

  constructor(private readonly options: TokenVaultOptions) {
    this.#sealing = new Sealing(options.keys);
  }

  async load(place: string): Promise<Found> {
    const { store, log } = this.options;
    const key = this.#key(place);
    const box = await store.get(key);
    if (box === undefined) return { is: 'absent' };
    const opened = this.#sealing.open(key, box);
    const kept = opened && keptSignIn(jsonOf(opened.text));
    if (kept) return { is: 'kept', kept, aged: opened.aged };
    log.warn(
      { place },
      'a stored RingCentral sign-in cannot be opened with TOKEN_ENCRYPTION_KEY; name the former key in TOKEN_ENCRYPTION_KEYS_OLD',
    );
    return { is: 'unreadable' };
  }

  /** Kept until forgotten, or for `ttlMs`. */
  async save(place: string, kept: KeptSignIn, ttlMs?: number): Promise<void> {
    const key = this.#key(place);
    await this.options.store.set(key, this.#sealing.seal(key, JSON.stringify(kept)), ttlMs);
  }

  async forget(place: string): Promise<void> {
    await this.options.store.delete(this.#key(place));
  }

  #key(place: string): string {
    return `rc:${this.options.scope}:sign-in:${place}`;
  }
}

function keptSignIn(value: unknown): KeptSignIn | undefined {
  const { since, tokens } = objectOf(value);
  const began = countOf(since);
  if (began === undefined) return undefined;
  const read = storedTokens(tokens);
  return { since: began, ...(read ? { tokens: read } : {}) };
}
