import type { Party, Session } from '../account/sessions.js';
import type { SessionNews } from './notification.js';

/**
 * What happened to an event. `foreign`: not about a call of ours; `doubled`: received before; `late`: newer news of its parties arrived
 * first; `vague`: about a call of ours, but with nothing that could be put in order.
 */
export type Taken =
  | { readonly is: 'news'; readonly session: Session }
  | { readonly is: 'foreign' | 'doubled' | 'late' | 'vague' };

interface View {
  readonly parties: Map<string, { readonly party: Party; readonly sequence: number }>;
  readonly uuids: Set<string>;
}

/** A call has a dozen events an hour; a repeated one comes soon or not at all. */
const UUIDS_KEPT = 64;

/**
 * The sessions of our calls as their events show them: for each party, the state with the highest sequence. The view is the same in
 * whatever order and however often events arrive. The cost of an event does not depend on how many calls there are.
 */
export class SessionViews {
  readonly #views = new Map<string, View>();

  follow(sessionId: string): void {
    if (!this.#views.has(sessionId)) this.#views.set(sessionId, { parties: new Map(), uuids: new Set() });
  }

  forget(sessionId: string): void {
    this.#views.delete(sessionId);
  }

  take(news: SessionNews): Taken {
    const view = this.#views.get(news.sessionId);
    if (!view) return { is: 'foreign' };
    if (news.uuid !== undefined && !isNew(view.uuids, news.uuid)) return { is: 'doubled' };
    const { sequence } = news;
    if (sequence === undefined || news.parties.length === 0) return { is: 'vague' };
    let changed = false;
    for (const party of news.parties) {
      const known = view.parties.get(party.id);
      if (known && known.sequence >= sequence) continue;
      view.parties.set(party.id, { party, sequence });
      changed = true;
    }
    return changed ? { is: 'news', session: sessionOf(news.sessionId, view) } : { is: 'late' };
  }
}

function sessionOf(id: string, view: View): Session {
  return { id, parties: [...view.parties.values()].map(({ party }) => party) };
}

function isNew(uuids: Set<string>, uuid: string): boolean {
  if (uuids.has(uuid)) return false;
  uuids.add(uuid);
  for (const oldest of uuids) {
    if (uuids.size <= UUIDS_KEPT) break;
    uuids.delete(oldest);
  }
  return true;
}
