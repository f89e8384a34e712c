/**
 * What a worker of the ear skips when it cannot keep up with its calls. First words (titles and texts of recordings),
 * then recognizing and learning on calls that are safely in music, and last the oldest audio of the calls that are
 * furthest behind. Calls on which a person was heard are never affected.
 */

/** How much a worker skips; each level includes the ones before it. */
export const SHED_LEVELS = ['nothing', 'words', 'landmarks', 'audio'] as const;
export type ShedLevel = (typeof SHED_LEVELS)[number];

/**
 * The backlog at which each level begins. Both must be reached: ms of waiting audio, averaged over all calls, and ms of
 * the worker's own time to hear it. One call that arrives in a burst is not a backlog, nor is one slow turn.
 */
const FROM_MS = { words: 300, landmarks: 600, audio: 1200 } as const;
/**
 * A level is left when the backlog falls to this share of its bound; otherwise it would come and go with every turn.
 */
const BACK_AT = 0.5;
/** The newest audio is heard even when the rest is skipped, because what is said now matters most. */
const KEPT_MS = 128;

/** What the decision needs to know about one call. */
export interface WaitingCall {
  readonly callId: string;
  /** Audio that arrived and has not been heard yet, in ms. */
  readonly waitingMs: number;
  /** A person was heard on it, and not ruled out since. */
  readonly person: boolean;
  /** Music has played for a while: nobody is speaking, and nothing new is said. */
  readonly inMusic: boolean;
}

export interface Shedding {
  readonly level: ShedLevel;
  /** Calls on which nothing is recognized or learned now. */
  readonly spared: ReadonlySet<string>;
  /** How many ms of its oldest audio each of these calls skips. */
  readonly passedMs: ReadonlyMap<string, number>;
}

/**
 * @param share how many ms of the worker's time one ms of audio takes
 * @param before the previous turn's level
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

/** Takes the calls furthest behind first, until the remaining work is below the bound. */
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
