import type { Audit } from '../../hunter/office/audit.js';
import type { Command } from '../answering/command.js';
import { mention, mentioned } from '../slack/mrkdwn.js';
import type { People } from './people.js';

const HOW_TO = 'Name a person: `/irs-hunt unlink @person`. Pick the person from the list Slack shows.';

/** What ending a link takes. */
interface UnlinkNeeds {
  readonly people: Pick<People, 'unlink'>;
  readonly audit: Pick<Audit, 'record'>;
}

/** `/irs-hunt unlink @person` by an admin. */
export const unlinkCommand: Command<UnlinkNeeds> = {
  verb: 'unlink',
  act: 'confirm-link',
  usage: ['`/irs-hunt unlink @person` (admins) ends that; their e-mail address counts again.'],
  async run({ people, audit }, { user, rest }) {
    const person = mentioned(rest);
    if (person === undefined) return HOW_TO;
    if (!(await people.unlink(person))) {
      return `${mention(person)} has no link that could end; an e-mail address that fits needs none.`;
    }
    audit.record({ by: user, act: 'link', outcome: 'done', about: `${person}: unlinked` });
    return `The link of ${mention(person)} has ended. Their e-mail address counts again, if one extension has it.`;
  },
};
