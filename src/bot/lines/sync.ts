import type { webApi } from '@slack/bolt';
import type { Log } from '../../hunter/base/log.js';
import type { Audit } from '../../hunter/office/audit.js';
import type { Directory } from '../../hunter/ports/directory.js';
import { slackFailure } from '../slack/errors.js';
import { within } from '../slack/within.js';
import { progressWords, syncedWords } from './sync-texts.js';

/** A small account syncs within this; then the result is the answer. */
const ANSWERED_WITHIN_MS = 2_000;
/** How often the progress message may be edited. */
const EDIT_EVERY_MS = 4_000;

/** What syncing takes. */
export interface SyncNeeds {
  readonly directory: Directory;
  readonly audit: Pick<Audit, 'record'>;
  readonly client: webApi.WebClient;
  readonly log: Log;
  readonly now: () => number;
}

/** `/irs-hunt lines sync`: starts a sync, or joins a running one. Answers right away; a direct message shows the progress. */
export async function sync(needs: SyncNeeds, user: string, everything: boolean): Promise<string> {
  const { directory, audit, now } = needs;
  const joined = directory.progress() !== undefined;
  const about = everything ? 'sync of everything' : 'sync';
  audit.record({ by: user, act: 'lines', outcome: 'done', about });
  const done = directory.refresh({ everything }).then(() => true);
  if (await within(ANSWERED_WITHIN_MS, done, () => false)) return syncedWords(directory);
  void news(needs, user, done);
  const how = progressWords(directory, now()) ?? 'This takes a while.';
  return `${joined ? 'A sync is already running.' : 'The sync has started.'} ${how} I’ll send you the progress in a direct message.`;
}

/** One direct message, edited until the sync is over. Nobody awaits it: when the bot stops, the sync ends, and so does this. */
async function news({ client, directory, log, now }: SyncNeeds, user: string, done: Promise<boolean>): Promise<void> {
  try {
    const words = () => progressWords(directory, now()) ?? 'The sync is almost done.';
    let said = words();
    const { channel, ts } = await client.chat.postMessage({ channel: user, text: said });
    if (channel === undefined || ts === undefined) return;
    const before = directory.lastSync()?.ended;
    while (!(await within(EDIT_EVERY_MS, done, () => false))) {
      if (words() === said) continue;
      said = words();
      // A lost edit does no harm: the next one has newer numbers.
      await client.chat.update({ channel, ts, text: said }).catch(() => undefined);
    }
    const isCut = directory.problem() === undefined && directory.lastSync()?.ended === before;
    const text = isCut ? 'The bot is restarting; the sync continues after that.' : syncedWords(directory);
    await client.chat.update({ channel, ts, text });
  } catch (error) {
    const failure = slackFailure(error);
    log.warn({ code: 'code' in failure ? failure.code : failure.kind }, 'could not post the progress of a sync');
  }
}
