import type { MethodFacts } from './method.js';

const READ = ['channels:read', 'groups:read', 'im:read', 'mpim:read'];
const HISTORY = ['channels:history', 'groups:history', 'im:history', 'mpim:history'];

type Given = Partial<MethodFacts> & Pick<MethodFacts, 'tier'>;
const method = (given: Given): MethodFacts => ({
  anyScope: [],
  token: 'bot',
  required: [],
  covered: 'supported',
  ...given,
});

/** The Web API of the practice Slack: what each method needs, and how much of it there is. A test compares it with the handlers. */
export const METHODS: Readonly<Record<string, MethodFacts>> = {
  'apps.connections.open': method({ tier: 3, token: 'app', anyScope: ['connections:write'] }),
  'auth.test': method({ tier: 'special' }),
  'blocks.validate': method({ tier: 'special', covered: 'partial', lacks: 'documented from its changelog only' }),
  'chat.delete': method({ tier: 3, anyScope: ['chat:write'], required: ['channel', 'ts'] }),
  'chat.getPermalink': method({ tier: 'special', required: ['channel', 'message_ts'] }),
  'chat.postEphemeral': method({ tier: 4, anyScope: ['chat:write'], required: ['channel', 'user'] }),
  'chat.postMessage': method({
    tier: 'post',
    anyScope: ['chat:write'],
    covered: 'partial',
    lacks: 'unfurling, username and icon, attachments beyond being kept',
  }),
  'chat.update': method({ tier: 3, anyScope: ['chat:write'], required: ['channel', 'ts'] }),
  'conversations.history': method({
    tier: 3,
    anyScope: HISTORY,
    required: ['channel'],
    covered: 'partial',
    lacks: 'cursors',
  }),
  'conversations.info': method({ tier: 3, anyScope: READ, required: ['channel'] }),
  'conversations.list': method({ tier: 2, anyScope: READ, covered: 'partial', lacks: 'cursors and types' }),
  'conversations.members': method({
    tier: 4,
    anyScope: READ,
    required: ['channel'],
    covered: 'partial',
    lacks: 'cursors',
  }),
  'conversations.open': method({
    tier: 3,
    anyScope: ['im:write', 'mpim:write'],
    covered: 'partial',
    lacks: 'groups of people',
  }),
  'conversations.replies': method({
    tier: 3,
    anyScope: HISTORY,
    required: ['channel', 'ts'],
    covered: 'partial',
    lacks: 'cursors',
  }),
  'dnd.info': method({
    tier: 3,
    anyScope: ['dnd:read'],
    covered: 'partial',
    lacks: 'nobody is ever in do-not-disturb',
  }),
  'files.completeUploadExternal': method({
    ...{ tier: 4, anyScope: ['files:write'], required: ['files'] },
    ...{ covered: 'partial', lacks: 'several channels, threads, blocks' },
  }),
  'files.getUploadURLExternal': method({
    ...{ tier: 4, anyScope: ['files:write'], required: ['filename', 'length'] },
    ...{ covered: 'partial', lacks: 'alt texts and snippets' },
  }),
  'reactions.add': method({ tier: 3, anyScope: ['reactions:write'], required: ['channel', 'timestamp', 'name'] }),
  'usergroups.list': method({
    tier: 2,
    anyScope: ['usergroups:read'],
    covered: 'partial',
    lacks: 'there is one user group; include_disabled, include_count',
  }),
  'usergroups.users.list': method({ tier: 2, anyScope: ['usergroups:read'], required: ['usergroup'] }),
  'users.getPresence': method({ tier: 3, anyScope: ['users:read'], covered: 'partial', lacks: 'everybody is active' }),
  'users.info': method({ tier: 4, anyScope: ['users:read'], required: ['user'] }),
  'users.list': method({ tier: 2, anyScope: ['users:read'], covered: 'partial', lacks: 'cursors' }),
  'users.lookupByEmail': method({ tier: 3, anyScope: ['users:read.email'], required: ['email'] }),
  'views.open': method({ tier: 4, required: ['view'] }),
  'views.publish': method({ tier: 4, required: ['user_id', 'view'] }),
  'views.push': method({ tier: 4, required: ['view'] }),
  'views.update': method({ tier: 4, required: ['view'] }),
};
