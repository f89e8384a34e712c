/** Scopes of the bot token when none are given: those the app's manifest asks for, and those to read back what was posted. */
export const DEFAULT_SCOPES: readonly string[] = [
  ...[
    'commands',
    'chat:write',
    'users:read',
    'users:read.email',
    'channels:read',
    'groups:read',
    'im:write',
    'im:read',
  ],
  ...['channels:history', 'groups:history', 'im:history', 'usergroups:read', 'dnd:read', 'reactions:write'],
  'files:write',
];
