import { bounded } from '../../hunter/base/bounded.js';
import { type Clock, pause } from '../../hunter/base/clock.js';
import { hasMovedOn, isOver, type Party, partyIn, type Session, type Sessions } from '../account/sessions.js';
import type { Pacer } from '../api/pacer.js';
import { PhoneError, sentenceOf } from '../api/phone-error.js';
import { type Callee, refusalOfReason, refusalOfStatus, refusalWords } from '../api/refusals.js';
import type { PushedSessions } from '../events/pushed.js';
import type { ConsultIds } from '../kept/saved-consults.js';
import { type Legs, legEndSignal } from '../softphone/legs.js';
import type { LegEnd, Softphone } from '../softphone/sip/softphone.js';
import { SoftphoneError } from '../softphone/sip/softphone-error.js';

/** A second call of our line: to the taker of a warm hand-over, or to who listens in. */
export interface ConsultOptions {
  readonly softphone: Softphone;
  readonly leg: string;
  readonly number: string;
  /** The queue's own extension, when a call queue is rung: it answers before a person does. */
  readonly queueExtensionId?: string;
  readonly maxRingMs: number;
  /** Fires when there is nobody to hand over any more. */
  readonly abandoned: AbortSignal;
  readonly legs: Legs;
  readonly sessions: Sessions;
  readonly pacer: Pick<Pacer, 'available'>;
  readonly clock: Clock;
  readonly events?: PushedSessions;
  /** Told when the call that rings them is there. */
  readonly onPlaced?: (ids: ConsultIds) => void;
  /** Says why, before it is hung up on them, to whoever may have picked up without our having seen it. */
  readonly lastWords?: (why: 'abandoned' | 'unanswered') => Promise<void>;
}

export type ConsultResult =
  | { readonly outcome: 'answered'; readonly sessionId: string; readonly partyId: string }
  | { readonly outcome: 'busy' | 'unanswered'; readonly reason: string }
  | { readonly outcome: 'abandoned' }
  /** Rung or watched it cannot be: another way may still work. */
  | { readonly outcome: 'impossible'; readonly reason: string };

/**
 * What one look at the consult's session tells. `hidden`: only our own party is shown; `barred`: it is over, and no phone of theirs was
 * ever called, or could be.
 */
export type ConsultSight = 'answered' | 'voicemail' | 'busy' | 'declined' | 'barred' | 'ended' | 'ringing' | 'hidden';

/** Placing the leg has the line's own bound; only a broken line gets here. */
const PLACE_WITHIN_MS = 20_000;
const AFTER_FAILURE_MS = 1_200;
/** The first look is early: a person with the phone at hand is quick. */
const FIRST_LOOK_MS = 300;
/** While events tell when to look. */
const PUSHED_LOOK_MS = 2_500;

/** Rings somebody and waits until a person answers (not voicemail, not our own leg). The leg stays up only when `answered`. */
export async function ringTaker(options: ConsultOptions): Promise<ConsultResult> {
  const { softphone, leg, number, clock, legs, abandoned } = options;
  const ending = legEndSignal(legs, leg);
  let keep = false;
  try {
    const ids = await bounded(clock, PLACE_WITHIN_MS, tooSlow, softphone.dial(leg, number));
    if (ids.sessionId === undefined || ids.partyId === undefined)
      return { outcome: 'impossible', reason: 'The call to them has no ids, so it cannot be watched.' };
    const consult = { sessionId: ids.sessionId, partyId: ids.partyId };
    options.onPlaced?.(consult);
    const { result, unsure } = await watchRinging(options, consult, ending);
    keep = result.outcome === 'answered';
    if (unsure && (result.outcome === 'abandoned' || result.outcome === 'unanswered'))
      await options.lastWords?.(result.outcome);
    return result;
  } catch (error) {
    if (abandoned.aborted) return { outcome: 'abandoned' };
    return refusedBy(error);
  } finally {
    ending.stop();
    // Not awaited: nobody waits for the goodbye of a call that is not needed.
    if (!keep) void softphone.hangUp(leg).catch(() => undefined);
  }
}

/** `unsure`: they may have picked up since they were last seen not to. */
interface Watched {
  readonly result: ConsultResult;
  readonly unsure?: boolean;
}

