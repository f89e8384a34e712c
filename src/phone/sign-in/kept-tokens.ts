import { randomUUID } from 'node:crypto';
import { type Clock, pause } from '../../hunter/base/clock.js';
import type { Log } from '../../hunter/base/log.js';
import type { Store } from '../../hunter/ports/store.js';
import { PhoneError } from '../api/phone-error.js';
import type { Obtain } from './obtaining.js';
import type { Found, KeptSignIn, TokenVault } from './token-vault.js';
import { refreshAt, type Tokens } from './tokens.js';

export interface KeptTokensOptions {
  readonly store: Store;
  readonly vault: TokenVault;
  readonly clock: Clock;
  readonly log: Log;
  /** Names the stored value and its lease, e.g. `account`. */
  readonly place: string;
  readonly scope: string;
  /** How to get new tokens. */
  readonly obtain: Obtain;
  /** How long the store keeps the value; if absent, until the sign-in ends. */
  readonly keptMs?: number;
  /** Must be longer than a request to the token endpoint takes. */
  readonly leaseMs?: number;
  /** RingCentral no longer accepts the sign-in; the store already says so. */
  readonly onLost: () => void;
}

const LEASE_MS = 30_000;
const LEASE_POLL_MS = 150;
const MAX_WAIT_MS = 45_000;
const SAVE_TRIES = 4;
const SAVE_PAUSE_MS = 250;
/** A person who connects again overtakes a renewal that takes longer than this; the renewal notices and stores nothing. */
const BEGIN_WAIT_MS = 5_000;

/**
 * The tokens of one sign-in, shared by all processes. One process at a time renews them (a lease), and a new pair is stored before it is
 * used: a refresh token works only once, but it returns the same new pair again until that pair has been used. So a process may end at any
 * point, and the next one finds either the new pair or a refresh token that returns it.
 */
export class KeptTokens {
  /** A new pair that the store has not accepted yet, and the value it replaces. */
  #unsaved: { readonly kept: KeptSignIn; readonly after: KeptSignIn | undefined } | undefined;

  constructor(private readonly options: KeptTokensOptions) {}

  find(): Promise<Found> {
    return this.options.vault.load(this.options.place);
  }

  /** Tokens other than the stale ones, already stored: renewed here, or by another process while we waited for it. */
  async renewed(staleToken: string | undefined): Promise<Tokens> {
    const { clock } = this.options;
    const until = clock.now() + MAX_WAIT_MS;
    const lease = randomUUID();
    for (;;) {
      const ready = this.#usable(await this.find(), staleToken);
      if (ready) return ready;
      if (await this.#acquire(lease)) {
        const fresh = await this.#renewAlone(staleToken, lease).finally(() => this.#release(lease));
        if (fresh) return fresh;
      }
      if (clock.now() >= until) throw waitedTooLong();
      await pause(clock, LEASE_POLL_MS);
    }
  }

  /** Stores the tokens of a person who has just signed in; resolves with the previous ones. */
  begin(tokens: Tokens, since: number): Promise<Tokens | undefined> {
    const { vault, place, keptMs } = this.options;
    return this.#exchange(() => vault.save(place, { since, tokens }, keptMs));
  }

  /** Forgets the tokens; resolves with them. */
  end(): Promise<Tokens | undefined> {
    return this.#exchange(() => this.options.vault.forget(this.options.place));
  }

