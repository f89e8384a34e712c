import type { webApi } from '@slack/bolt';
import type { Message } from './block-parts.js';
import { slackFailure } from './errors.js';

/** Marks our messages in Slack's metadata, so that we can find one after an unclear post. Ids only. */
const EVENT_TYPE = 'hold_hunter_message';
/** How far Slack's clock and ours may differ when looking for a message. */
const LOOK_BACK_S = 120;
const LOOK_LIMIT = 100;

export interface PostSpec {
  readonly channel: string;
  readonly threadTs?: string | undefined;
  /** A thread reply that also appears in the channel. */
  readonly broadcast?: boolean;
  readonly message: Message;
  /** Unique to this message, forever. */
  readonly key: string;
}

export interface Posted {
  readonly channel: string;
  readonly ts: string;
}

interface Found {
  readonly ts?: string;
  readonly metadata?: { readonly event_type?: string; readonly event_payload?: object };
}

/** Finds one of our messages by its key; undefined if it is not there or the bot may not read the channel. */
export async function findPosted(
  client: webApi.WebClient,
  spec: Pick<PostSpec, 'channel' | 'threadTs' | 'key'>,
  since: number,
): Promise<Posted | undefined> {
  const window = {
    channel: spec.channel,
    limit: LOOK_LIMIT,
    include_all_metadata: true,
    oldest: String(Math.floor(since / 1000) - LOOK_BACK_S),
  };
  try {
    const answer =
      spec.threadTs === undefined
        ? await client.conversations.history(window)
        : await client.conversations.replies({ ...window, ts: spec.threadTs });
    const messages = (answer.messages ?? []) as readonly Found[];
    const ours = messages.find(({ metadata }) => {
      const payload = metadata?.event_payload as { readonly key?: unknown } | undefined;
      return metadata?.event_type === EVENT_TYPE && payload?.key === spec.key;
    });
    return ours?.ts === undefined ? undefined : { channel: spec.channel, ts: ours.ts };
  } catch (error) {
    // Reading was refused (a missing scope, for example): better a message twice than never.
    if (slackFailure(error).kind === 'refused') return undefined;
    throw error;
  }
}

/**
 * Posts a message. `doubtSince`: the message may already have been posted since then (a timeout, a crash), so look for it first.
 */
export async function postOnce(client: webApi.WebClient, spec: PostSpec, doubtSince?: number): Promise<Posted> {
  if (doubtSince !== undefined) {
    const found = await findPosted(client, spec, doubtSince);
    if (found !== undefined) return found;
  }
  const common = {
    channel: spec.channel,
    text: spec.message.text,
    blocks: spec.message.blocks,
    unfurl_links: false,
    unfurl_media: false,
    metadata: { event_type: EVENT_TYPE, event_payload: { key: spec.key } },
  };
  const answer = await (spec.threadTs === undefined
    ? client.chat.postMessage(common)
    : spec.broadcast === true
      ? client.chat.postMessage({ ...common, thread_ts: spec.threadTs, reply_broadcast: true })
      : client.chat.postMessage({ ...common, thread_ts: spec.threadTs }));
  return { channel: answer.channel ?? spec.channel, ts: answer.ts ?? '' };
}

/** Rewrites one of our messages. */
export async function edit(client: webApi.WebClient, { channel, ts }: Posted, message: Message): Promise<void> {
  await client.chat.update({ channel, ts, text: message.text, blocks: message.blocks });
}
