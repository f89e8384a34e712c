import { reasonOf } from '../base/bounded.js';
import { due } from '../rules/due.js';
import { isOver } from '../rules/query.js';
import type { CallState } from '../rules/state.js';
import type { Effect, EffectTools } from './effect-tools.js';
import { keyOf, perform } from './effects.js';

/** Performs what is due in one hunt, each thing once while it is due, and wakes when the next thing falls due. */
export interface Runner {
  /** Looks at what is due now; to be called after every change, and after the lease was renewed. */
  evaluate(): void;
  /** Begins: until then nothing is performed. On the held calls nothing is, until each is released (a takeover looks at it first). */
  begin(held?: Iterable<string>): void;
  release(callId: string): void;
  /**
   * Begins nothing that cannot be left to the next owner: no dial, no hand-over. Resolves when none is under way, and no call rings
   * at the destination that only this process could go on with.
   */
  drain(): Promise<void>;
  stop(): void;
}

/** Pause after a failure: doubled each time up to the ceiling, short enough that no agent waits long for a phrase. */
const RETRY_FIRST_MS = 250;
const RETRY_MAX_MS = 4_000;
/** A key that cannot be pressed (our line is not on the call) is a person's to press; trying on would only fill the log. */
const PRESS_RETRY_MAX_MS = 60_000;
/** Timers further away are set anew on the way; Node's own reach about 24 days. */
const TIMER_MAX_MS = 60 * 60_000;

/** Keys of effects that a process which stops finishes, and does not begin. */
const OURS_TO_FINISH = /^(dial|hand-over|listen-in) /;

/**
 * What is done while the store is away and nothing can be recorded: an agent is spoken to, and the ear listens. Whatever two
 * processes could do twice (dial, press, hand over, drop) waits.
 */
const KEEPS_A_CALL: ReadonlySet<Effect['do']> = new Set(['say', 'tune']);

/** Nothing is kept of our part of it yet, and nobody else can answer for it. One that we are not in stands by itself. */
const isUnanswered = ({ phase, hears }: CallState): boolean => hears && (phase === 'dialling' || phase === 'ringing');

interface Pause {
  readonly until: number;
  readonly failures: number;
}

export function createRunner(tools: EffectTools): Runner {
  const { clock, log, ledger, lines } = tools;
  const underWay = new Set<string>();
  const done = new Set<string>();
  const pauses = new Map<string, Pause>();
  const held = new Set<string>();
  let drained: (() => void) | undefined;
  let begun = false;
  let stopped = false;
  let ticking = false;
  let cancelTimer = (): void => {};

  const launch = async (effect: Effect, key: string): Promise<void> => {
    underWay.add(key);
    let failed = false;
    try {
      const waitMs = await perform(tools, effect);
      if (effect.do === 'tune') done.add(key);
      if (waitMs > 0) pauses.set(key, { until: clock.now() + waitMs, failures: 0 });
      else pauses.delete(key);
    } catch (error) {
      failed = true;
      if (!stopped) {
        const failures = (pauses.get(key)?.failures ?? 0) + 1;
        const ceilingMs = effect.do === 'press' || effect.do === 'press-taught' ? PRESS_RETRY_MAX_MS : RETRY_MAX_MS;
        const waitMs = Math.min(RETRY_FIRST_MS * 2 ** (failures - 1), ceilingMs);
        pauses.set(key, { until: clock.now() + waitMs, failures });
        const { huntId } = ledger;
        log.warn(
          { huntId, effect: key, waitMs, err: error, reason: reasonOf(error) },
          'A step failed; it is tried again',
        );
      }
    }
    underWay.delete(key);
    tellWhenDrained();
    // Tuning is done at once, and this very evaluation goes on: looking again would only repeat it.
    if (effect.do !== 'tune' || failed) evaluate();
  };

  /** A dial or a hand-over is under way, which only this process can finish, or a call that no other could take up before its answer. */
  const isBusy = (): boolean =>
    [...underWay].some((key) => OURS_TO_FINISH.test(key)) || ledger.view.calls.some(isUnanswered);

  const tellWhenDrained = (): void => {
    if (drained !== undefined && !isBusy()) drained();
  };

  const mayLaunch = (item: Effect, key: string): boolean => {
    if ('callId' in item && held.has(item.callId)) return false;
    return drained === undefined || !OURS_TO_FINISH.test(key);
  };

  const tick = async (): Promise<void> => {
    if (ticking || stopped) return;
    // What time decides may rest on what a look at a call is about to tell.
    if (held.size > 0 || ledger.isAway) return evaluate();
    ticking = true;
    try {
      await ledger.note({ type: 'tick', at: clock.now() });
    } catch (error) {
      if (!stopped) log.error({ huntId: ledger.huntId, err: error }, 'Time passed and nothing could be decided');
    }
    ticking = false;
    evaluate();
  };

  /** Sets the one timer to the earliest of all moments. */
  const arm = (moment: number): void => {
    cancelTimer();
    cancelTimer = () => {};
    if (!Number.isFinite(moment) || ticking) return;
    const least = held.size > 0 || ledger.isAway ? RETRY_FIRST_MS : 0;
    const delayMs = Math.min(Math.max(least, moment - clock.now()), TIMER_MAX_MS);
    cancelTimer = clock.setTimer(() => void tick(), delayMs);
  };

  const evaluate = (): void => {
    tellWhenDrained();
    if (!begun || stopped) return;
    lines.follow(ledger.state);
    const grip = tools.grip();
    if (grip === 'none') return;
    const callsOnly = grip === 'cut-off' || ledger.isAway;
    if (isOver(ledger.state)) {
      cancelTimer();
      return;
    }
    const now = clock.now();
    let next = Number.POSITIVE_INFINITY;
    const dueKeys = new Set<string>();
    for (const item of due(callsOnly ? ledger.view : ledger.state, now)) {
      if (item.do === 'wake') {
        next = Math.min(next, item.at);
        continue;
      }
      const key = keyOf(item);
      dueKeys.add(key);
      if (callsOnly && !KEEPS_A_CALL.has(item.do)) continue;
      if (underWay.has(key) || done.has(key) || !mayLaunch(item, key)) continue;
      const until = pauses.get(key)?.until ?? now;
      if (until > now) next = Math.min(next, until);
      else void launch(item, key);
    }
    // What is no longer due starts afresh when it falls due again.
    for (const key of done) if (!dueKeys.has(key)) done.delete(key);
    for (const key of pauses.keys()) if (!dueKeys.has(key) && !underWay.has(key)) pauses.delete(key);
    arm(next);
  };

  return {
    evaluate,
    begin(callIds = []) {
      for (const callId of callIds) held.add(callId);
      begun = true;
      void tick();
    },
    release(callId) {
      // The last one: what time decided meanwhile is caught up with.
      if (held.delete(callId) && held.size === 0) void tick();
      else evaluate();
    },
    drain() {
      return new Promise((resolve) => {
        drained = resolve;
        tellWhenDrained();
      });
    },
    stop() {
      stopped = true;
      cancelTimer();
      drained?.();
    },
  };
}
