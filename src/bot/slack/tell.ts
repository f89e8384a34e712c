import type { AckFn, RespondFn, webApi } from '@slack/bolt';
import type { KnownBlock } from '@slack/types';
import type { Log } from '../../hunter/base/log.js';
import { slackFailure } from './errors.js';
import { tooLong, within } from './within.js';

/** Bolt's `respond` has no timeout of its own. */
const RESPOND_MS = 3_000;

/** Where to answer a person. */
export interface Addressee {
  readonly user: string;
  /** The channel they acted in, if any. */
  readonly channel?: string | undefined;
  /** Bolt's `respond`, if there is one: it works even where the bot is not a member. */
  readonly respond?: RespondFn | undefined;
}

/** Tells one person something in the first way that works: the interaction itself, the channel, a direct message. */
export async function tell(
  client: webApi.WebClient,
  log: Log,
  { user, channel, respond }: Addressee,
  text: string,
  blocks?: KnownBlock[],
): Promise<void> {
  const body = { text, ...(blocks === undefined ? {} : { blocks }) };
  const ways: (() => Promise<unknown>)[] = [];
  if (respond !== undefined) {
    ways.push(() =>
      within(RESPOND_MS, respond({ ...body, response_type: 'ephemeral', replace_original: false }), tooLong('')),
    );
  }
  if (channel !== undefined) ways.push(() => client.chat.postEphemeral({ ...body, channel, user }));
  ways.push(() => client.chat.postMessage({ ...body, channel: user }));
  for (const way of ways) {
    try {
      await way();
      return;
    } catch (error) {
      const failure = slackFailure(error);
      log.warn({ code: 'code' in failure ? failure.code : failure.kind }, 'an answer to a person did not reach Slack');
    }
  }
}

/** Acknowledges. If the socket closed meanwhile, returns false instead of failing: what the person asked for must still be done. */
export async function acknowledge<T>(ack: AckFn<T>, log: Log, response?: T): Promise<boolean> {
  try {
    await ack(response);
    return true;
  } catch (error) {
    log.warn({ code: error instanceof Error ? error.name : 'unknown' }, 'an acknowledgment did not reach Slack');
    return false;
  }
}
