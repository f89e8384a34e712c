import type { BlockAction } from '@slack/bolt';
import type { HuntState } from '../../hunter/rules/state.js';

/** Where a message of a hunt is in Slack; no `ts` while that is not known. */
export interface Place {
  readonly channel: string;
  readonly ts?: string | undefined;
}

interface Container {
  readonly type?: string;
  readonly is_ephemeral?: boolean;
}

/**
 * Whether a click came from where this hunt's buttons are: one of its messages, its thread, something shown to the clicker alone,
 * or the home tab. A value of another hunt on a message is a forgery.
 */
export function isInPlace(
  { container, channel, message }: Pick<BlockAction, 'container' | 'channel' | 'message'>,
  state: HuntState,
  places: readonly Place[],
): boolean {
  const { type, is_ephemeral } = (container ?? {}) as Container;
  if (type !== 'message' || is_ephemeral === true) return true;
  const here = places.filter((place) => place.channel === channel?.id);
  // The board has just been posted and its place not yet been written down.
  if (!here.some(({ ts }) => ts !== undefined)) return channel?.id === state.channel || here.length > 0;
  const thread: unknown = message?.thread_ts;
  return here.some(({ ts }) => ts !== undefined && (ts === message?.ts || ts === thread));
}
