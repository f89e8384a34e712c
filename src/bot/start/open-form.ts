import type { webApi } from '@slack/bolt';
import type { Destinations } from '../../hunter/destinations/destinations.js';
import type { House } from '../../hunter/office/house.js';
import { linesLeft, USUAL_LINES } from '../../hunter/office/house-rules.js';
import { linesInUse } from '../../hunter/rules/lines-in-use.js';
import type { Ask, Command } from '../answering/command.js';
import { pauseWords } from '../board/hunt-texts.js';
import { lineOption, othersInShort } from '../lines/lines.js';
import { type CallerNeeds, type LineFacts, type NoLineNeeds, noLineWords, usableFor } from '../lines/usable.js';
import type { People } from '../people/people.js';
import type { RingChoices } from '../people/ring-choices.js';
import type { Channels } from '../slack/channels.js';
import { opened } from '../slack/opened.js';
import { within } from '../slack/within.js';
import { form } from './form.js';

/** What opening the hunt form takes. */
interface FormNeeds extends LineFacts, CallerNeeds, NoLineNeeds {
  readonly client: webApi.WebClient;
  readonly destinations: Pick<Destinations, 'all'>;
  readonly house: Pick<House, 'limits' | 'hold'>;
  readonly rings: Pick<RingChoices, 'optionNow'>;
  readonly people: Pick<People, 'extensionOf' | 'identityNow'>;
  readonly channels: Pick<Channels, 'canPost'>;
}

/** `/irs-hunt` alone: the form that starts a hunt. */
export const formCommand: Command<FormNeeds> = {
  verb: '',
  act: 'start-hunt',
  usage: ['`/irs-hunt` opens the form: whom to call, which lines to call from, where to ring you.'],
  acknowledged: 'at-once',
  run: (needs, ask) => opened(() => openForm(needs, ask), 'Type `/irs-hunt` again.'),
};

/** A trigger id lives 3 s, and some of that is already gone. */
const KNOWN_WITHIN_MS = 700;

/**
 * Opens the form right away, since the trigger id lives 3 s. Waits only a moment to learn which lines this person may use; without an
 * answer none is preselected. Other questions to Slack run meanwhile.
 */
async function openForm(needs: FormNeeds, { triggerId, channel, user }: Ask): Promise<void> {
  const { client, directory, destinations, house } = needs;
  const open = needs.openHunts();
  const inUse = linesInUse(open);
  const { option: ring, remark } = needs.rings.optionNow(user);
  const asked = needs.standings.caller(user).catch(() => undefined);
  const caller = await within(KNOWN_WITHIN_MS, asked, () => undefined);
  const usable = caller === undefined ? [] : usableFor(needs, caller);
  const free = usable.filter(({ id }) => !inUse.has(id));
  const maxLines = linesLeft({ requester: user, channel }, house.limits(), open);
  const hold = house.hold();
  const problem = directory.problem();
  const remarks = [
    ...(maxLines === 0 ? ['All lines that hunts may use are busy right now.'] : []),
    ...(problem === undefined ? [] : [`The list of extensions may be out of date: ${problem}`]),
    ...(caller === undefined || usable.length > 0 ? [] : [noLineWords(needs, caller, usable)]),
    ...[remark, othersInShort(directory)].filter((remark) => remark !== undefined),
  ];
  const opening = client.views.open({
    trigger_id: triggerId,
    view: form({
      channel,
      destinations: destinations.all(),
      lines: free.slice(0, Math.min(USUAL_LINES, maxLines)).map((line) => lineOption(line, false)),
      maxLines,
      ...(hold === undefined ? {} : { notice: `${pauseWords(hold)} Nothing new starts until an admin resumes.` }),
      ring,
      remarks,
    }),
  });
  // So that the answers are ready when the form is sent.
  const warmUp = Promise.allSettled([needs.people.extensionOf(user), needs.channels.canPost(channel)]);
  await opening;
  await warmUp;
}
