import type { webApi } from '@slack/bolt';
import type { Log } from '../../hunter/base/log.js';
import type { Audit } from '../../hunter/office/audit.js';
import type { Directory } from '../../hunter/ports/directory.js';
import { slackFailure } from '../slack/errors.js';
import { within } from '../slack/within.js';
import { progressWords, syncedWords } from './sync-texts.js';

/** A small account is done within this, and its result is the answer. */
const ANSWERED_WITHIN_MS = 2_000;
/** So often the message that tells how far it is may be edited. */
const EDIT_EVERY_MS = 4_000;

/** What a sync that somebody asked for takes. */
export interface SyncNeeds {
  readonly directory: Directory;
  readonly audit: Pick<Audit, 'record'>;
  readonly client: webApi.WebClient;
  readonly log: Log;
  readonly now: () => number;
}

/** `/irs-hunt lines sync`: begins a sync, or joins the one under way. Answers at once; how it goes on stands in a direct message. */
export async function sync(needs: SyncNeeds, user: string, everything: boolean): Promise<string> {
  const { directory, audit, now } = needs;
  const joined = directory.progress() !== undefined;
  const about = everything ? 'sync of everything' : 'sync';
  audit.record({ by: user, act: 'lines', outcome: 'done', about });
  const done = directory.refresh({ everything }).then(() => true);
  if (await within(ANSWERED_WITHIN_MS, done, () => false)) return syncedWords(directory);
  void news(needs, user, done);
  const how = progressWords(directory, now()) ?? 'It takes a while.';
  return `${joined ? 'A sync is under way already.' : 'The sync has begun.'} ${how} I tell you in a direct message how it goes on.`;
}

/** One direct message, edited until the sync is over. Not waited for: a stop of the bot ends the sync, and with it this. */
async function news({ client, directory, log, now }: SyncNeeds, user: string, done: Promise<boolean>): Promise<void> {
  try {
    const words = () => progressWords(directory, now()) ?? 'The sync is nearly done.';
    let said = words();
    const { channel, ts } = await client.chat.postMessage({ channel: user, text: said });
    if (channel === undefined || ts === undefined) return;
    const before = directory.lastSync()?.ended;
    while (!(await within(EDIT_EVERY_MS, done, () => false))) {
      if (words() === said) continue;
      said = words();
      // One edit that is lost does no harm: the next one says more.
      await client.chat.update({ channel, ts, text: said }).catch(() => undefined);
    }
    const isCut = directory.problem() === undefined && directory.lastSync()?.ended === before;
    const text = isCut ? 'The bot is being restarted; the sync goes on after that.' : syncedWords(directory);
    await client.chat.update({ channel, ts, text });
  } catch (error) {
    const failure = slackFailure(error);
    log.warn({ code: 'code' in failure ? failure.code : failure.kind }, 'the news of a sync did not reach Slack');
  }
}
