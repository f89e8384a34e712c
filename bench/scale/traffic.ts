import type { RingTarget, Verdict } from '../../src/hunter/terms.js';
import { askFor, targetOf } from './hunt-of-bench.js';
import type { Station } from './station.js';

/** A click, which reaches any process. */
export interface Claim {
  readonly huntId: string;
  readonly offerId: string;
  readonly claimId: string;
  readonly ringTarget: RingTarget;
}

/** What happens on the calls of one process, a second. */
export interface Load {
  /** Calls on which something else is heard than before. */
  readonly heard: number;
  /** Agents who answer; each is taken at once, and another hunt begins. */
  readonly agents: number;
}

const TICK_MS = 20;
/** A person sees the offer and clicks. */
const CLICK_MS = 60;
const AT_ONCE = 64;

/** What people and far ends do to the hunts of one process. */
export interface Traffic {
  /** All at once, as fast as they go: a burst that no day of people makes. */
  begin(hunts: number): Promise<void>;
  /** A person asks for one more here. */
  ask(): void;
  /** From now on until changed. */
  load(load: Load): void;
  /** As much as the process can decide, for this long. */
  flood(ms: number): Promise<void>;
  stop(): void;
}

export function createTraffic(parts: {
  readonly name: string;
  readonly station: Station;
  /** Carries a click to the process it reaches. */
  readonly click: (claim: Claim) => void;
  /** Carries a person's wish for one more hunt to the process it reaches. */
  readonly ask: () => void;
}): Traffic {
  const { name, station, click, ask } = parts;
  const { phone, hunts, stopwatch } = station;
  let begun = 0;
  let load: Load = { heard: 0, agents: 0 };
  const owed = { heard: 0, agents: 0 };

  const complain = (error: unknown): void => {
    process.stderr.write(`a hunt could not begin: ${String(error)}\n`);
  };
  const nextAsk = () => {
    begun += 1;
    return askFor(name, begun);
  };
  const beginOne = async (): Promise<void> => {
    await hunts.start(nextAsk());
  };

  const beginNext = async (): Promise<void> => {
    const start = `start ${begun}`;
    stopwatch.start(start);
    await station.admit(nextAsk());
    stopwatch.stop(start);
  };

  const hear = (heard: Verdict['heard'], callId: string, then?: () => void): void => {
    stopwatch.start(`heard ${callId}`, undefined, then);
    phone.tell({
      type: 'heard',
      callId,
      verdict: { heard, atMs: 1_000, sinceMs: 600, reason: 'bench', degree: 'probable' },
    });
  };
  const hearSomethingElse = (then?: () => void): boolean => {
    const call = phone.next();
    // What a call hears first is decided first.
    if (call === undefined || stopwatch.waits(`heard ${call.callId}`)) return false;
    call.music = !call.music;
    hear(call.music ? 'music' : 'announcement', call.callId, then);
    return true;
  };
  const answerAsAgent = (): void => {
    const call = phone.next();
    // Somebody can only pick up where it was on hold.
    if (call === undefined) return;
    phone.quiet(call.callId);
    hear('music', call.callId);
    hear('person', call.callId);
  };

  station.onAppended(({ state, events }) => {
    for (const event of events) {
      if (event.type === 'hunt-ended') ask();
      if (event.type !== 'offer-made') continue;
      for (const { id } of state.calls) phone.quiet(id);
      const { callId, offerId } = event;
      const claim = { huntId: state.huntId, offerId, claimId: `claim-${offerId}`, ringTarget: targetOf(name, begun) };
      setTimeout(() => {
        stopwatch.start(`claim ${callId}`);
        click(claim);
      }, CLICK_MS);
    }
  });

  let tickedAt = performance.now();
  const tick = (): void => {
    const now = performance.now();
    const seconds = (now - tickedAt) / 1000;
    tickedAt = now;
    owed.heard += load.heard * seconds;
    owed.agents += load.agents * seconds;
    for (; owed.heard >= 1; owed.heard -= 1) hearSomethingElse();
    for (; owed.agents >= 1; owed.agents -= 1) answerAsAgent();
  };
  const timer = setInterval(tick, TICK_MS);

  return {
    async begin(count) {
      const upTo = begun + count;
      const lane = async (): Promise<void> => {
        while (begun < upTo) await beginOne();
      };
      await Promise.all(Array.from({ length: AT_ONCE }, lane));
    },
    ask: () => void beginNext().catch(complain),
    load(next) {
      load = next;
    },
    async flood(ms) {
      const until = performance.now() + ms;
      const next = (): void => {
        if (performance.now() < until && !hearSomethingElse(next)) setTimeout(next, 1);
      };
      for (let lane = 0; lane < AT_ONCE; lane += 1) next();
      await new Promise((resume) => setTimeout(resume, ms));
    },
    stop: () => clearInterval(timer),
  };
}