async function watchRinging(
  options: ConsultOptions,
  ids: { readonly sessionId: string; readonly partyId: string },
  ending: { readonly signal: AbortSignal; end(): LegEnd | undefined },
): Promise<Watched> {
  const pushed = followChanges(options.events, ids.sessionId);
  try {
    return await watchUntil(options, ids, ending, pushed);
  } finally {
    pushed.stop();
  }
}

async function watchUntil(
  options: ConsultOptions,
  ids: { readonly sessionId: string; readonly partyId: string },
  ending: { readonly signal: AbortSignal; end(): LegEnd | undefined },
  pushed: Changes,
): Promise<Watched> {
  const { sessions, clock, abandoned, legs, leg, maxRingMs, queueExtensionId } = options;
  const giveUpAt = clock.now() + maxRingMs;
  let pauseMs = FIRST_LOOK_MS;
  let endedLooks = 0;
  /** Whether a phone of theirs was called. That none was, only the call that is over shows: while it lives, one may still come. */
  let callee: Callee = 'unknown';
  for (;;) {
    const waitMs = Math.min(pauseMs, Math.max(0, giveUpAt - clock.now()));
    await pauseUntilNews(clock, waitMs, legs, leg, abandoned, pushed);
    let unsure = false;
    const hadEnded = ending.signal.aborted;
    try {
      // Also when there is nobody to hand over any more: they may have picked up since the last look.
      const session = await sessions.get(ids.sessionId, 'look');
      const sight = session === 'gone' ? 'ended' : judgeConsult(session, ids.partyId, queueExtensionId);
      if (abandoned.aborted) return { result: { outcome: 'abandoned' }, unsure: sight === 'answered' };
      if (sight === 'barred' && callee !== 'shown') callee = 'none';
      else if (sight !== 'hidden' && session !== 'gone') callee = 'shown';
      if (sight === 'answered') return { result: { outcome: 'answered', ...ids } };
      const result = NOT_TAKEN[sight];
      if (result) return { result };
      // Inside RingCentral a call may move on to a new party: an end without a reason is believed the second time.
      endedLooks = sight === 'ended' || sight === 'barred' ? endedLooks + 1 : 0;
      if (endedLooks >= 2) return { result: endedBySession(session, callee) };
      pauseMs = lookPause(options.pacer.available('light', 'look'));
      // An end without a reason is looked at again soon; all else is pushed.
      if (endedLooks === 0 && options.events?.coversAll()) pauseMs = Math.max(pauseMs, PUSHED_LOOK_MS);
    } catch (error) {
      if (abandoned.aborted) return { result: { outcome: 'abandoned' }, unsure: true };
      if (error instanceof PhoneError && CANNOT_LOOK.has(error.code))
        return { result: { outcome: 'impossible', reason: `The ringing cannot be watched. ${error.message}` } };
      pauseMs = AFTER_FAILURE_MS;
      unsure = true;
    }
    if (hadEnded) return { result: endedBySip(ending.end(), callee) };
    // Ended since that look was asked for: who was called may be shown only now.
    if (ending.signal.aborted) {
      pauseMs = 0;
      continue;
    }
    if (clock.now() >= giveUpAt) {
      const reason =
        callee === 'shown' ? 'Their phone was not answered.' : 'RingCentral never showed that anybody answered.';
      return { result: { outcome: 'unanswered', reason }, unsure: unsure || callee !== 'shown' };
    }
  }
}

/** Why a call that only a voicemail answered counts as unanswered. */
export const VOICEMAIL = 'Voicemail picked up.';

/** The sights that settle at once that nobody takes the call. */
const NOT_TAKEN: Readonly<Partial<Record<ConsultSight, ConsultResult>>> = {
  busy: { outcome: 'busy', reason: 'Their phone is busy.' },
  voicemail: { outcome: 'unanswered', reason: VOICEMAIL },
  declined: { outcome: 'unanswered', reason: 'The call was not taken.' },
};

const CANNOT_LOOK: ReadonlySet<string> = new Set(['app-permission', 'user-permission', 'forbidden', 'sign-in']);

