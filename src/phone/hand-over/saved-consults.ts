import { z } from 'zod';
import type { Log } from '../../hunter/base/log.js';
import type { Store } from '../../hunter/ports/store.js';
import { jsonOf } from '../api/readers.js';
import { TIMES } from './timings.js';

const ids = z.object({ sessionId: z.string(), partyId: z.string() });

/** The second call of a line, which rings a taker. */
export type ConsultIds = z.infer<typeof ids>;

/**
 * The calls that ring takers, stored for the next owner of a hunt. A dead owner's call would keep the taker's phone busy with nobody at the
 * other end, while the agent is to be handed over again. Only session ids are stored.
 */
export class SavedConsults {
  constructor(
    private readonly store: Pick<Store, 'get' | 'set' | 'delete'>,
    private readonly log: Log,
  ) {}

  /** Returns a function that removes the entry again. If it cannot be stored, that is logged and the phone rings anyway. */
  keep(callId: string, consult: ConsultIds): () => void {
    const failed = (error: unknown) => {
      this.log.warn({ err: error, callId }, 'a call that rings a taker could not be stored');
    };
    const written = this.store.set(placeOf(callId), JSON.stringify(consult), TIMES.consultKept).catch(failed);
    return () => void written.then(() => this.forget(callId, consult)).catch(failed);
  }

  /** Undefined when none is known. Rejects when the store fails. */
  async of(callId: string): Promise<ConsultIds | undefined> {
    const kept = await this.store.get(placeOf(callId));
    return kept === undefined ? undefined : ids.safeParse(jsonOf(kept)).data;
  }

  /** The call is over. What another owner has stored since is left alone. Rejects when the store fails. */
  async forget(callId: string, { sessionId }: ConsultIds): Promise<void> {
    if ((await this.of(callId))?.sessionId === sessionId) await this.store.delete(placeOf(callId));
  }
}

const placeOf = (callId: string): string => `consult:${callId}`;
