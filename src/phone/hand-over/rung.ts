import { hasMovedOn, isOver, type Party, partyIn, type Session } from '../account/sessions.js';
import { refusalWords } from '../api/refusals.js';
import { type Callee, refusalOfReason, refusalOfStatus } from '../api/which-refusal.js';
import type { LegEnd } from '../softphone/sip/softphone.js';

/** The result of ringing somebody. */
export type Rung =
  | { readonly outcome: 'answered'; readonly sessionId: string; readonly partyId: string }
  | { readonly outcome: 'busy' | 'unanswered'; readonly reason: string }
  | { readonly outcome: 'unwanted' }
  /** They could not be rung, or their call could not be watched: another way may still work. */
  | { readonly outcome: 'impossible'; readonly reason: string };

/**
 * What one look at the ringing call shows. `hidden`: only our own party is shown;
 * `barred`: the call is over, and none of their phones was or could be called.
 */
export type Sight = 'answered' | 'voicemail' | 'busy' | 'declined' | 'barred' | 'ended' | 'ringing' | 'hidden';

/** Why a call that only a voicemail answered counts as unanswered. */
export const VOICEMAIL = 'Voicemail picked up.';

/** The sights that prove at once that nobody takes the call. */
export const NOT_TAKEN: Readonly<Partial<Record<Sight, Rung>>> = {
  busy: { outcome: 'busy', reason: 'Their phone is busy.' },
  voicemail: { outcome: 'unanswered', reason: VOICEMAIL },
  declined: { outcome: 'unanswered', reason: 'The call was not taken.' },
};

/** What the parties of that call show. The caller's own leg proves nothing: RingCentral answers it within 60 ms. */
export function judgeRinging(session: Session, ownPartyId: string, queueExtensionId?: string): Sight {
  const own = partyIn(session, ownPartyId);
  const callees = session.parties.filter((party) => party.id !== ownPartyId && party.direction !== 'outbound');
  // A queue's own party “answers” with its greeting; the member who takes the call is another party.
  const isPerson = (party: Party) => queueExtensionId === undefined || party.extensionId !== queueExtensionId;
  const people = callees.filter(isPerson);
  if (own && isOver(own)) return byReason([own, ...callees], callees.length > 0) ?? 'ended';
  if (people.some((party) => party.status === 'answered')) return 'answered';
  if (callees.some((party) => party.status === 'voicemail')) return 'voicemail';
  if (callees.length === 0) return 'hidden';
  // A party that moved on to another of their phones will be shown there in a moment.
  if (callees.some((party) => !isOver(party) || hasMovedOn(party))) return 'ringing';
  return byReason(callees, true) ?? 'ended';
}

/** Only a phone that was called can be busy or decline. Any other refusal bars the call, and so does an end before any phone was called. */
function byReason(parties: readonly Party[], called: boolean): Sight | undefined {
  if (parties.some(({ reason }) => reason === 'voicemail')) return 'voicemail';
  if (!called) return 'barred';
  const names = parties.map(({ reason }) => refusalOfReason(reason)).filter((name) => name !== undefined);
  if (names.includes('busy')) return 'busy';
  if (names.some((name) => THEIRS.has(name))) return 'declined';
  return names.length > 0 ? 'barred' : undefined;
}

/** Refusals by one of their phones, not by the account or the line. */
const THEIRS: ReadonlySet<string> = new Set(['busy', 'declined', 'no-answer']);

/** How it ended, by its session. */
export function endedBySession(session: Session | 'gone', callee: Callee): Rung {
  // They may have answered and hung up unseen, and would be rung twice.
  if (callee !== 'none') return { outcome: 'unanswered', reason: 'The call to them ended.' };
  const reasons = session === 'gone' ? [] : session.parties.map(({ reason }) => refusalOfReason(reason));
  const name = reasons.find((reason) => reason !== undefined && !THEIRS.has(reason)) ?? 'not-reached';
  return { outcome: 'impossible', reason: refusalWords(name) };
}

/** How it ended, by our own leg. */
export function endedBySip(end: LegEnd | undefined, callee: Callee): Rung {
  if (end?.status !== undefined) {
    const name = refusalOfStatus(end.status, callee);
    if (name === 'busy') return { outcome: 'busy', reason: 'Their phone is busy.' };
    const outcome = THEIRS.has(name) ? 'unanswered' : 'impossible';
    return { outcome, reason: refusalWords(name) };
  }
  if (end?.cause === 'line-lost' || end?.cause === 'refused') return { outcome: 'impossible', reason: end.reason };
  if (end?.cause === 'far-end' && callee === 'none')
    return { outcome: 'impossible', reason: refusalWords('not-reached') };
  return { outcome: 'unanswered', reason: end?.reason ?? 'The call to them ended.' };
}