/** What the parties of the consult tell. The caller's own leg says nothing: RingCentral answers it within 60 ms. */
export function judgeConsult(session: Session, ownPartyId: string, queueExtensionId?: string): ConsultSight {
  const own = partyIn(session, ownPartyId);
  const callees = session.parties.filter((party) => party.id !== ownPartyId && party.direction !== 'outbound');
  // A queue's own party "answers" with its greeting; the member who takes the call is another party.
  const isPerson = (party: Party) => queueExtensionId === undefined || party.extensionId !== queueExtensionId;
  const people = callees.filter(isPerson);
  if (own && isOver(own)) return byReason([own, ...callees], callees.length > 0) ?? 'ended';
  if (people.some((party) => party.status === 'answered')) return 'answered';
  if (callees.some((party) => party.status === 'voicemail')) return 'voicemail';
  if (callees.length === 0) return 'hidden';
  // Who went on to another phone of theirs is shown there in a moment.
  if (callees.some((party) => !isOver(party) || hasMovedOn(party))) return 'ringing';
  return byReason(callees, true) ?? 'ended';
}

/** Busy and declined are words of a phone that was called; all else that refuses bars the call, and so does an end before anybody was. */
function byReason(parties: readonly Party[], called: boolean): ConsultSight | undefined {
  if (parties.some(({ reason }) => reason === 'voicemail')) return 'voicemail';
  if (!called) return 'barred';
  const names = parties.map(({ reason }) => refusalOfReason(reason)).filter((name) => name !== undefined);
  if (names.includes('busy')) return 'busy';
  if (names.some((name) => THEIRS.has(name))) return 'declined';
  return names.length > 0 ? 'barred' : undefined;
}

/** Refusals that come from a phone of theirs, not from the account or the line. */
const THEIRS: ReadonlySet<string> = new Set(['busy', 'declined', 'no-answer']);

/** The pause between looks: half a second while the budget is good, longer as it runs low, so that the bridge itself always goes through. */
export function lookPause(available: number): number {
  if (available > 25) return 500;
  if (available > 15) return 700;
  if (available > 8) return 1_300;
  return 2_500;
}

interface Changes {
  /** Calls back at the next change, at once when there was one since the last time. */
  next(then: () => void): void;
  readonly stop: () => void;
}

function followChanges(events: PushedSessions | undefined, sessionId: string): Changes {
  let changed = false;
  let then = () => {};
  const stop = events?.follow(sessionId, () => {
    changed = true;
    then();
  });
  return {
    stop: stop ?? (() => undefined),
    next(wake) {
      then = wake;
      if (changed) wake();
      changed = false;
    },
  };
}

/** Pauses, but not beyond a change of the session, of the leg or of heart. */
async function pauseUntilNews(
  clock: Clock,
  ms: number,
  legs: Legs,
  leg: string,
  abandoned: AbortSignal,
  pushed: Changes,
): Promise<void> {
  const news = new AbortController();
  pushed.next(() => news.abort());
  const stop = legs.follow(leg, () => news.abort());
  const abandon = () => news.abort();
  abandoned.addEventListener('abort', abandon, { once: true });
  if (abandoned.aborted) news.abort();
  await pause(clock, ms, news.signal);
  pushed.next(() => undefined);
  abandoned.removeEventListener('abort', abandon);
  stop();
}

function endedBySession(session: Session | 'gone', callee: Callee): ConsultResult {
  // They may have answered and hung up unseen: ringing anew would ring that person twice.
  if (callee !== 'none') return { outcome: 'unanswered', reason: 'The call to them ended.' };
  const reasons = session === 'gone' ? [] : session.parties.map(({ reason }) => refusalOfReason(reason));
  const name = reasons.find((reason) => reason !== undefined && !THEIRS.has(reason)) ?? 'not-reached';
  return { outcome: 'impossible', reason: refusalWords(name) };
}

function endedBySip(end: LegEnd | undefined, callee: Callee): ConsultResult {
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

function refusedBy(error: unknown): ConsultResult {
  const end = error instanceof SoftphoneError ? error.end : undefined;
  // Our own INVITE was refused: nobody was called.
  if (end) return endedBySip(end, 'none');
  return { outcome: 'impossible', reason: sentenceOf(error) };
}

function tooSlow(): SoftphoneError {
  return new SoftphoneError('silent', 'The line did not ring their phone in time.');
}
