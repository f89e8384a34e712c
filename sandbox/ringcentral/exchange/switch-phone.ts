import type { Party } from './party.js';
import type { Session } from './session.js';

/**
 * A talk goes on at another phone: the party that had it ends with this reason, and a new one of the same person has its place. What was
 * said and heard goes on without a gap.
 */
export function switchPhone(session: Session, party: Party, reason: 'CallSwitch' | 'Pickup'): void {
  const next = session.addParty(party.direction, party.from, party.to, party.owner);
  next.leg = party.leg;
  party.leg = undefined;
  party.status = { code: 'Disconnected', reason };
  next.status = { code: 'Answered' };
}
