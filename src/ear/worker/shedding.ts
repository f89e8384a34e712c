/**
 * What a worker of the ear gives up when it cannot keep up with its calls, in this order: words (titles and texts of recordings), then
 * recognising and learning on calls that are safely in music, last the oldest audio of the calls furthest behind. A call on which
 * a person was heard is never given up.
 */

/** How much a worker gives up; each step includes those before it. */
export const SHED_LEVELS = ['nothing', 'words', 'landmarks', 'audio'] as const;
export type ShedLevel = (typeof SHED_LEVELS)[number];

/**
 * From which backlog on a step is taken: audio that waits, in ms over all calls on average, and as many ms of the worker's own time to
 * hear it. One call that comes in a burst is no backlog, nor is a turn that took long once.
 */
const FROM_MS = { words: 300, landmarks: 600, audio: 1200 } as const;
/** A step is taken back when this share of its bound is left, or it would come and go with every turn. */
const BACK_AT = 0.5;
/** Of a call whose audio is passed over the newest is still heard: what is said now matters most. */
const KEPT_MS = 128;

/** One call of the worker, as far as giving up is concerned. */
export interface WaitingCall {
  readonly callId: string;
  /** Audio that came in and was not heard yet, in ms. */
  readonly waitingMs: number;
  /** A person was heard on it, and not disowned since. */
  readonly person: boolean;
  /** Music for a while: nobody speaks, and nothing new is said. */
  readonly inMusic: boolean;
}

export interface Shedding {
  readonly level: ShedLevel;
  /** Calls on which nothing is recognised or learnt now. */
  readonly spared: ReadonlySet<string>;
  /** How many ms of its oldest audio each of these calls passes over. */
  readonly passedMs: ReadonlyMap<string, number>;
}

/**
 * @param share the worker's time a ms of audio takes
 * @param before the level of the turn before
 */
export function toShed(calls: readonly WaitingCall[], share: number, before: ShedLevel): Shedding {
  const waitingMs = calls.reduce((sum, call) => sum + call.waitingMs, 0);
  const workMs = share * waitingMs;
  const level = levelAt(Math.min(workMs, waitingMs / Math.max(1, calls.length)), before);
  const spares = level === 'landmarks' || level === 'audio';
  const spared = new Set(spares ? calls.filter((call) => call.inMusic && !call.person).map((call) => call.callId) : []);
  return { level, spared, passedMs: level === 'audio' ? passOver(calls, share, workMs) : new Map() };
}

function levelAt(backlogMs: number, before: ShedLevel): ShedLevel {
  const held = SHED_LEVELS.indexOf(before);
  const at = SHED_LEVELS.findLastIndex(
    (level, i) => level === 'nothing' || backlogMs >= FROM_MS[level] * (i <= held ? BACK_AT : 1),
  );
  return SHED_LEVELS[at] ?? 'nothing';
}

/** Furthest behind first, until what is left is below the bound. */
function passOver(calls: readonly WaitingCall[], share: number, workMs: number): Map<string, number> {
  const passed = new Map<string, number>();
  let leftMs = workMs;
  const furthestFirst = calls.filter((call) => !call.person).toSorted((a, b) => b.waitingMs - a.waitingMs);
  for (const { callId, waitingMs } of furthestFirst) {
    if (leftMs < FROM_MS.audio * BACK_AT || waitingMs <= KEPT_MS) break;
    passed.set(callId, waitingMs - KEPT_MS);
    leftMs -= (waitingMs - KEPT_MS) * share;
  }
  return passed;
}
