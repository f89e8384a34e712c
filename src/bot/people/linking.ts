import type { webApi } from '@slack/bolt';
import type { Log } from '../../hunter/base/log.js';
import type { Audit } from '../../hunter/office/audit.js';
import type { Link } from '../../hunter/office/links.js';
import type { SharedValue } from '../../hunter/office/shared-value.js';
import type { Extension } from '../../hunter/ports/directory.js';
import { mention, plainly } from '../slack/mrkdwn.js';
import { tell } from '../slack/tell.js';
import type { People } from './people.js';

/** What linking takes. */
export interface LinkTools {
  readonly links: Pick<SharedValue<readonly Link[]>, 'get'>;
  readonly client: webApi.WebClient;
  readonly log: Log;
  readonly people: Pick<People, 'link'>;
  readonly audit: Pick<Audit, 'record'>;
}

type Linked = Pick<Extension, 'id' | 'number' | 'email'>;

/**
 * Saves whose extension it is, audits it, and tells the people who lose it: the one linked before, and the one with its e-mail
 * address in Slack. So nobody's extension is taken without notice.
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
  const words = `Extension ${plainly(extension.number)} now belongs to ${mention(userId)} (${proofOf({ how, by })}), so it no longer counts as yours. If that is wrong, tell your admin; \`/irs-hunt me\` shows what I know.`;
  for (const loser of losers)
    if (loser !== undefined && loser !== userId) await tell(client, log, { user: loser }, words);
}

function proofOf({ how, by }: Pick<Link, 'how' | 'by'>): string {
  if (how === 'code') return 'proved with a code spoken on its phone';
  return how === 'sign-in' ? 'proved with their own RingCentral sign-in' : `as ${mention(by)} says`;
}

/** The Slack user with the extension's e-mail address. Best effort: if Slack does not answer, notify no one. */
async function ownerByEmail({ client }: LinkTools, { email }: Linked): Promise<string | undefined> {
  if (email === undefined) return undefined;
  return client.users.lookupByEmail({ email }).then(
    ({ user }) => user?.id,
    () => undefined,
  );
}
