import type { Audit } from '../../hunter/office/audit.js';
import type { Command } from '../answering/command.js';
import { mention, mentioned } from '../slack/mrkdwn.js';
import type { People } from './people.js';

const HOW_TO = 'Give a person: `/irs-hunt unlink @person`. Pick the person from Slack’s list.';

/** What ending a link takes. */
interface UnlinkNeeds {
  readonly people: Pick<People, 'unlink'>;
  readonly audit: Pick<Audit, 'record'>;
}

/** `/irs-hunt unlink @person`, for admins. */
export const unlinkCommand: Command<UnlinkNeeds> = {
  verb: 'unlink',
  act: 'confirm-link',
  usage: ['`/irs-hunt unlink @person` (admins) undoes that; their e-mail address counts again.'],
  async run({ people, audit }, { user, rest }) {
    const person = mentioned(rest);
    if (person === undefined) return HOW_TO;
    if (!(await people.unlink(person))) {
      return `${mention(person)} has no link. If an extension has their e-mail address, it counts as theirs without one.`;
    }
    audit.record({ by: user, act: 'link', outcome: 'done', about: `${person}: unlinked` });
    return `${mention(person)} is no longer linked. The extension with their e-mail address counts as theirs again, if there is one.`;
  },
};
