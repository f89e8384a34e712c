import { checkBlocks, countTables, textLength, withIds } from '../blocks.js';
import { APP, TEAM } from '../ids.js';
import { isObject, type Json, objectsOf, textOf } from '../json.js';
import { LIMITS } from '../limits.js';
import { messageObject } from '../message-object.js';
import type { Channel, KeptMessage } from '../workspace.js';
import { type ApiWorld, type Arguments, type Handler, Refusal, refuseWith } from './method.js';

/** The `chat.*` methods. */
export const CHAT: Readonly<Record<string, Handler>> = {
  'chat.postMessage': (args, world) => {
    const channel = postTo(args, world);
    const { text, truncated, ...content } = contentOf(args);
    const message = world.workspace.post({
      ...{ channel: channel.id, user: APP.userId, text, ...content },
      ...threadOf(args, world, channel),
      ...metadataOf(args),
    });
    return {
      ...{ channel: channel.id, ts: message.ts, message: messageObject(message, true) },
      ...(truncated && { response_metadata: { warnings: ['message_truncated'] }, warning: 'message_truncated' }),
    };
  },

  'chat.postEphemeral': (args, world) => {
    const channel = postTo(args, world);
    const person = textOf(args.user) ?? '';
    if (!world.workspace.person(person)) throw new Refusal('user_not_found');
    if (!channel.members.has(person)) throw new Refusal('user_not_in_channel');
    const { text, truncated: _, ...content } = contentOf(args);
    const thread = threadOf(args, world, channel);
    const message = world.workspace.post({
      ...{ channel: channel.id, user: APP.userId, text, ...content, ephemeralFor: person },
      ...(thread.threadTs && { threadTs: thread.threadTs }),
    });
    return { message_ts: message.ts };
  },

  'chat.update': (args, world) => {
    const old = ownMessage(args, world, 'ts', 'cant_update_message');
    const text = textOf(args.text);
    if ((text ?? '').length > LIMITS.updateText) throw new Refusal('msg_too_long');
    const content = contentOf(args);
    // Text without blocks takes the blocks away; blocks without text leave the text; only a bare text marks “(edited)”.
    const message = world.workspace.edit(old, {
      text: text ?? old.text,
      blocks: args.blocks === undefined && text === undefined ? old.blocks : content.blocks,
      ...(args.blocks === undefined && { markedEdited: true }),
      ...(content.attachments && { attachments: content.attachments }),
      ...metadataOf(args),
    });
    return { channel: old.channel, ts: old.ts, text: message.text, message: messageObject(message, true) };
  },

  'chat.delete': (args, world) => {
    const old = ownMessage(args, world, 'ts', 'cant_delete_message');
    world.workspace.remove(old);
    return { channel: old.channel, ts: old.ts };
  },

  'chat.getPermalink': (args, world) => {
    const channel = world.workspace.channel(String(args.channel));
    if (!channel) throw new Refusal('channel_not_found');
    const message = world.workspace.message(channel.id, String(args.message_ts));
    if (!message) throw new Refusal('message_not_found');
    const thread = message.threadTs ? `?thread_ts=${message.threadTs}&cid=${channel.id}` : '';
    const permalink = `https://${TEAM.domain}.slack.com/archives/${channel.id}/p${message.ts.replace('.', '')}${thread}`;
    return { channel: channel.id, permalink };
  },
};

function postTo(args: Arguments, world: ApiWorld): Channel {
  const given = textOf(args.channel) ?? '';
  const named = given.startsWith('#')
    ? world.workspace.channels().find((each) => `#${each.name}` === given)
    : undefined;
  const channel = world.workspace.person(given)
    ? world.workspace.directWith(given)
    : (named ?? world.workspace.channel(given));
  if (!channel) throw new Refusal('channel_not_found');
  if (!channel.members.has(APP.userId)) throw new Refusal('not_in_channel');
  return channel;
}

/** Text, blocks and attachments of a post, checked. */
function contentOf(args: Arguments): { text: string; blocks: Json[]; attachments?: Json[]; truncated: boolean } {
  const given = textOf(args.text) ?? textOf(args.markdown_text) ?? '';
  if (textOf(args.markdown_text) && (args.text !== undefined || args.blocks !== undefined))
    throw new Refusal('markdown_text_conflict');
  if ((textOf(args.markdown_text) ?? '').length > LIMITS.markdownText) throw new Refusal('msg_too_long');
  const { blocks, attachments } = args;
  if (typeof blocks === 'string') throw new Refusal('invalid_blocks_format');
  const kept = objectsOf(blocks);
  if (blocks !== undefined && blocks !== null) {
    const complaints = checkBlocks(blocks, 'message');
    if (complaints.length > 0) throw refuseWith('invalid_blocks', complaints);
    if (countTables(kept) > 1) throw refuseWith('invalid_attachments', ['only_one_table_allowed']);
    if (textLength(kept) > LIMITS.allBlockText) throw new Refusal('msg_blocks_too_long');
  }
  if (objectsOf(attachments).length > LIMITS.attachments) throw new Refusal('too_many_attachments');
  if (!given && kept.length === 0 && objectsOf(attachments).length === 0) throw new Refusal('no_text');
  const truncated = given.length > LIMITS.postText;
  return {
    ...{ text: truncated ? given.slice(0, LIMITS.postText) : given, blocks: withIds(kept), truncated },
    ...(Array.isArray(attachments) && { attachments: objectsOf(attachments) }),
  };
}

function threadOf(args: Arguments, world: ApiWorld, channel: Channel): { threadTs?: string; broadcast?: boolean } {
  if (args.thread_ts === undefined) return {};
  const root = world.workspace.message(channel.id, String(args.thread_ts));
  if (!root || root.ephemeralFor) throw new Refusal('thread_not_found');
  if (root.threadTs) throw new Refusal('cannot_reply_to_message');
  return { threadTs: root.ts, ...(String(args.reply_broadcast) === 'true' && { broadcast: true }) };
}

function metadataOf(args: Arguments): { metadata?: Json } {
  const { metadata } = args;
  if (metadata === undefined) return {};
  if (!isObject(metadata)) throw new Refusal('invalid_metadata_format');
  if (Object.keys(metadata).length === 0) return { metadata: {} };
  if (!textOf(metadata.event_type) || !isObject(metadata.event_payload)) throw new Refusal('invalid_metadata_schema');
  if (Buffer.byteLength(JSON.stringify(metadata)) > LIMITS.metadataBytes) throw new Refusal('metadata_too_large');
  return { metadata };
}

function ownMessage(args: Arguments, world: ApiWorld, key: string, error: string): KeptMessage {
  const channel = world.workspace.channel(String(args.channel));
  if (!channel) throw new Refusal('channel_not_found');
  const message = world.workspace.message(channel.id, String(args[key]));
  if (!message || message.ephemeralFor) throw new Refusal('message_not_found');
  if (message.user !== APP.userId) throw new Refusal(error);
  return message;
}
