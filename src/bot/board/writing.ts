import { randomUUID } from 'node:crypto';
import type { Log } from '../../hunter/base/log.js';
import type { Store } from '../../hunter/ports/store.js';
import type { HuntState } from '../../hunter/rules/state.js';
import type { Hunts } from '../../hunter/run/hunts.js';
import { slackFailure } from '../slack/errors.js';

/** What every lane writes with. */
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
  /** Milliseconds between two pieces of one thread; all threads of a channel share about one post a second. */
  storyMs(channel: string): number;
  /** Slack asked for a pause of edits until then. */
  editsPausedUntil: number;
  /** A channel takes no more posts for now: boards and offers go first, threads wait until then. */
  storiesPausedUntil: number;
  /** The process stops: what is left is written without keeping to the pace. */
  flushing: boolean;
}

const RETRY_FIRST_MS = 1_000;
const RETRY_MAX_MS = 30_000;
/** Wrong tokens and missing scopes are mended by a person, not by asking again soon. */
const NEEDS_ADMIN = new Set(['invalid_auth', 'not_authed', 'account_inactive', 'token_revoked', 'missing_scope']);

/** Whether a refusal can pass without this request being changed. */
export function needsAdmin(code: string): boolean {
  return NEEDS_ADMIN.has(code);
}

/** After a refused post, threads leave the channel to boards and offers for so many times the pause Slack asked for. */
const STORIES_STAND_BACK = 3;

/** Notes that a post was rate-limited; true when it was, and so is certain not to have been posted. */
export function noteLimitedPost(needs: Pick<WritingNeeds, 'now' | 'pace'>, error: unknown): boolean {
  const failure = slackFailure(error);
  if (failure.kind !== 'rate-limited') return false;
  needs.pace.storiesPausedUntil = needs.now() + STORIES_STAND_BACK * failure.retryAfterMs;
  return true;
}

/** How long a lane waits after a failure; `firstMs` is shorter where an agent waits. */
export function waitAfter(error: unknown, failures: number, firstMs = RETRY_FIRST_MS): number {
  const failure = slackFailure(error);
  if (failure.kind === 'rate-limited') return failure.retryAfterMs;
  if (failure.kind === 'refused') return RETRY_MAX_MS;
  const wait = Math.min(firstMs * 2 ** (failures - 1), RETRY_MAX_MS);
  return wait * (0.75 + Math.random() / 2);
}

/**
 * Runs `work` while no other process writes the same messages. False when another one does right now. The lease outlives
 * every bounded request within it; work longer than that is repeated from the refs, which are written step by step.
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

/** The newest state known here, or read anew when another process has shown a newer one. */
export async function freshState(
  hunts: WritingNeeds['hunts'],
  known: HuntState,
  shownVersion: number | undefined,
): Promise<HuntState> {
  if (shownVersion === undefined || shownVersion <= known.version) return known;
  return (await hunts.state(known.huntId)) ?? known;
}
