import type { LegIds } from '../softphone.js';
import { header, type SipMessage } from './message.js';

/** `p-rc-api-ids: party-id=p-…;session-id=s-…`, in any case and order. */
export function idsOf(message: SipMessage): LegIds {
  const value = header(message, 'p-rc-api-ids') ?? '';
  const sessionId = /session-id\s*=\s*([^;\s]+)/i.exec(value)?.[1];
  const partyId = /party-id\s*=\s*([^;\s]+)/i.exec(value)?.[1];
  return { ...(sessionId === undefined ? {} : { sessionId }), ...(partyId === undefined ? {} : { partyId }) };
}
