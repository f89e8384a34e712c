import type { webApi } from '@slack/bolt';
import { cannotEnter, slackFailure } from './errors.js';
import { within } from './within.js';

const KNOWN_MS = 600_000;
/** A form must be answered within 3 s. Without an answer in time we go on: a board that can't be posted goes to a direct message. */
const LOOK_UP_MS = 1_000;

export const INVITE =
  'I’m not in this channel, so I can’t post here. Type /invite @Hold Hunter and try again, or use the Messages tab of my app.';

/** Where the bot can post. */
export interface Channels {
  /** False only if Slack says that the bot can't post there. */
  canPost(channel: string): Promise<boolean>;
}

export function createChannels(client: webApi.WebClient, now: () => number): Channels {
  const entered = new Map<string, number>();
  const ask = async (channel: string): Promise<boolean> => {
    try {
      const answer = await client.conversations.info({ channel });
      const known = answer.channel;
      const fine = known?.is_im === true || known?.is_mpim === true || known?.is_member !== false;
      if (fine && known?.is_archived !== true) entered.set(channel, now() + KNOWN_MS);
      return fine && known?.is_archived !== true;
    } catch (error) {
      return !cannotEnter(slackFailure(error));
    }
  };
  return {
    async canPost(channel) {
      if ((entered.get(channel) ?? 0) > now()) return true;
      return within(LOOK_UP_MS, ask(channel), () => true);
    },
  };
}
