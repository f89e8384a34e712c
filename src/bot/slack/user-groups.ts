import type { webApi } from '@slack/bolt';
import type { Log } from '../../hunter/base/log.js';
import { slackFailure } from './errors.js';
import { within } from './within.js';

export interface UserGroup {
  readonly id: string;
  readonly name: string;
}

const KNOWN_MS = 60_000;
const LOOK_UP_MS = 2_000;

/** The workspace's user groups; empty if the plan has none, the app may not read them, or Slack does not answer in time. */
export interface UserGroups {
  all(): Promise<readonly UserGroup[]>;
}

export function createUserGroups(client: webApi.WebClient, log: Log, now: () => number): UserGroups {
  let known: { readonly groups: readonly UserGroup[]; readonly at: number } | undefined;
  const read = async (): Promise<readonly UserGroup[]> => {
    const { usergroups = [] } = await client.usergroups.list();
    const groups = usergroups.flatMap(({ id, name, handle }) =>
      id === undefined ? [] : [{ id, name: name ?? handle ?? id }],
    );
    known = { groups, at: now() };
    return groups;
  };
  return {
    async all() {
      if (known !== undefined && now() - known.at < KNOWN_MS) return known.groups;
      const asked = read().catch((error: unknown) => {
        const failure = slackFailure(error);
        log.warn(
          { code: 'code' in failure ? failure.code : failure.kind },
          'could not read the user groups from Slack',
        );
        return known?.groups ?? [];
      });
      return within(LOOK_UP_MS, asked, () => known?.groups ?? []);
    },
  };
}
