import type { Clock } from '../../hunter/base/clock.js';
import type { DebugLog } from '../../hunter/base/log.js';
import { isOver, partyIn, type Session, type SessionsOf } from '../account/sessions.js';
import type { Pacer } from '../api/pacer.js';
import { sentenceOf } from '../api/phone-error.js';
import type { PushedSessions } from '../events/pushed.js';
import type { LegEnd } from '../softphone/sip/softphone.js';
import { BEST_INTERVAL_MS, lookInterval } from './look-pace.js';
import { answerSeen, calleesOf, endOf } from './signs.js';
import { newEntry, soonestOf, type Watched, type WatchedEntry } from './watched.js';

export interface WatchFigures {
  readonly watched: number;
  /** How often each call is looked at now. */
  readonly intervalMs: number;
  readonly looks: number;
  readonly failures: number;
  /** Looks saved by pushed events since the start. */
  readonly saved: number;
  readonly lastFailure?: string;
}

/** For a call not answered yet, when only looking can show the answer. */
const SETTLING_INTERVAL_MS = 1_500;
/**
 * With call-out our own leg is answered before the destination even rings; an answer of our leg alone is believed after this many looks.
 */
const OWN_ONLY_LOOKS = 3;
const AFTER_FAILURE_MS = 10_000;
/** Even while events are pushed, each call is looked at this often. */
const RECONCILE_MS = 60_000;
/** The reason of an end may be in the other party's event, which follows right away. */
const REASON_WITHIN_MS = 400;
/** Up to this many calls may be looked at one right after the other; more are spread over the interval. */
const AT_ONCE = 4;

/**
 * Knows the sessions of live calls: from events while they are pushed, and by looking at them one after the other, at a pace the budget
 * allows. Reports what SIP did not.
 */
export class SessionWatch {
  readonly #entries = new Map<string, WatchedEntry>();
  readonly #unlisten: () => void;
  #wake: (() => void) | undefined;
  /** The call to look at next; undefined while that is not known. */
  #next: WatchedEntry | undefined;
  #looking = false;
  #stopped = false;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #looks = 0;
  #failures = 0;
  #saved = 0;
  #lastFailure: string | undefined;

  constructor(
    private readonly options: {
      readonly sessionsOf: SessionsOf;
      readonly pacer: Pacer;
      readonly clock: Clock;
      readonly log: DebugLog;
      readonly events?: PushedSessions;
    },
  ) {
    this.#unlisten = options.events?.onDoubt(() => this.#doubt()) ?? (() => undefined);
  }

