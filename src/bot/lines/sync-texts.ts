import type { Directory } from '../../hunter/ports/directory.js';
import { ago, lasted, plainly } from '../slack/mrkdwn.js';

const count = new Intl.NumberFormat('en');

/** How far the running sync is, in a sentence; undefined if none is running. */
export function progressWords(directory: Pick<Directory, 'progress'>, now: number): string | undefined {
  const progress = directory.progress();
  if (progress === undefined) return undefined;
  const { looked, of, endsAt } = progress;
  if (of === 0) return 'Reading the extensions now.';
  const minutes = Math.max(1, Math.round((endsAt - now) / 60_000));
  return `Checked ${count.format(looked)} of ${count.format(of)} extensions, about ${minutes} ${minutes === 1 ? 'minute' : 'minutes'} left.`;
}

/** How fresh the list is: the last sync, the one running now, and why the last try failed, if it did. */
export function freshnessWords(directory: Directory, now: number): string {
  const refreshedAt = directory.refreshedAt();
  const problem = directory.problem();
  return [
    refreshedAt === undefined ? 'The list of extensions has not been read yet.' : `Read ${ago(refreshedAt)}.`,
    progressWords(directory, now),
    problem === undefined ? undefined : `The last try failed: ${plainly(problem)}`,
  ]
    .filter((words) => words !== undefined)
    .join(' ');
}

/** The result of a sync. */
export function syncedWords(directory: Pick<Directory, 'lastSync' | 'problem'>): string {
  const problem = directory.problem();
  if (problem !== undefined)
    return `The sync failed: ${plainly(problem)} The earlier list stays in use, and the bot tries again.`;
  const last = directory.lastSync();
  if (last === undefined) return 'The sync is done.';
  const { extensions, lines, looked, began, ended } = last;
  const extent =
    looked === 0 ? 'nothing had changed' : `${count.format(looked)} ${looked === 1 ? 'was' : 'were'} checked in detail`;
  return `Synced in ${lasted(ended - began)}: ${count.format(lines)} of ${count.format(extensions)} extensions can place calls; ${extent}.`;
}
