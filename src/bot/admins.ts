import type { webApi } from '@slack/bolt';
import type { Log } from './sdk-log.js';
import { slackFailure } from './slack-errors.js';

/** Who becomes or stops being an admin is noticed within this. */
const KNOWN_MS = 300_000;

/** Who may teach the bot. */
export interface Admins {
  isAdmin(userId: string): Promise<boolean>;
}

/** Admins and owners of the Slack workspace, and the people named in the settings. When Slack can't tell, nobody else is one. */
export function createAdmins(parts: {
  readonly client: webApi.WebClient;
  readonly named: readonly string[];
  readonly log: Log;
  readonly now: () => number;
}): Admins {
  const { client, named, log, now } = parts;
  const known = new Map<string, { readonly admin: boolean; readonly until: number }>();
  return {
    async isAdmin(userId) {
      if (named.includes(userId)) return true;
      const remembered = known.get(userId);
      if (remembered !== undefined && remembered.until > now()) return remembered.admin;
      try {
        const { user } = await client.users.info({ user: userId });
        const admin = user?.is_admin === true || user?.is_owner === true;
        known.set(userId, { admin, until: now() + KNOWN_MS });
        return admin;
      } catch (error) {
        const failure = slackFailure(error);
        log.warn(
          { code: 'code' in failure ? failure.code : failure.kind },
          'Slack did not tell whether somebody is an admin',
        );
        return false;
      }
    },
  };
}
