import { z } from 'zod';
import type { Store } from '../../hunter/ports/store.js';
import { jsonOf } from '../api/readers.js';

const ids = z.object({ sessionId: z.string(), partyId: z.string() });

/** The second call of a line, which rings a taker. */
export type ConsultIds = z.infer<typeof ids>;

/** A taker's phone rings for a minute or two at most. */
const KEPT_MS = 5 * 60_000;

/**
 * The calls that ring takers, kept where the next owner of a hunt finds them: a dead owner's would keep the taker's phone busy, with
 * nobody at the other end, while the agent is to be handed over anew. Session ids only.
 */
export class SavedConsults {
  constructor(private readonly store: Pick<Store, 'get' | 'set' | 'delete'>) {}

  /** Rejects when the store fails. */
  async keep(callId: string, consult: ConsultIds): Promise<void> {
    await this.store.set(placeOf(callId), JSON.stringify(consult), KEPT_MS);
  }

  /** Undefined when none is known. Rejects when the store fails. */
  async of(callId: string): Promise<ConsultIds | undefined> {
    const kept = await this.store.get(placeOf(callId));
    return kept === undefined ? undefined : ids.safeParse(jsonOf(kept)).data;
  }

  /** It is over. What another owner has kept since is left alone. Rejects when the store fails. */
  async forget(callId: string, { sessionId }: ConsultIds): Promise<void> {
    if ((await this.of(callId))?.sessionId === sessionId) await this.store.delete(placeOf(callId));
  }
}

const placeOf = (callId: string): string => `consult:${callId}`;
