import { isPersonal } from '../../hunter/office/links.js';
import type { Directory } from '../../hunter/ports/directory.js';
import type { Command } from '../answering/command.js';
import { mention, mentioned, plainly } from '../slack/mrkdwn.js';
import { tell } from '../slack/tell.js';
import { type LinkTools, linkPerson } from './linking.js';
import type { Standings } from './standing.js';

const PERSON_AND_EXTENSION = /^(<@[^>]{1,140}>) (\S{1,20})$/;
const HOW_TO = 'Give a person and an extension: `/irs-hunt link @person 201`. Pick the person from Slack’s list.';

/** What an admin's link takes. */
interface LinkNeeds extends LinkTools {
  readonly standings: Pick<Standings, 'of'>;
  readonly directory: Pick<Directory, 'extensions'>;
}

/** `/irs-hunt link @person 201`, for admins. */
export const linkCommand: Command<LinkNeeds> = {
  verb: 'link',
  act: 'confirm-link',
  usage: ['`/irs-hunt link @person 201` (admins) sets whose extension it is.'],
  async run(needs, { user, rest }) {
    const [, who = '', number] = PERSON_AND_EXTENSION.exec(rest) ?? [];
    const person = mentioned(who);
    if (person === undefined || number === undefined) return HOW_TO;
    if ((await needs.standings.of(person)) === 'outsider')
      return `${mention(person)} is not a member of this workspace.`;
    const extension = needs.directory.extensions().find((each) => each.number === number);
    if (extension === undefined) return `There is no extension ${plainly(number)}. \`/irs-hunt lines\` lists them.`;
    const named = `Extension ${plainly(extension.number)} (${plainly(extension.name)})`;
    if (!isPersonal(extension))
      return `${named} cannot belong to a person: ${plainly(extension.cannotCall ?? 'it is not in use.')}`;
    await linkPerson(needs, { userId: person, how: 'admin', by: user }, extension);
    if (person !== user) {
      const words = `${mention(user)} told me that ${named.replace('Extension', 'extension')} is yours: it rings when you take a call. \`/irs-hunt me\` shows this, and you can change it there.`;
      await tell(needs.client, needs.log, { user: person }, words);
    }
    return `${named} now belongs to ${mention(person)}.`;
  },
};
