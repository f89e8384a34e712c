import type { Logger } from 'pino';
import type { CallEnd, Line } from '../hunter/words.js';
import type { Clock } from './clock.js';
import type { Pacer } from './pacer.js';
import { sentenceOf } from './phone-error.js';
import { isOver, partyIn, type Session, type SessionsOf } from './sessions.js';

/** A call whose session is looked at now and then. */
export interface Watched {
  readonly callId: string;
  readonly line: Line;
  readonly sessionId: string;
  readonly partyId: string;
  /** False when looking is the only way to learn of this call: one look that finds it gone is then enough. */
  readonly hears: boolean;
  readonly onAnswered: () => void;
  readonly onOver: (end: CallEnd, reason: string) => void;
}

interface Entry extends Watched {
  dueAt: number;
  answered: boolean;
  missing: number;
  ownOnly: number;
}

export interface WatchFigures {
  readonly watched: number;
  /** How often each call is looked at now. */
  readonly intervalMs: number;
  readonly looks: number;
  readonly failures: number;
  readonly lastFailure?: string;
}

/** Each call is looked at this often while there are few. */
const BEST_INTERVAL_MS = 5_000;
/** A call that has not been answered yet, when only looking can tell. */
const SETTLING_INTERVAL_MS = 1_500;
/** The share of the Light limit that looking may use; the rest is for what people wait for. */
const SHARE_OF_LIMIT = 0.5;
/** With fewer requests left than this, looking goes at half the pace. */
const LOW_BUDGET = 8;
/** With call-out our own leg is answered before the destination even rings: ours alone is believed after so many looks. */
const OWN_ONLY_LOOKS = 3;
const AFTER_FAILURE_MS = 10_000;

/** How often each of `calls` calls can be looked at within the budget. */
export function lookInterval(calls: number, limitPerMinute: number, available: number): number {
  const fair = (Math.max(1, calls) * 60_000) / Math.max(1, limitPerMinute * SHARE_OF_LIMIT);
  return Math.round(Math.max(BEST_INTERVAL_MS, fair) * (available < LOW_BUDGET ? 2 : 1));
}

/** Looks at the sessions of live calls, one after the other, at a pace the budget allows; tells what SIP did not. */
export class SessionWatch {
  readonly #entries = new Map<string, Entry>();
  #wake: (() => void) | undefined;
  #looking = false;
  #stopped = false;
  #looks = 0;
  #failures = 0;
  #lastFailure: string | undefined;

  constructor(
    private readonly options: {
      readonly sessionsOf: SessionsOf;
      readonly pacer: Pacer;
      readonly clock: Clock;
      readonly log: Logger;
    },
  ) {}

  /** `settling`: nobody else tells when it is answered, so it is looked at more often until then. */
  add(watched: Watched, settling: boolean): void {
    const dueAt = this.options.clock.now() + (settling ? SETTLING_INTERVAL_MS : BEST_INTERVAL_MS);
    this.#entries.set(watched.callId, { ...watched, dueAt, answered: !settling, missing: 0, ownOnly: 0 });
    this.#plan();
  }

  remove(callId: string): void {
    this.#entries.delete(callId);
    this.#plan();
  }

  figures(): WatchFigures {
    return {
      watched: this.#entries.size,
      intervalMs: this.#interval(),
      looks: this.#looks,
      failures: this.#failures,
      ...(this.#lastFailure === undefined ? {} : { lastFailure: this.#lastFailure }),
    };
  }

  stop(): void {
    this.#stopped = true;
    this.#entries.clear();
    this.#wake?.();
  }

  #interval(): number {
    const { pacer } = this.options;
    return lookInterval(this.#entries.size, pacer.limitPerMinute('light'), pacer.available('light', 'normal'));
  }

  #plan(): void {
    this.#wake?.();
    this.#wake = undefined;
    if (this.#stopped || this.#looking) return;
    const next = [...this.#entries.values()].reduce<Entry | undefined>(
      (first, entry) => (first && first.dueAt <= entry.dueAt ? first : entry),
      undefined,
    );
    if (!next) return;
    const { clock } = this.options;
    this.#wake = clock.setTimer(() => void this.#look(next), Math.max(0, next.dueAt - clock.now()));
  }

  async #look(entry: Entry): Promise<void> {
    const { sessionsOf, clock, log } = this.options;
    this.#looking = true;
    let failed = false;
    try {
      this.#looks++;
      const session = await sessionsOf(entry.line).get(entry.sessionId, 'normal');
      if (this.#entries.get(entry.callId) === entry) this.#judge(entry, session);
    } catch (error) {
      failed = true;
      this.#failures++;
      this.#lastFailure = sentenceOf(error);
      log.debug({ err: error, callId: entry.callId }, 'a call could not be looked at');
    } finally {
      this.#looking = false;
      const interval = this.#interval();
      const settling = !entry.answered && interval <= BEST_INTERVAL_MS;
      const pauseMs = failed ? Math.max(interval, AFTER_FAILURE_MS) : settling ? SETTLING_INTERVAL_MS : interval;
      entry.dueAt = clock.now() + pauseMs;
      this.#plan();
    }
  }

  #judge(entry: Entry, session: Session | 'gone'): void {
    if (session === 'gone') {
      entry.missing++;
      // A session may be unknown for a moment after it was made; the second time it is believed.
      if (entry.missing >= (entry.hears ? 2 : 1)) this.#over(entry, 'far-end', 'RingCentral no longer knows the call.');
      return;
    }
    entry.missing = 0;
    const own = partyIn(session, entry.partyId);
    if (own && isOver(own)) {
      const { end, reason } = endOf(session, entry.partyId);
      this.#over(entry, end, reason);
      return;
    }
    if (entry.answered) return;
    const answer = answerSeen(session, entry.partyId);
    entry.ownOnly = answer === 'own-only' ? entry.ownOnly + 1 : 0;
    if (answer === 'yes' || entry.ownOnly >= OWN_ONLY_LOOKS) {
      entry.answered = true;
      entry.onAnswered();
    }
  }

  #over(entry: Entry, end: CallEnd, reason: string): void {
    this.#entries.delete(entry.callId);
    entry.onOver(end, reason);
  }
}

/** Whether the destination has answered: a callee's party tells. `own-only`: no callee is shown, and our own party is answered. */
function answerSeen(session: Session, ownPartyId: string): 'yes' | 'no' | 'own-only' {
  const callees = session.parties.filter((party) => party.id !== ownPartyId && party.direction === 'inbound');
  if (callees.some((party) => party.status === 'answered' || party.status === 'held')) return 'yes';
  if (callees.length > 0) return 'no';
  return partyIn(session, ownPartyId)?.status === 'answered' ? 'own-only' : 'no';
}

/** How a call ended, from the reasons its parties carry; a plain hang-up carries none. */
export function endOf(session: Session, ownPartyId: string): { readonly end: CallEnd; readonly reason: string } {
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
