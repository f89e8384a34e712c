import type { webApi } from '@slack/bolt';
import type { PlainTextOption } from '@slack/types';
import { linesLeft } from '../../hunter/house-rules.js';
import { form } from '../form.js';
import { holdWords } from '../hunt-words.js';
import { callableLines, lineOption, linesInUse, othersInShort } from '../lines.js';
import type { BotParts } from '../parts.js';
import { mineOption } from '../ring.js';

export interface FormOpening {
  readonly triggerId: string;
  readonly channel: string;
  readonly user: string;
}

function ringOption(parts: BotParts, user: string): PlainTextOption | undefined {
  const mine = parts.people.extensionNow(user);
  // Not known yet: the word alone stands for it, and is looked up when the form is sent.
  return mine === undefined ? undefined : mineOption(mine === 'unknown' ? undefined : mine.extensionNumber);
}

/** Opens the form at once, from memory alone: the trigger id lives 3 s. What Slack must be asked is asked meanwhile. */
export async function openForm(
  parts: BotParts,
  client: webApi.WebClient,
  { triggerId, channel, user }: FormOpening,
): Promise<void> {
  const { directory, destinations, limits, house, live } = parts;
  const open = live.open();
  const inUse = linesInUse(open);
  const free = callableLines(directory).filter(({ id }) => !inUse.has(id));
  const maxLines = linesLeft({ requester: user, channel }, house.limits(), open);
  const hold = house.hold();
  const problem = directory.problem();
  const remarks = [
    ...(maxLines === 0 ? ['All lines that hunts may use are taken just now.'] : []),
    ...(problem === undefined ? [] : [`The list of extensions may be out of date: ${problem}`]),
    ...[othersInShort(directory)].filter((remark) => remark !== undefined),
  ];
  const opened = client.views.open({
    trigger_id: triggerId,
    view: form({
      channel,
      destinations: destinations.all(),
      lines: free.slice(0, Math.min(limits.defaultLines, maxLines)).map((line) => lineOption(line, false)),
      maxLines,
      ...(hold === undefined ? {} : { notice: `${holdWords(hold)} Nothing new starts until an admin resumes it.` }),
      ring: ringOption(parts, user),
      remarks,
    }),
  });
  // So that the answers are there when the form is sent.
  const warmUp = Promise.allSettled([parts.people.extensionOf(user), parts.channels.canPost(channel)]);
  await opened;
  await warmUp;
}
