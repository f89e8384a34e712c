import { isDeepStrictEqual } from 'node:util';
import { bounded } from '../../hunter/base/bounded.js';
import type { Clock } from '../../hunter/base/clock.js';
import type { Log } from '../../hunter/base/log.js';
import type { CallRef, PhoneFact } from '../../hunter/ports/phone.js';
import type { ListenOutcome, RingTarget } from '../../hunter/terms.js';
import type { SessionsOf } from '../account/sessions.js';
import { PhoneError, sentenceOf } from '../api/phone-error.js';
import type { PushedSessions } from '../events/pushed.js';
import { ringPerson } from '../hand-over/ring-person.js';
import { TIMES } from '../hand-over/timings.js';
import { whomToRing } from '../hand-over/whom-to-ring.js';
import { type Legs, legEndSignal } from '../softphone/legs.js';
import type { Softphone } from '../softphone/sip/softphone.js';

/** Who should hear which leg of which call. */
export interface ListenTask {
  readonly call: CallRef;
  readonly target: RingTarget;
  readonly maxRingMs: number;
  readonly softphone: Softphone;
  readonly leg: string;
}

export interface ListeningOptions {
  readonly sessionsOf: SessionsOf;
  readonly legs: Legs;
  readonly clock: Clock;
  readonly log: Log;
  readonly events?: PushedSessions;
}

interface Listener {
  readonly task: ListenTask;
  /** The listener's own leg. */
  readonly leg: string;
  /** Fires when nobody should listen any more. */
  readonly unwanted: AbortController;
  hears: boolean;
  outcome: Promise<ListenOutcome>;
}

/** Listening in: one person per call, rung on a second leg of the call's own line, who hears the call and is not heard. */
export class Listening {
  readonly #listeners = new Map<string, Listener>();
  #rung = 0;

  constructor(
    private readonly options: ListeningOptions,
    private readonly tell: (fact: PhoneFact) => void,
  ) {}

  /** Rings the person; they hear the call as soon as they have answered. Asking again for the same person returns the same outcome. */
  begin(task: ListenTask): Promise<ListenOutcome> {
    const { callId } = task.call;
    const present = this.#listeners.get(callId);
    if (present) {
      if (isDeepStrictEqual(present.task.target, task.target)) return present.outcome;
      return Promise.resolve({
        outcome: 'refused',
        reason: `${present.task.target.name} is already listening to this call.`,
      });
    }
    const unwanted = new AbortController();
    const outcome = Promise.resolve(UNWANTED);
    // Each ringing has a leg of its own, so that late news of an earlier one cannot be mistaken for this one's.
    this.#rung += 1;
    const leg = `listen:${callId}/${this.#rung}`;
    const listener: Listener = { task, leg, unwanted, hears: false, outcome };
    this.#listeners.set(callId, listener);
    listener.outcome = this.#connect(listener).then((result) => {
      if (result.outcome !== 'listening') this.#forget(listener);
      return result;
    });
    return listener.outcome;
  }

  /** Hangs up on the listener, if there is one. True if somebody had been listening. Bounded in time; never throws. */
  async end(callId: string): Promise<boolean> {
    const listener = this.#listeners.get(callId);
    if (!listener) return false;
    this.#forget(listener);
    listener.unwanted.abort();
    await this.#goodbye(listener);
    return listener.hears;
  }

  async #connect(listener: Listener): Promise<ListenOutcome> {
    const { task, leg, unwanted } = listener;
    const { softphone, maxRingMs } = task;
    const { sessionsOf, clock, legs, log } = this.options;
    const { callId } = task.call;
    const began = clock.now();
    const ending = legEndSignal(legs, leg);
    try {
      const ring = {
        softphone,
        leg,
        ...whomToRing({ line: task.call.line, target: task.target }),
        ...{ maxRingMs, ending, unwanted: unwanted.signal },
      };
      const rung = await ringPerson(ring, { ...this.options, sessions: sessionsOf(task.call.line) });
      log.info({ callId, outcome: rung.outcome, rangMs: clock.now() - began }, 'somebody was rung to listen in');
      if (rung.outcome === 'busy' || rung.outcome === 'unanswered') return rung;
      if (rung.outcome === 'impossible') return { outcome: 'refused', reason: rung.reason };
      if (rung.outcome === 'unwanted') return UNWANTED;
      await softphone.relay(task.leg, leg);
      if (unwanted.signal.aborted) return UNWANTED;
      if (ending.signal.aborted) return { outcome: 'unanswered', reason: 'They hung up at once.' };
    } catch (error) {
      void this.#goodbye(listener);
      return unwanted.signal.aborted ? UNWANTED : { outcome: 'refused', reason: sentenceOf(error) };
    } finally {
      ending.stop();
    }
    listener.hears = true;
    this.#follow(listener);
    return { outcome: 'listening' };
  }

  #follow(listener: Listener): void {
    const { leg, task, unwanted } = listener;
    const stop = this.options.legs.follow(leg, (fact) => {
      if (fact.type === 'ended') stop();
      if (unwanted.signal.aborted) return;
      const { callId } = task.call;
      if (fact.type === 'key') this.tell({ callId, type: 'listener-key', key: fact.key });
      if (fact.type !== 'ended') return;
      this.#forget(listener);
      this.tell({ callId, type: 'listener-left' });
    });
  }

  async #goodbye({ task, leg }: Listener): Promise<void> {
    const late = () => new PhoneError({ code: 'line', what: 'The line did not hang up in time.', retryable: true });
    const { clock, log } = this.options;
    await bounded(clock, TIMES.listenerGoodbye, late, task.softphone.hangUp(leg)).catch((error: unknown) => {
      log.warn({ err: error, callId: task.call.callId }, 'could not hang up on a listener');
    });
  }

  #forget(listener: Listener): void {
    const { callId } = listener.task.call;
    if (this.#listeners.get(callId) === listener) this.#listeners.delete(callId);
  }
}

const UNWANTED: ListenOutcome = {
  outcome: 'refused',
  reason: 'The call ended, or was taken, before anybody listened.',
};
