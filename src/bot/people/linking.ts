import type { webApi } from '@slack/bolt';
import type { Log } from '../../hunter/base/log.js';
import type { Audit } from '../../hunter/office/audit.js';
import type { Link } from '../../hunter/office/links.js';
import type { SharedValue } from '../../hunter/office/shared-value.js';
import type { Extension } from '../../hunter/ports/directory.js';
import { mention, plainly } from '../slack/mrkdwn.js';
import { tell } from '../slack/tell.js';
import type { People } from './people.js';

/** What linking works with. */
export interface LinkTools {
  readonly links: Pick<SharedValue<readonly Link[]>, 'get'>;
  readonly client: webApi.WebClient;
  readonly log: Log;
  readonly people: Pick<People, 'link'>;
  readonly audit: Pick<Audit, 'record'>;
}

type Linked = Pick<Extension, 'id' | 'number' | 'email'>;

/**
 * Keeps whose extension it is, writes it down, and tells whoever loses it: who held it by a link, and who has its e-mail
 * address in Slack. A link that nobody asked for does not stay unnoticed.
 */
export async function linkPerson(
  needs: LinkTools,
  { userId, how, by }: Pick<Link, 'userId' | 'how' | 'by'>,
  extension: Linked,
): Promise<void> {
  const { people, links, audit, client, log } = needs;
  const before = links.get().find((link) => link.extensionId === extension.id)?.userId;
  await people.link({ userId, extensionId: extension.id, how, by });
  audit.record({
    by,
    act: 'link',
    outcome: 'done',
    about: `${userId}: extension ${extension.number}`,
    why: `by ${how}`,
  });
  const losers = new Set([before, await ownerByEmail(needs, extension)]);
  const words = `Extension ${plainly(extension.number)} is ${mention(userId)}’s now (${proofOf({ how, by })}), so I don’t take it for yours any more. If that is wrong, tell your admin; \`/irs-hunt me\` shows what I know.`;
  for (const loser of losers)
    if (loser !== undefined && loser !== userId) await tell(client, log, { user: loser }, words);
}

function proofOf({ how, by }: Pick<Link, 'how' | 'by'>): string {
  if (how === 'code') return 'proved by a code that was said on its phone';
  return how === 'sign-in' ? 'proved by their own RingCentral sign-in' : `as ${mention(by)} says`;
}

/** Who in Slack has the extension's e-mail address; a courtesy, so that Slack's silence is nobody. */
async function ownerByEmail({ client }: LinkTools, { email }: Linked): Promise<string | undefined> {
  if (email === undefined) return undefined;
  return client.users.lookupByEmail({ email }).then(
    ({ user }) => user?.id,
    () => undefined,
  );
}
