import { randomUUID } from 'node:crypto';
import { ACCOUNT_ID } from '../account.js';
import type { Party } from '../exchange/party.js';
import type { Session } from '../exchange/session.js';
import { partyView } from '../rest/call-views.js';

/** One change of one party, as it was when it happened. */
export interface PartyEvent {
  readonly accountId: string;
  /** Absent for parties of the public network. */
  readonly extensionId: string | undefined;
  /** The payload without what is the subscription's own. */
  payload(subscriptionId: string, ownerId: string): Record<string, unknown>;
}

/** Turns changes of parties into events: one party an event, numbered within the session from 2 on, over all its parties. */
export class PartyEvents {
  readonly #sequences = new WeakMap<Session, number>();
  readonly #listeners = new Set<(event: PartyEvent) => void>();

  onEvent(listener: (event: PartyEvent) => void): void {
    this.#listeners.add(listener);
  }

  /** The party has a new status. */
  changed(session: Session, party: Party): void {
    const { extensionId } = party.owner;
    // The far end in the public network first shows itself when it is called.
    if (party.status.code === 'Setup' && extensionId === undefined) return;
    const sequence = (this.#sequences.get(session) ?? 1) + 1;
    this.#sequences.set(session, sequence);
    const { owner: _, muted, standAlone, status, ...rest } = partyView(party);
    const body = {
      sequence,
      sessionId: session.id.replace(/\D/g, '').slice(0, 12),
      telephonySessionId: session.id,
      serverId: '10.13.116.50.TAM',
      eventTime: new Date().toISOString(),
      parties: [{ ...rest, status: { ...party.status, rcc: false }, missedCall: false, standAlone, muted }],
      origin: { type: 'Call' },
    };
    const of = extensionId === undefined ? '' : `/extension/${extensionId}`;
    const event = `/restapi/v1.0/account/${ACCOUNT_ID}${of}/telephony/sessions`;
    const uuid = randomUUID();
    const happened: PartyEvent = {
      accountId: ACCOUNT_ID,
      extensionId,
      payload: (subscriptionId, ownerId) => {
        return { uuid, event, timestamp: new Date().toISOString(), subscriptionId, ownerId, body };
      },
    };
    for (const listener of this.#listeners) listener(happened);
  }
}
