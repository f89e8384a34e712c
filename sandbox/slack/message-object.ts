import type { SlackFile } from '../world.js';
import { APP, nowStamp, TEAM } from './ids.js';
import type { Json } from './json.js';
import type { KeptMessage } from './workspace.js';

/** The message as Slack tells it to the bot, in answers and interactions. Metadata only where it is asked for. */
export function messageObject(message: KeptMessage, withMetadata = false): Json {
  const fromBot = message.user === APP.userId;
  return {
    type: 'message',
    user: message.user,
    ts: message.ts,
    text: message.text,
    team: TEAM.id,
    ...(fromBot && {
      bot_id: APP.botId,
      app_id: APP.id,
      bot_profile: { id: APP.botId, app_id: APP.id, name: APP.name, team_id: TEAM.id },
    }),
    ...(message.blocks.length > 0 && { blocks: message.blocks }),
    ...(message.attachments && { attachments: message.attachments }),
    ...(message.files && { files: message.files.map(fileObject), upload: true }),
    ...(message.threadTs && { thread_ts: message.threadTs, parent_user_id: APP.userId }),
    ...(message.broadcast && { subtype: 'thread_broadcast' }),
    ...(message.markedEdited && { edited: { user: message.user, ts: nowStamp() } }),
    ...(message.reactions?.length && {
      reactions: message.reactions.map((name) => ({ name, users: [APP.userId], count: 1 })),
    }),
    ...(withMetadata && message.metadata && { metadata: message.metadata }),
  };
}

function fileObject({ id, name, title, size, url }: SlackFile): Json {
  return { id, name, title, size, mode: 'hosted', url_private: url, url_private_download: url };
}
