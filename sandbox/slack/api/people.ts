import type { Person } from '../../world.js';
import { APP, TEAM } from '../ids.js';
import type { Json } from '../json.js';
import { type ApiWorld, type Handler, Refusal } from './method.js';

/** Methods about people: `users.*`, `dnd.*`, `usergroups.*`. */
export const PEOPLE: Readonly<Record<string, Handler>> = {
  'users.info': (args, world) => {
    if (args.user === APP.userId) return { user: botUser() };
    const person = world.workspace.person(String(args.user));
    if (!person) throw new Refusal('user_not_found');
    return { user: userObject(person, world) };
  },
  'users.lookupByEmail': (args, world) => {
    const email = String(args.email).toLowerCase();
    const person = world.workspace.people.find((each) => each.email.toLowerCase() === email);
    if (!person) throw new Refusal('users_not_found');
    return { user: userObject(person, world) };
  },
  'users.list': (_, world) => ({
    members: [...world.workspace.people.map((person) => userObject(person, world)), botUser()],
    response_metadata: { next_cursor: '' },
  }),
  'users.getPresence': () => ({ presence: 'active' }),
  'dnd.info': () => ({ dnd_enabled: false, next_dnd_start_ts: 1, next_dnd_end_ts: 1, snooze_enabled: false }),
  'usergroups.list': (args, world) => {
    const { users, ...group } = taxTeam(world);
    const isWithUsers = args.include_users === true || args.include_users === 'true';
    return { usergroups: [{ ...group, ...(isWithUsers && { users }) }] };
  },
  'usergroups.users.list': (args, world) => {
    const { id, users } = taxTeam(world);
    if (args.usergroup !== id) throw new Refusal('no_such_subteam');
    return { users };
  },
};

/** The one user group: its only member is the second person. */
function taxTeam(world: ApiWorld) {
  const members = world.workspace.people.filter(({ outsider }) => outsider === undefined);
  const users = members.slice(1, 2).map(({ slackId }) => slackId);
  const names = { name: 'Tax team', handle: 'tax-team', description: '' };
  return { id: 'S0TAXTEAM', team_id: TEAM.id, is_usergroup: true, ...names, user_count: users.length, users };
}

/** The name Slack makes of a person's e-mail. */
export function handleOf(person: Person): string {
  return person.email.split('@')[0] ?? person.slackId.toLowerCase();
}

function userObject(person: Person, world: ApiWorld): Json {
  const [first = '', ...rest] = person.name.split(' ');
  const maySeeEmail = world.scopes.includes('users:read.email');
  return {
    ...{ id: person.slackId, team_id: person.outsider === 'stranger' ? 'T0OTHERS' : TEAM.id },
    ...{ name: handleOf(person), real_name: person.name, deleted: person.outsider === 'deactivated' },
    ...(person.outsider === 'stranger' && { is_stranger: true }),
    ...{ tz: 'America/New_York', tz_label: 'Eastern Time', tz_offset: -18_000, is_bot: false, is_app_user: false },
    ...{ is_admin: person.admin === true, is_owner: person.admin === true, is_primary_owner: person.admin === true },
    ...{ is_restricted: person.outsider === 'guest', is_ultra_restricted: false },
    profile: {
      ...{
        real_name: person.name,
        display_name: first,
        first_name: first,
        last_name: rest.join(' '),
        title: '',
        phone: '',
      },
      ...(maySeeEmail && { email: person.email }),
    },
  };
}

function botUser(): Json {
  return {
    ...{ id: APP.userId, team_id: TEAM.id, name: APP.handle, real_name: APP.name, deleted: false, is_bot: true },
    profile: { real_name: APP.name, display_name: APP.name, bot_id: APP.botId, api_app_id: APP.id },
  };
}
