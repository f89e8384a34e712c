import { reasonOf } from '../base/bounded.js';
import { due } from '../rules/due.js';
import { isOver } from '../rules/query.js';
import type { CallState } from '../rules/state.js';
import type { Effect } from './effect-tools.js';
import { type EffectTools, keyOf, perform } from './effects.js';

/** Does what is due in one hunt, each thing once while it is due, and wakes when the next thing falls due. */
export interface Runner {
  /** Looks at what is due now. Call after every change and after every lease renewal. */
  evaluate(): void;
  /** Starts; nothing is done before that. On the held calls nothing is done until each is released (a takeover looks at them first). */
  begin(held?: Iterable<string>): void;
  release(callId: string): void;
  /**
   * Stops starting dials and hand-overs. Resolves when none is in progress and no call is still ringing that only this process could
   * continue.
   */
  drain(): Promise<void>;
  stop(): void;
}

/** Pause after a failure, doubled each time up to the ceiling; short enough that no agent waits long for a phrase. */
const RETRY_FIRST_MS = 250;
const RETRY_MAX_MS = 4_000;
/** If a key cannot be pressed (our line is not on the call), a person has to press it. Retrying sooner would only fill the log. */
const PRESS_RETRY_MAX_MS = 60_000;
/** Timers further away are set in stages: Node's own timers reach about 24 days. */
const TIMER_MAX_MS = 60 * 60_000;

/** Keys of effects that a stopping process finishes but does not start. */
const OURS_TO_FINISH = /^(dial|hand-over|listen-in) /;

/**
 * What is done while the store is away and nothing can be recorded: speaking to an agent, and listening. Anything two processes could do
 * twice (dial, press, hand over, drop) waits.
 */
const KEEPS_A_CALL: ReadonlySet<Effect['do']> = new Set(['say', 'tune']);

/**
 * Our part of this call is not saved anywhere yet, so no other process could continue it. A call that we are not part of goes on by itself.
 */
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
        log.warn({ huntId, effect: key, waitMs, err: error, reason: reasonOf(error) }, 'A step failed; retrying');
      }
    }
    underWay.delete(key);
    tellWhenDrained();
    // Tuning finishes synchronously, inside an evaluation that is still running, so another look would only repeat it.
    if (effect.do !== 'tune' || failed) evaluate();
  };

  /** Whether something is in progress that only this process can finish: a dial, a hand-over, or a call that was not answered yet. */
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
    // A look at a call in progress may change what depends on time, so wait for it.
    if (held.size > 0 || ledger.isAway) return evaluate();
    ticking = true;
    try {
      await ledger.note({ type: 'tick', at: clock.now() });
    } catch (error) {
      if (!stopped) log.error({ huntId: ledger.huntId, err: error }, 'A tick failed');
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
    // An effect that falls due again later starts without the old pause.
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
      // The last one: catch up with what time decided in the meantime.
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
