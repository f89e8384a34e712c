import { randomUUID } from 'node:crypto';
import type { Log } from '../../hunter/base/log.js';
import type { Store } from '../../hunter/ports/store.js';
import type { HuntState } from '../../hunter/rules/state.js';
import type { Hunts } from '../../hunter/run/hunts.js';
import { slackFailure } from '../slack/errors.js';

/** What every lane needs to write. */
export interface WritingNeeds {
  readonly hunts: Pick<Hunts, 'state'>;
  readonly store: Pick<Store, 'acquire' | 'release'>;
  readonly log: Log;
  readonly now: () => number;
  readonly pace: Pace;
}

/** How fast all boards together may be written. */
export interface Pace {
  /** Milliseconds between two routine edits of one board. */
  routineMs(): number;
  /** Milliseconds between two posts in one thread; all threads of a channel share about one post a second. */
  storyMs(channel: string): number;
  /** No edits until then, as Slack asked. */
  editsPausedUntil: number;
  /** After Slack limited a post, threads wait until then; boards and offers go first. */
  storiesPausedUntil: number;
  /** The process is stopping: write what is left without pacing. */
  flushing: boolean;
}

const RETRY_FIRST_MS = 1_000;
const RETRY_MAX_MS = 30_000;
/** Wrong tokens and missing scopes need a person; retrying soon does not help. */
const NEEDS_ADMIN = new Set(['invalid_auth', 'not_authed', 'account_inactive', 'token_revoked', 'missing_scope']);

/** Whether an admin must fix something before the same request can succeed. */
export function needsAdmin(code: string): boolean {
  return NEEDS_ADMIN.has(code);
}

/** After a rate-limited post, threads wait this many times the pause Slack asked for, and leave the channel to boards and offers. */
const STORIES_STAND_BACK = 3;

/** True if the post was rate-limited, and so certainly not posted. Makes threads wait. */
export function noteLimitedPost(needs: Pick<WritingNeeds, 'now' | 'pace'>, error: unknown): boolean {
  const failure = slackFailure(error);
  if (failure.kind !== 'rate-limited') return false;
  needs.pace.storiesPausedUntil = needs.now() + STORIES_STAND_BACK * failure.retryAfterMs;
  return true;
}

/** How long a lane waits after a failure; `firstMs` is shorter where an agent is waiting. */
export function waitAfter(error: unknown, failures: number, firstMs = RETRY_FIRST_MS): number {
  const failure = slackFailure(error);
  if (failure.kind === 'rate-limited') return failure.retryAfterMs;
  if (failure.kind === 'refused') return RETRY_MAX_MS;
  const wait = Math.min(firstMs * 2 ** (failures - 1), RETRY_MAX_MS);
  return wait * (0.75 + Math.random() / 2);
}

/**
 * Runs `work` while no other process writes the same messages; false if another one does right now. The lease outlives any single
 * request within it. If the work takes longer, another process may repeat it from the refs, which are saved step by step.
 */
export async function alone(
  store: WritingNeeds['store'],
  lease: { readonly name: string; readonly ms: number },
  work: () => Promise<void>,
): Promise<boolean> {
  const token = randomUUID();
  const { name } = lease;
  if (!(await store.acquire(name, token, lease.ms))) return false;
  try {
    await work();
    return true;
  } finally {
    await store.release(name, token).catch(() => undefined);
  }
}

/** The newest state known here, or read from the store if another process has shown a newer one. */
export async function freshState(
  hunts: WritingNeeds['hunts'],
  known: HuntState,
  shownVersion: number | undefined,
): Promise<HuntState> {
  if (shownVersion === undefined || shownVersion <= known.version) return known;
  return (await hunts.state(known.huntId)) ?? known;
}
