import type { webApi } from '@slack/bolt';
import type { Log } from '../../hunter/base/log.js';
import type { Caller, Standing } from '../../hunter/office/rights.js';
import { slackFailure } from '../slack/errors.js';
import { tooLong, within } from '../slack/within.js';
import type { People } from './people.js';

/** A new or former admin, or a person who left, is noticed within this. */
const KNOWN_MS = 300_000;
/** While Slack does not answer, the last answer is used for up to this long. */
const STALE_MS = 3_600_000;
/** A click waits no longer than this for Slack's API. */
const LOOK_UP_MS = 2_000;

/** People's standing in the workspace. */
export interface Standings {
  /** Throws if Slack can't be asked and there is no recent answer: then nobody knows what this person may do. */
  of(userId: string): Promise<Standing>;
  /** The same, with what decides which lines they may use: extension and user groups. */
  caller(userId: string): Promise<Caller>;
}

interface Known<T> {
  readonly value: T;
  readonly at: number;
}

/**
 * Admins are the admins and owners of the Slack workspace, and the people and user groups named in the settings (`U…`, `W…`; `S…`).
 * Guests, bots, deactivated people and people from other organizations are outsiders, even if the settings name them.
 */
export function createStandings(parts: {
  readonly client: webApi.WebClient;
  readonly named: readonly string[];
  readonly people: Pick<People, 'extensionOf'>;
  /** User groups that pools are open to. */
  readonly groupsInUse: () => readonly string[];
  readonly log: Log;
  readonly now: () => number;
}): Standings {
  const { client, named, people, groupsInUse, log, now } = parts;
  const namedGroups = named.filter((id) => id.startsWith('S'));
  const remember = <T>(ask: (id: string) => Promise<T>) => {
    const known = new Map<string, Known<T>>();
    const asking = new Map<string, Promise<T>>();
    return async (id: string): Promise<T> => {
      const remembered = known.get(id);
      if (remembered !== undefined && now() - remembered.at < KNOWN_MS) return remembered.value;
      let pending = asking.get(id);
      if (pending === undefined) {
        pending = ask(id)
          .then((value) => {
            known.set(id, { value, at: now() });
            return value;
          })
          .finally(() => asking.delete(id));
        asking.set(id, pending);
      }
      try {
        return await within(LOOK_UP_MS, pending, tooLong(' to look up a person'));
      } catch (error) {
        const failure = slackFailure(error);
        log.warn({ code: 'code' in failure ? failure.code : failure.kind }, 'could not look up a person in Slack');
        if (remembered !== undefined && now() - remembered.at < STALE_MS) return remembered.value;
        throw error;
      }
    };
  };

  const own = remember(async () => (await client.auth.test()).team_id);
  const bySlack = remember(async (userId: string): Promise<Standing> => {
    try {
      const [{ user }, team] = await Promise.all([client.users.info({ user: userId }), own('')]);
      if (user === undefined || user.deleted || user.is_bot || user.is_restricted || user.is_ultra_restricted)
        return 'outsider';
      if (user.is_stranger === true || (user.team_id !== undefined && team !== undefined && user.team_id !== team))
        return 'outsider';
      return user.is_admin === true || user.is_owner === true ? 'admin' : 'member';
    } catch (error) {
      const failure = slackFailure(error);
      if (failure.kind === 'refused' && /^user_not_(found|visible)$/.test(failure.code)) return 'outsider';
      throw error;
    }
  });
  const groupMembers = remember(async (group: string): Promise<readonly string[]> => {
    return (await client.usergroups.users.list({ usergroup: group })).users ?? [];
  });
  const groupsOf = async (userId: string, groups: readonly string[]): Promise<readonly string[]> => {
    const found = await Promise.all(
      groups.map(async (group) => {
        // If Slack can't list a group, it gives no access.
        const members = await groupMembers(group).catch((): readonly string[] => []);
        return members.includes(userId) ? [group] : [];
      }),
    );
    return found.flat();
  };

  const of = async (userId: string): Promise<Standing> => {
    const standing = await bySlack(userId);
    if (standing !== 'member') return standing;
    if (named.includes(userId)) return 'admin';
    return (await groupsOf(userId, namedGroups)).length > 0 ? 'admin' : 'member';
  };

  return {
    of,
    async caller(userId) {
      const [standing, extension, groups] = await Promise.all([
        of(userId),
        people.extensionOf(userId).catch(() => undefined),
        groupsOf(userId, groupsInUse()),
      ]);
      return { userId, standing, groups, extensionId: extension?.extensionId };
    },
  };
}
