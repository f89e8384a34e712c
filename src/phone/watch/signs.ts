import { hasMovedOn, type Party, partyIn, type Session } from '../account/sessions.js';
import { REFUSALS, type Refusal, refusalWords } from '../api/refusals.js';
import { refusalOfReason } from '../api/which-refusal.js';
import type { LegEnd } from '../softphone/sip/softphone.js';

/** The parties that were called, as far as the session shows any. */
export function calleesOf(session: Session, ownPartyId: string): readonly Party[] {
  return session.parties.filter((party) => party.id !== ownPartyId && party.direction === 'inbound');
}

/** Whether the destination has answered, judged by a callee's party. `own-only`: no callee is shown, and our own party is answered. */
export function answerSeen(session: Session, ownPartyId: string): 'yes' | 'no' | 'own-only' {
  const callees = calleesOf(session, ownPartyId);
  // A party that moved on to another phone had answered.
  if (callees.some((party) => party.status === 'answered' || party.status === 'held' || hasMovedOn(party)))
    return 'yes';
  if (callees.length > 0) return 'no';
  return partyIn(session, ownPartyId)?.status === 'answered' ? 'own-only' : 'no';
}

/** How a call ended, from the reasons its parties carry; a plain hang-up carries none. */
export function endOf(
  session: Session,
  ownPartyId: string,
): { readonly end: LegEnd['cause']; readonly reason: string } {
  const callees = calleesOf(session, ownPartyId);
  const own = partyIn(session, ownPartyId);
  if (own !== undefined && hasMovedOn(own)) return { end: 'far-end', reason: 'The call moved to another phone.' };
  for (const { reason } of [...callees, ...(own === undefined ? [] : [own])]) {
    const name = refusalOfReason(reason);
    if (name === undefined) continue;
    // “Busy” on our own party alone says nothing about the number: nobody was ever called.
    if (name === 'busy' && callees.length === 0) return { end: 'refused', reason: refusalWords('not-reached') };
    const { cause, whose }: Refusal = REFUSALS[name];
    return { end: whose === 'service' ? 'no-answer' : cause, reason: refusalWords(name) };
  }
  return { end: 'far-end', reason: 'The other side hung up.' };
}
