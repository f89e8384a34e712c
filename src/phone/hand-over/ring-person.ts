import { bounded } from '../../hunter/base/bounded.js';
import { type Clock, pause } from '../../hunter/base/clock.js';
import type { Sessions } from '../account/sessions.js';
import { PhoneError, sentenceOf } from '../api/phone-error.js';
import type { Callee } from '../api/which-refusal.js';
import type { PushedSessions } from '../events/pushed.js';
import type { LegEnding, Legs } from '../softphone/legs.js';
import type { Softphone } from '../softphone/sip/softphone.js';
import { SoftphoneError } from '../softphone/sip/softphone-error.js';
import { endedBySession, endedBySip, judgeRinging, NOT_TAKEN, type Rung } from './rung.js';
import type { ConsultIds } from './saved-consults.js';
import { lookPause, TIMES } from './timings.js';

/** Who is rung on a second call of our line: the taker of a warm hand-over, a listener, or somebody who is read a code. */
export interface RingTask {
  readonly softphone: Softphone;
  readonly leg: string;
  /** The end of that leg, which the caller follows. */
  readonly ending: LegEnding;
  readonly number: string;
  /** The queue's own extension when a call queue is rung: it answers before a person does. */
  readonly queueExtensionId?: string;
  readonly maxRingMs: number;
  /** Fires when nobody should be rung any more. */
  readonly unwanted: AbortSignal;
  /** Called when the call that rings them exists. */
  readonly onPlaced?: (ids: ConsultIds) => void;
  /** Called before hanging up on somebody who may have picked up without our seeing it: tells them why. */
  readonly lastWords?: (why: 'unwanted' | 'unanswered') => Promise<void>;
}

export interface RingTools {
  /** Of the line that rings. */
  readonly sessions: Sessions;
  readonly legs: Legs;
  readonly clock: Clock;
  readonly events?: PushedSessions;
}

/** Rings somebody and waits until a person answers (not voicemail, not our own leg). The leg stays up only if the outcome is `answered`. */
export async function ringPerson(task: RingTask, tools: RingTools): Promise<Rung> {
  const { softphone, leg, number, unwanted } = task;
  let keep = false;
  try {
    const ids = await bounded(tools.clock, TIMES.placeRing, tooSlow, softphone.dial(leg, number));
    if (ids.sessionId === undefined || ids.partyId === undefined)
      return { outcome: 'impossible', reason: 'The call to them has no ids, so it cannot be watched.' };
    const consult = { sessionId: ids.sessionId, partyId: ids.partyId };
    task.onPlaced?.(consult);
    const { result, unsure } = await watchRinging(task, consult, tools);
    keep = result.outcome === 'answered';
    if (unsure && (result.outcome === 'unwanted' || result.outcome === 'unanswered'))
      await task.lastWords?.(result.outcome);
    return result;
  } catch (error) {
    return unwanted.aborted ? { outcome: 'unwanted' } : refusedBy(error);
  } finally {
    // Not awaited: nobody needs to wait for the end of this call.
    if (!keep) void softphone.hangUp(leg).catch(() => undefined);
  }
}

/** `unsure`: they may have picked up since we last saw that they had not. */
interface Watched {
  readonly result: Rung;
  readonly unsure?: boolean;
}

async function watchRinging(task: RingTask, ids: ConsultIds, tools: RingTools): Promise<Watched> {
  const news = new News(task, ids, tools);
  try {
    return await watchUntil(task, ids, tools, news);
  } finally {
    news.stop();
  }
}

async function watchUntil(task: RingTask, ids: ConsultIds, tools: RingTools, news: News): Promise<Watched> {
  const { ending, unwanted, maxRingMs, queueExtensionId } = task;
  const { sessions, clock, events } = tools;
  const giveUpAt = clock.now() + maxRingMs;
  let pauseMs: number = TIMES.firstLook;
  let endedLooks = 0;
  /**
   * Whether one of their phones was called. Only a call that is over can show that none was: while it is up, a phone may still be called.
   */
  let callee: Callee = 'unknown';
  for (;;) {
    const waitMs = Math.min(pauseMs, Math.max(0, giveUpAt - clock.now()));
    await news.pause(waitMs);
    let unsure = false;
    const hadEnded = ending.signal.aborted;
    try {
      // Even when there is nobody to hand over any more: they may have picked up since the last look.
      const session = await sessions.get(ids.sessionId, 'look');
      const sight = session === 'gone' ? 'ended' : judgeRinging(session, ids.partyId, queueExtensionId);
      if (unwanted.aborted) return { result: { outcome: 'unwanted' }, unsure: sight === 'answered' };
      if (sight === 'barred' && callee !== 'shown') callee = 'none';
      else if (sight !== 'hidden' && session !== 'gone') callee = 'shown';
      if (sight === 'answered') return { result: { outcome: 'answered', ...ids } };
      const result = NOT_TAKEN[sight];
      if (result) return { result };
      // Inside RingCentral a call may move on to a new party, so an end without a reason is believed the second time. Once our own leg
      // has ended, its status says more than the session does.
      endedLooks = sight === 'ended' || sight === 'barred' ? endedLooks + 1 : 0;
      if (endedLooks >= 2 && !hadEnded) return { result: endedBySession(session, callee) };
      pauseMs = lookPause(sessions.looksLeft());
      // Look again soon at an end without a reason; everything else is pushed.
      if (endedLooks === 0 && events?.coversAll()) pauseMs = Math.max(pauseMs, TIMES.lookWhilePushed);
    } catch (error) {
      if (unwanted.aborted) return { result: { outcome: 'unwanted' }, unsure: true };
      if (error instanceof PhoneError && CANNOT_LOOK.has(error.code))
        return { result: { outcome: 'impossible', reason: `The ringing cannot be watched. ${error.message}` } };
      pauseMs = TIMES.lookAfterFailure;
      unsure = true;
    }
    if (hadEnded) return { result: endedBySip(ending.end(), callee) };
    // The leg ended during that look, which may have been too early to show who was called: look again.
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

const CANNOT_LOOK: ReadonlySet<string> = new Set(['app-permission', 'user-permission', 'forbidden', 'sign-in']);

/** What ends a pause between two looks early: a change of the session or the leg, or `unwanted`. */
class News {
  #changed = false;
  #wake = () => {};
  readonly #stopFollowing: () => void;

  constructor(
    private readonly task: RingTask,
    { sessionId }: ConsultIds,
    private readonly tools: RingTools,
  ) {
    const stop = tools.events?.follow(sessionId, () => {
      this.#changed = true;
      this.#wake();
    });
    this.#stopFollowing = stop ?? (() => undefined);
  }

  /** Returns at once when the session has changed since the last call. */
  async pause(ms: number): Promise<void> {
    const { leg, unwanted } = this.task;
    const { legs, clock } = this.tools;
    const news = new AbortController();
    const wake = () => news.abort();
    this.#wake = wake;
    if (this.#changed) wake();
    const stop = legs.follow(leg, wake);
    await pause(clock, ms, AbortSignal.any([news.signal, unwanted]));
    this.#wake = () => {};
    this.#changed = false;
    stop();
  }

  stop(): void {
    this.#stopFollowing();
  }
}

function refusedBy(error: unknown): Rung {
  const end = error instanceof SoftphoneError ? error.end : undefined;
  // Our own INVITE was refused: nobody was called.
  if (end) return endedBySip(end, 'none');
  return { outcome: 'impossible', reason: sentenceOf(error) };
}

function tooSlow(): SoftphoneError {
  return new SoftphoneError('silent', 'The line did not ring their phone in time.');
}
