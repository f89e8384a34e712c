import type { webApi } from '@slack/bolt';
import type { Message } from './block-parts.js';
import { slackFailure } from './errors.js';

/** Names our messages in Slack's message metadata, so that one posted in doubt can be found again. Ids only. */
const EVENT_TYPE = 'hold_hunter_message';
/** Clocks of Slack and ours may differ by so much when looking for a message. */
const LOOK_BACK_S = 120;
const LOOK_LIMIT = 100;

export interface PostSpec {
  readonly channel: string;
  readonly threadTs?: string | undefined;
  /** A reply in the thread that is shown in the channel too. */
  readonly broadcast?: boolean;
  readonly message: Message;
  /** Unique to this message for ever. */
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

/** Looks for a message of ours by its key; undefined when it is not there or may not be read. */
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
    // Reading refused (a missing scope, say): better a message twice than never.
    if (slackFailure(error).kind === 'refused') return undefined;
    throw error;
  }
}

/**
 * Posts a message. `doubtSince`: it may have been posted since then without our knowing (a time-out, a crash), so it is
 * looked for first.
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
