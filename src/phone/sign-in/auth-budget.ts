import type { Store } from '../../hunter/ports/store.js';
import { PhoneError } from '../api/phone-error.js';

/**
 * RingCentral allows 5 a minute to each user of an app, for token, revoke and WebSocket token together; one is left for
 * others.
 */
const SLOTS = 4;
/** The minute, and as long as a request may be on its way: the server counts it when it arrives. */
const SLOT_MS = 70_000;
/** What nobody waits for leaves so many to signing in. */
const KEPT_FOR_SIGN_IN = 2;

/** Keeps all processes together, and one that restarts in a loop, under the limit of each user: a slot is taken in the store before each request. */
export class AuthBudget {
  constructor(
    private readonly store: Store,
    private readonly scope: string,
  ) {}

  /** Takes a slot of the user's. Throws (`budget`) when none is left. */
  async take(user: string): Promise<void> {
    if (!(await this.note(user))) throw usedUp();
  }

  /** The same for what can wait: some slots always stay free for signing in. */
  async takeSpare(user: string): Promise<void> {
    for (let slot = SLOTS; slot > KEPT_FOR_SIGN_IN; slot--) if (await this.#slot(user, slot)) return;
    throw usedUp();
  }

  /** Notes a request that was sent, or is about to be. False when no slot was left. */
  async note(user: string): Promise<boolean> {
    for (let slot = 1; slot <= SLOTS; slot++) if (await this.#slot(user, slot)) return true;
    return false;
  }

  #slot(user: string, slot: number): Promise<boolean> {
    return this.store.setIfAbsent(`rc:${this.scope}:auth:${user}:${slot}`, '1', SLOT_MS);
  }
}

function usedUp(): PhoneError {
  return new PhoneError({
    code: 'budget',
    what: 'Signing in to RingCentral was tried as often as is allowed in a minute.',
    todo: 'It is tried again by itself within about a minute.',
    retryable: true,
  });
}
