import type { webApi } from '@slack/bolt';
import { linesLeft } from '../../hunter/office/house-rules.js';
import { linesInUse } from '../../hunter/rules/lines-in-use.js';
import { pauseWords } from '../board/hunt-texts.js';
import { lineOption, othersInShort } from '../lines/lines.js';
import { noLineWords, usableFor } from '../lines/usable.js';
import type { BotParts } from '../parts.js';
import { form } from './form.js';

export interface FormOpening {
  readonly triggerId: string;
  readonly channel: string;
  readonly user: string;
}

/** The trigger id lives 3 s, and some of it is gone. */
const KNOWN_WITHIN_MS = 700;

/** The answer, if it comes soon. */
function soon<T>(asked: Promise<T>): Promise<T | undefined> {
  const late = new Promise<undefined>((resolve) => {
    setTimeout(() => resolve(undefined), KNOWN_WITHIN_MS).unref();
  });
  return Promise.race([asked.catch(() => undefined), late]);
}

/**
 * Opens the form at once: the trigger id lives 3 s. Which lines are this person's is asked for a moment; without an answer none is
 * chosen from the start. What else Slack must be asked is asked meanwhile.
 */
export async function openForm(
  parts: BotParts,
  client: webApi.WebClient,
  { triggerId, channel, user }: FormOpening,
): Promise<void> {
  const { directory, destinations, defaultLines, house, live } = parts;
  const open = live.open();
  const inUse = linesInUse(open);
  const { option: ring, remark } = parts.rings.optionNow(user);
  const caller = await soon(parts.standings.caller(user));
  const usable = caller === undefined ? [] : usableFor(parts, caller);
  const free = usable.filter(({ id }) => !inUse.has(id));
  const maxLines = linesLeft({ requester: user, channel }, house.limits(), open);
  const hold = house.hold();
  const problem = directory.problem();
  const remarks = [
    ...(maxLines === 0 ? ['All lines that hunts may use are taken just now.'] : []),
    ...(problem === undefined ? [] : [`The list of extensions may be out of date: ${problem}`]),
    ...(caller === undefined || usable.length > 0 ? [] : [noLineWords(parts, caller, usable)]),
    ...[remark, othersInShort(directory)].filter((remark) => remark !== undefined),
  ];
  const opened = client.views.open({
    trigger_id: triggerId,
    view: form({
      channel,
      destinations: destinations.all(),
      lines: free.slice(0, Math.min(defaultLines, maxLines)).map((line) => lineOption(line, false)),
      maxLines,
      ...(hold === undefined ? {} : { notice: `${pauseWords(hold)} Nothing new starts until an admin resumes it.` }),
      ring,
      remarks,
    }),
  });
  // So that the answers are there when the form is sent.
  const warmUp = Promise.allSettled([parts.people.extensionOf(user), parts.channels.canPost(channel)]);
  await opened;
  await warmUp;
}
