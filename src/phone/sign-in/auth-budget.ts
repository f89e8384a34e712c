import type { Store } from '../../hunter/ports/store.js';
import { PhoneError } from '../api/phone-error.js';

/** RingCentral allows each user of an app 5 requests a minute for token, revoke and WebSocket token together. One is left for others. */
const SLOTS = 4;
/** A minute plus the time a request may be in transit: the server counts it when it arrives. */
const SLOT_MS = 70_000;
/** Requests that can wait leave this many slots for signing in. */
const KEPT_FOR_SIGN_IN = 2;

/**
 * Keeps all processes together under each user's limit, even one that restarts in a loop: every request first takes a slot in the store.
 */
export class AuthBudget {
  constructor(
    private readonly store: Store,
    private readonly scope: string,
  ) {}

  /** Takes one of the user's slots. Throws (`budget`) when none is left. */
  async take(user: string): Promise<void> {
    if (!(await this.note(user))) throw usedUp();
  }

  /** The same for a request that can wait: some slots always stay free for signing in. */
  async takeSpare(user: string): Promise<void> {
    for (let slot = SLOTS; slot > KEPT_FOR_SIGN_IN; slot--) if (await this.#slot(user, slot)) return;
    throw usedUp();
  }

  /** Records a request that was sent, or is about to be. False when no slot was left. */
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
    what: 'The bot has tried to sign in to RingCentral as often as is allowed within a minute.',
    todo: 'It tries again by itself within about a minute.',
    retryable: true,
  });
}
