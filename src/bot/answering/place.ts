import type { BlockAction } from '@slack/bolt';
import type { HuntState } from '../../hunter/rules/state.js';

/** Where a hunt's message is in Slack; without `ts` while that is not known. */
export interface Place {
  readonly channel: string;
  readonly ts?: string | undefined;
}

interface Container {
  readonly type?: string;
  readonly is_ephemeral?: boolean;
}

/**
 * Whether a click came from where this hunt's buttons are: its messages, its thread, something only this person sees, or the home
 * tab. Another hunt's value on a message is a forgery.
 */
export function isInPlace(
  { container, channel, message }: Pick<BlockAction, 'container' | 'channel' | 'message'>,
  state: HuntState,
  places: readonly Place[],
): boolean {
  const { type, is_ephemeral } = (container ?? {}) as Container;
  if (type !== 'message' || is_ephemeral === true) return true;
  const here = places.filter((place) => place.channel === channel?.id);
  // The board was just posted and its place is not saved yet.
  if (!here.some(({ ts }) => ts !== undefined)) return channel?.id === state.channel || here.length > 0;
  const thread: unknown = message?.thread_ts;
  return here.some(({ ts }) => ts !== undefined && (ts === message?.ts || ts === thread));
}
