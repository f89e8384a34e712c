import { z } from 'zod';
import type { Log } from '../../hunter/base/log.js';
import type { Store } from '../../hunter/ports/store.js';
import { jsonOf } from '../api/readers.js';
import { TIMES } from './timings.js';

const ids = z.object({ sessionId: z.string(), partyId: z.string() });

/** The second call of a line, which rings a taker. */
export type ConsultIds = z.infer<typeof ids>;

/**
 * The calls that ring takers, kept where the next owner of a hunt finds them: a dead owner's would keep the taker's phone busy, with
 * nobody at the other end, while the agent is to be handed over again. Session ids only.
 */
export class SavedConsults {
  constructor(
    private readonly store: Pick<Store, 'get' | 'set' | 'delete'>,
    private readonly log: Log,
  ) {}

  /** Returns what forgets it again. What cannot be kept is logged; it rings all the same. */
  keep(callId: string, consult: ConsultIds): () => void {
    const failed = (error: unknown) => {
      this.log.warn({ err: error, callId }, 'a call that rings a taker could not be kept');
    };
    const written = this.store.set(placeOf(callId), JSON.stringify(consult), TIMES.consultKept).catch(failed);
    return () => void written.then(() => this.forget(callId, consult)).catch(failed);
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
