import { checkBlocks } from '../blocks.js';
import { APP, TEAM } from '../ids.js';
import { isObject } from '../json.js';
import { checkView } from '../view-check.js';
import { CHAT } from './chat.js';
import { CONVERSATIONS } from './conversations.js';
import { FILES } from './files.js';
import { type Handler, Refusal } from './method.js';
import { PEOPLE } from './people.js';
import { VIEWS } from './views.js';

/** Every method that is really there, by name. */
export const HANDLERS: Readonly<Record<string, Handler>> = {
  ...CHAT,
  ...CONVERSATIONS,
  ...FILES,
  ...PEOPLE,
  ...VIEWS,
  'auth.test': () => ({
    ...{ url: `https://${TEAM.domain}.slack.com/`, team: TEAM.name, user: APP.handle, team_id: TEAM.id },
    ...{ user_id: APP.userId, bot_id: APP.botId, is_enterprise_install: false },
  }),
  'apps.connections.open': (_, world) => {
    const url = world.openConnection();
    if (!url) throw new Refusal('socket_mode_not_enabled');
    return { url };
  },
  'blocks.validate': (args) => {
    const { blocks, view } = args;
    const complaints = isObject(view)
      ? checkView(view, view.type === 'home' ? 'home' : 'modal')
      : checkBlocks(blocks ?? (isObject(args.message) ? args.message.blocks : undefined), 'message');
    return { valid: complaints.length === 0, errors: complaints };
  },
};
