import { APP } from '../ids.js';
import { type Json, textOf } from '../json.js';
import { messageObject } from '../message-object.js';
import type { Channel, KeptMessage } from '../workspace.js';
import { type ApiWorld, type Arguments, type Handler, Refusal } from './method.js';

const PAGE = 100;

/** Methods about conversations, and `reactions.add`. */
export const CONVERSATIONS: Readonly<Record<string, Handler>> = {
  'conversations.info': (args, world) => ({ channel: channelObject(channelOf(args, world)) }),
  'conversations.list': (_, world) => ({
    channels: world.workspace
      .channels()
      .filter((channel) => channel.kind === 'channel')
      .map(channelObject),
    response_metadata: { next_cursor: '' },
  }),
  'conversations.members': (args, world) => ({
    members: [...channelOf(args, world).members],
    response_metadata: { next_cursor: '' },
  }),
  'conversations.open': (args, world) => {
    const users = String(args.users ?? '')
      .split(',')
      .filter(Boolean);
    const [person, ...others] = users;
    if (!person) throw new Refusal('users_list_not_supplied');
    if (others.length > 0 || !world.workspace.person(person)) throw new Refusal('user_not_found');
    const channel = world.workspace.directWith(person);
    return { channel: String(args.return_im) === 'true' ? channelObject(channel) : { id: channel.id } };
  },
  'conversations.history': (args, world) => {
    const channel = memberOf(args, world);
    const found = between(args, world, channel).filter((message) => !message.threadTs || message.broadcast);
    return page(args, found.reverse());
  },
  'conversations.replies': (args, world) => {
    const channel = memberOf(args, world);
    const root = world.workspace.message(channel.id, String(args.ts));
    if (!root || root.ephemeralFor) throw new Refusal('thread_not_found');
    const thread = root.threadTs ?? root.ts;
    return page(
      args,
      between(args, world, channel).filter((message) => message.ts === thread || message.threadTs === thread),
    );
  },
  'reactions.add': (args, world) => {
    const channel = memberOf(args, world);
    const message = world.workspace.message(channel.id, String(args.timestamp));
    if (!message) throw new Refusal('message_not_found');
    const name = String(args.name);
    if (!/^[a-z0-9_+:'-]+$/.test(name)) throw new Refusal('invalid_name');
    if (message.reactions?.includes(name)) throw new Refusal('already_reacted');
    world.workspace.edit(message, { reactions: [...(message.reactions ?? []), name] });
    return {};
  },
};

function channelOf(args: Arguments, world: ApiWorld): Channel {
  const channel = world.workspace.channel(String(args.channel));
  if (!channel) throw new Refusal('channel_not_found');
  return channel;
}

function memberOf(args: Arguments, world: ApiWorld): Channel {
  const channel = channelOf(args, world);
  if (!channel.members.has(APP.userId)) throw new Refusal('not_in_channel');
  return channel;
}

function between(args: Arguments, world: ApiWorld, channel: Channel): KeptMessage[] {
  const oldest = Number(textOf(args.oldest) ?? 0);
  const latest = Number(textOf(args.latest) ?? Number.POSITIVE_INFINITY);
  return world.workspace
    .messages()
    .filter((message) => message.channel === channel.id && !message.ephemeralFor)
    .filter((message) => Number(message.ts) >= oldest && Number(message.ts) <= latest);
}

function page(args: Arguments, messages: readonly KeptMessage[]): Json {
  const limit = Number(args.limit ?? PAGE);
  const withMetadata = String(args.include_all_metadata) === 'true';
  return {
    messages: messages.slice(0, limit).map((message) => messageObject(message, withMetadata)),
    has_more: messages.length > limit,
  };
}

function channelObject(channel: Channel): Json {
  if (channel.kind === 'im')
    return { id: channel.id, is_im: true, is_channel: false, is_archived: false, user: channel.person, is_open: true };
  return {
    ...{
      id: channel.id,
      name: channel.name,
      name_normalized: channel.name,
      is_channel: true,
      is_group: false,
      is_im: false,
    },
    ...{
      is_private: false,
      is_archived: false,
      is_general: false,
      is_member: channel.members.has(APP.userId),
      num_members: channel.members.size,
    },
  };
}
