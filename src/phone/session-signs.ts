import type { LegEnd } from './line.js';
import { partyIn, type Session } from './sessions.js';

/** Whether the destination has answered: a callee's party tells. `own-only`: no callee is shown, and our own party is answered. */
export function answerSeen(session: Session, ownPartyId: string): 'yes' | 'no' | 'own-only' {
  const callees = session.parties.filter((party) => party.id !== ownPartyId && party.direction === 'inbound');
  if (callees.some((party) => party.status === 'answered' || party.status === 'held')) return 'yes';
  if (callees.length > 0) return 'no';
  return partyIn(session, ownPartyId)?.status === 'answered' ? 'own-only' : 'no';
}

/** How a call ended, from the reasons its parties carry; a plain hang-up carries none. */
export function endOf(
  session: Session,
  ownPartyId: string,
): { readonly end: LegEnd['cause']; readonly reason: string } {
  const own = partyIn(session, ownPartyId);
  const reasons = [own?.reason ?? '', ...session.parties.map((party) => party.reason)];
  for (const reason of reasons) {
    if (reason === 'targetbusy') return { end: 'busy', reason: 'The destination was busy.' };
    if (reason === 'noanswer' || reason === 'timeout')
      return { end: 'no-answer', reason: 'The destination did not answer.' };
    if (REFUSALS.has(reason)) return { end: 'refused', reason: `RingCentral could not place the call (${reason}).` };
  }
  return { end: 'far-end', reason: 'The far end hung up.' };
}

const REFUSALS: ReadonlySet<string> = new Set([
  'rejected',
  'internalerror',
  'invalidnumber',
  'internationaldisabled',
  'destinationblocked',
  'notenoughfunds',
  'nosuchuser',
]);