  /** Seals with the newest key what was sealed with a former one. Skipped during a renewal, which does the same. */
  async sealAnew(): Promise<void> {
    const { vault, place, keptMs } = this.options;
    await this.#alone(0, async (held) => {
      const found = await this.find();
      if (held && found.is === 'kept' && found.aged) await vault.save(place, found.kept, keptMs);
    });
  }

  /** Call with the lease held. Undefined when another process was first or our lease ran out: look again. */
  async #renewAlone(staleToken: string | undefined, lease: string): Promise<Tokens | undefined> {
    const { obtain, clock, log, place, onLost } = this.options;
    // Another process may have renewed between our look and our lease.
    const found = await this.find();
    const ready = this.#usable(found, staleToken);
    if (ready) return ready;
    const kept = found.is === 'kept' ? found.kept : undefined;
    const unsaved = this.#unsaved;
    this.#unsaved = undefined;
    if (unsaved && isSame(unsaved.after, kept)) {
      await this.#save(unsaved.kept, kept, lease);
      return undefined;
    }
    const obtained = await obtain(found, () => this.#renewLease(lease));
    const since = kept?.since ?? clock.now();
    switch (obtained.is) {
      case 'tokens': {
        const { tokens } = obtained;
        return (await this.#save({ since, tokens }, kept, lease)) ? tokens : undefined;
      }
      case 'dead':
        if (!(await this.#save({ since }, kept, lease))) return undefined;
        log.warn({ place }, 'RingCentral no longer accepts a sign-in');
        onLost();
        throw obtained.error;
      default:
        throw obtained.error;
    }
  }

  /** False when the sign-in was replaced or ended meanwhile, or our lease ran out. Throws when the store does not accept the value. */
  async #save(kept: KeptSignIn, after: KeptSignIn | undefined, lease: string): Promise<boolean> {
    const { vault, clock, log, place, keptMs } = this.options;
    if (kept.tokens) this.#unsaved = { kept, after };
    for (let attempt = 1; ; attempt++) {
      try {
        if (!(await this.#renewLease(lease))) return false;
        const now = await this.find();
        if (!isSame(now.is === 'kept' ? now.kept : undefined, after)) return false;
        await vault.save(place, kept, keptMs);
        this.#unsaved = undefined;
        return true;
      } catch (error) {
        log.error({ err: error, place, attempt }, 'a renewed RingCentral sign-in could not be stored');
        if (attempt >= SAVE_TRIES) throw notStored();
        await pause(clock, SAVE_PAUSE_MS * attempt);
      }
    }
  }

  #exchange(write: () => Promise<void>): Promise<Tokens | undefined> {
    return this.#alone(BEGIN_WAIT_MS, async () => {
      const found = await this.find();
      await write();
      return found.is === 'kept' ? found.kept.tokens : undefined;
    });
  }

  async #alone<T>(waitMs: number, work: (held: boolean) => Promise<T>): Promise<T> {
    const { clock } = this.options;
    const lease = randomUUID();
    const until = clock.now() + waitMs;
    let held = await this.#acquire(lease);
    while (!held && clock.now() < until) {
      await pause(clock, LEASE_POLL_MS);
      held = await this.#acquire(lease);
    }
    return work(held).finally(() => this.#release(lease));
  }

  #usable(found: Found, staleToken: string | undefined): Tokens | undefined {
    const tokens = found.is === 'kept' ? found.kept.tokens : undefined;
    if (!tokens || tokens.accessToken === staleToken) return undefined;
    return this.options.clock.now() < refreshAt(tokens) ? tokens : undefined;
  }

  #acquire(lease: string): Promise<boolean> {
    return this.options.store.acquire(this.#lease(), lease, this.#leaseMs());
  }

  #renewLease(lease: string): Promise<boolean> {
    return this.options.store.renew(this.#lease(), lease, this.#leaseMs());
  }

  async #release(lease: string): Promise<void> {
    await this.options.store.release(this.#lease(), lease).catch(() => undefined);
  }

  #leaseMs(): number {
    return this.options.leaseMs ?? LEASE_MS;
  }

  #lease(): string {
    return `rc:${this.options.scope}:sign-in:${this.options.place}`;
  }
}

/** Nothing was stored in between. */
function isSame(one: KeptSignIn | undefined, other: KeptSignIn | undefined): boolean {
  return one?.since === other?.since && one?.tokens?.accessToken === other?.tokens?.accessToken;
}

function waitedTooLong(): PhoneError {
  return new PhoneError({
    code: 'sign-in',
    what: 'Another process has been signing in to RingCentral for too long.',
    todo: 'The bot tries again by itself.',
    retryable: true,
  });
}

function notStored(): PhoneError {
  return new PhoneError({
    code: 'sign-in',
    what: 'The renewed sign-in to RingCentral could not be stored, so it is not used yet.',
    todo: 'Check that Redis can be reached; the bot tries again by itself.',
    retryable: true,
  });
}