  /** `settling`: looking is the only way to learn that it is answered, so it is looked at more often until then. */
  add(watched: Watched, settling: boolean): void {
    this.remove(watched.callId);
    const dueAt = this.options.clock.now() + (settling ? SETTLING_INTERVAL_MS : BEST_INTERVAL_MS);
    const entry = newEntry(watched, dueAt, !settling);
    this.#entries.set(watched.callId, entry);
    this.#mayBeNext(entry);
    const unfollow = this.options.events?.follow(watched.sessionId, (session) => this.#pushed(entry, session));
    if (unfollow) entry.unfollow = unfollow;
    this.#plan();
  }

  remove(callId: string): void {
    const entry = this.#entries.get(callId);
    if (!entry) return;
    this.#forget(entry);
    this.#plan();
  }

  figures(): WatchFigures {
    return {
      watched: this.#entries.size,
      intervalMs: this.#interval(),
      looks: this.#looks,
      failures: this.#failures,
      saved: Math.floor(this.#saved),
      ...(this.#lastFailure === undefined ? {} : { lastFailure: this.#lastFailure }),
    };
  }

  stop(): void {
    this.#stopped = true;
    this.#unlisten();
    for (const entry of [...this.#entries.values()]) this.#forget(entry);
    this.#wake?.();
  }

  #forget(entry: WatchedEntry): void {
    entry.unfollow();
    entry.ending?.();
    if (this.#entries.get(entry.callId) === entry) this.#entries.delete(entry.callId);
    if (this.#next === entry) this.#next = undefined;
  }

  /** A call was added or is due earlier: this avoids going through all calls. */
  #mayBeNext(entry: WatchedEntry): void {
    if (this.#next !== undefined && entry.dueAt < this.#next.dueAt) this.#next = entry;
  }

  #interval(): number {
    const { pacer } = this.options;
    return lookInterval(this.#entries.size, pacer.limitPerMinute('light'), pacer.available('light', 'normal'));
  }

  #plan(): void {
    this.#wake?.();
    this.#wake = undefined;
    if (this.#stopped || this.#looking) return;
    this.#next ??= soonestOf(this.#entries.values());
    const next = this.#next;
    if (!next) return;
    const { clock } = this.options;
    const spacing = this.#entries.size > AT_ONCE ? this.#interval() / this.#entries.size : 0;
    const at = Math.max(next.dueAt, this.#lookedAt + spacing);
    this.#wake = clock.setTimer(() => void this.#look(next), Math.max(0, at - clock.now()));
  }

  /** Something may have been missed: look at every call as soon as the budget allows. */
  #doubt(): void {
    const now = this.options.clock.now();
    for (const entry of this.#entries.values()) {
      entry.seen = false;
      entry.dueAt = Math.min(entry.dueAt, now);
    }
    this.#next = undefined;
    this.#plan();
  }

  async #look(entry: WatchedEntry): Promise<void> {
    const { sessionsOf, clock, log, events } = this.options;
    this.#looking = true;
    this.#lookedAt = clock.now();
    let failed = false;
    const relied = this.#relies(entry);
    entry.seen = true;
    try {
      this.#looks++;
      const session = await sessionsOf(entry.line).get(entry.sessionId, 'normal');
      if (this.#entries.get(entry.callId) === entry && this.#judge(entry, session) && relied) events?.missed();
    } catch (error) {
      failed = true;
      entry.seen = false;
      this.#failures++;
      this.#lastFailure = sentenceOf(error);
      log.debug({ err: error, callId: entry.callId }, 'a call could not be looked at');
    } finally {
      this.#looking = false;
      entry.dueAt = clock.now() + this.#pauseAfter(entry, failed);
      this.#next = undefined;
      this.#plan();
    }
  }

  /** Events alone are enough for this call, as far as we know. */
  #relies(entry: WatchedEntry): boolean {
    return entry.seen && entry.missing === 0 && (this.options.events?.covers(entry.line.extensionId) ?? false);
  }

  #pauseAfter(entry: WatchedEntry, failed: boolean): number {
    const interval = this.#interval();
    if (failed) return Math.max(interval, AFTER_FAILURE_MS);
    const plain = !entry.answered && interval <= BEST_INTERVAL_MS ? SETTLING_INTERVAL_MS : interval;
    // Our own leg being answered proves nothing, so keep looking.
    if (!this.#relies(entry) || entry.ownOnly > 0) return plain;
    const rare = Math.max(plain, RECONCILE_MS);
    this.#saved += rare / plain - 1;
    return rare;
  }

  /** An event of the call; without a session it only says that something changed. */
  #pushed(entry: WatchedEntry, session: Session | undefined): void {
    if (this.#entries.get(entry.callId) !== entry) return;
    const own = session && partyIn(session, entry.partyId);
    const answer = session && !entry.answered ? answerSeen(session, entry.partyId) : 'no';
    if (session && own && isOver(own)) this.#endPushed(entry, session);
    else if (answer === 'yes') {
      entry.answered = true;
      entry.onAnswered();
    } else if (session === undefined || answer === 'own-only') {
      entry.ownOnly ||= answer === 'own-only' ? 1 : 0;
      this.#lookNow(entry);
    }
  }

  #lookNow(entry: WatchedEntry): void {
    entry.dueAt = Math.min(entry.dueAt, this.options.clock.now());
    this.#mayBeNext(entry);
    this.#plan();
  }

  #endPushed(entry: WatchedEntry, session: Session): void {
    entry.ending?.();
    const { end, reason } = endOf(session, entry.partyId);
    // Events of one extension never show who was called, which does not mean that nobody was: look at the session.
    if (end === 'refused' && calleesOf(session, entry.partyId).length === 0) {
      entry.seen = false;
      this.#lookNow(entry);
      return;
    }
    const over = () => {
      this.#over(entry, end, reason);
      this.#plan();
    };
    if (end !== 'far-end' || entry.answered) over();
    else entry.ending = this.options.clock.setTimer(over, REASON_WITHIN_MS);
  }

  /** True when the look showed something that was not known. */
  #judge(entry: WatchedEntry, session: Session | 'gone'): boolean {
    if (session === 'gone') {
      entry.missing++;
      // A session may be unknown for a moment after it was made, so this is believed the second time.
      if (entry.missing < (entry.hears ? 2 : 1)) return false;
      this.#over(entry, 'far-end', 'RingCentral no longer knows the call.');
      return true;
    }
    entry.missing = 0;
    const own = partyIn(session, entry.partyId);
    if (own && isOver(own)) {
      const { end, reason } = endOf(session, entry.partyId);
      this.#over(entry, end, reason);
      return true;
    }
    if (entry.answered) return false;
    const answer = answerSeen(session, entry.partyId);
    entry.ownOnly = answer === 'own-only' ? entry.ownOnly + 1 : 0;
    if (answer !== 'yes' && entry.ownOnly < OWN_ONLY_LOOKS) return false;
    entry.answered = true;
    entry.onAnswered();
    return answer === 'yes';
  }

  #over(entry: WatchedEntry, end: LegEnd['cause'], reason: string): void {
    if (this.#entries.get(entry.callId) !== entry) return;
    this.#forget(entry);
    entry.onOver(end, reason);
  }
}
