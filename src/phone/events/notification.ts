import { type Party, parseParties } from '../account/sessions.js';
import { countOf, idOf, objectOf, textOf } from '../api/readers.js';

/** What one telephony-session event says: parties of a session as they are now. Numbers and names are left out. */
export interface SessionNews {
  /** The same event may arrive twice, over either transport. */
  readonly uuid?: string;
  readonly subscriptionId?: string;
  readonly sessionId: string;
  /** Counts the changes of the session, across all its parties; events may arrive in any order. Absent when it cannot be read. */
  readonly sequence?: number;
  readonly parties: readonly Party[];
}

/** Reads an event as both transports carry it; undefined if it is not about a telephony session. */
export function readNotification(value: unknown): SessionNews | undefined {
  const event = objectOf(value);
  const body = objectOf(event.body);
  const sessionId = idOf(body.telephonySessionId);
  if (sessionId === undefined) return undefined;
  const uuid = textOf(event.uuid);
  const subscriptionId = idOf(event.subscriptionId);
  const sequence = countOf(body.sequence);
  return {
    ...(uuid === undefined ? {} : { uuid }),
    ...(subscriptionId === undefined ? {} : { subscriptionId }),
    sessionId,
    ...(sequence === undefined ? {} : { sequence }),
    parties: parseParties(body.parties),
  };
}
