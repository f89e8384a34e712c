import { isPersonal } from '../../hunter/office/links.js';
import type { BotParts } from '../parts.js';
import { mention, plainly } from '../slack/mrkdwn.js';
import { tell } from '../slack/tell.js';
import { linkPerson } from './linking.js';

/** How Slack writes a person into a command's text when they were picked from the list. */
const PERSON = /^<@([UW][A-Z0-9]{1,30})(?:\|[^>]{0,100})?>$/;
const PERSON_AND_EXTENSION = /^(<@[^>]{1,140}>) (\S{1,20})$/;
const HOW_TO_LINK =
  'Name a person and an extension: `/irs-hunt link @person 201`. Pick the person from the list Slack shows.';
const HOW_TO_UNLINK = 'Name a person: `/irs-hunt unlink @person`. Pick the person from the list Slack shows.';

/** `/irs-hunt link @person 201` by an admin. Answers what to tell them. */
export async function link(parts: BotParts, user: string, typed: string): Promise<string> {
  const [, mentioned = '', number] = PERSON_AND_EXTENSION.exec(typed) ?? [];
  const [, person] = PERSON.exec(mentioned) ?? [];
  if (person === undefined || number === undefined) return HOW_TO_LINK;
  if ((await parts.standings.of(person)) === 'outsider') return `${mention(person)} is no member of this workspace.`;
  const extension = parts.directory.extensions().find((each) => each.number === number);
  if (extension === undefined) return `There is no extension ${plainly(number)}. \`/irs-hunt lines\` lists them.`;
  const named = `Extension ${plainly(extension.number)} (${plainly(extension.name)})`;
  if (!isPersonal(extension))
    return `${named} can be nobody’s own: ${plainly(extension.cannotCall ?? 'it is not in use.')}`;
  await linkPerson(parts, { userId: person, how: 'admin', by: user }, extension);
  if (person !== user) {
    const words = `${mention(user)} told me that ${named.replace('Extension', 'extension')} is yours: it rings when you take a call. \`/irs-hunt me\` shows and changes that.`;
    await tell(parts.client, parts.log, { user: person }, words);
  }
  return `${named} is ${mention(person)}’s now.`;
}

/** `/irs-hunt unlink @person` by an admin. Answers what to tell them. */
export async function unlink(parts: BotParts, user: string, typed: string): Promise<string> {
  const [, person] = PERSON.exec(typed) ?? [];
  if (person === undefined) return HOW_TO_UNLINK;
  if (!(await parts.people.unlink(person))) {
    return `${mention(person)} has no link that could end; an e-mail address that fits needs none.`;
  }
  parts.audit.record({ by: user, act: 'link', outcome: 'done', about: `${person}: unlinked` });
  return `The link of ${mention(person)} has ended. Their e-mail address counts again, if one extension has it.`;
}
