import { THE_BOT } from '../../hunter/terms.js';

/** Line breaks and other control characters, and marks that change the text direction. */
const UNSEEN = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/** Makes text from people or the phone safe, on one line: a name could mention a whole channel, or fake a line of ours. */
export function plainly(text: string): string {
  return text.replace(UNSEEN, ' ').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A mention, or the bot's name if it acted itself. Anything that is not a Slack user id is shown as plain text. */
export function mention(userId: string): string {
  if (userId === THE_BOT) return 'Hold Hunter (restarting)';
  return /^[UW][A-Z0-9]{1,30}$/.test(userId) ? `<@${userId}>` : plainly(userId);
}

/** The user id of a mention as Slack writes it into a command; undefined for other text. */
export function mentioned(text: string): string | undefined {
  return /^<@([UW][A-Z0-9]{1,30})(?:\|[^>]{0,100})?>$/.exec(text)?.[1];
}

function utc(at: number): string {
  return `${new Date(at).toISOString().slice(11, 16)} UTC`;
}

/** A time of day in each reader's time zone. */
export function clock(at: number): string {
  return `<!date^${Math.floor(at / 1000)}^{time}|${utc(at)}>`;
}

/** Date and time in each reader's time zone. */
export function stamp(at: number): string {
  const plain = `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  return `<!date^${Math.floor(at / 1000)}^{date_short_pretty} {time_secs}|${plain}>`;
}

/** “3 minutes ago”. Slack keeps it current, so no edit is needed. */
export function ago(at: number): string {
  return `<!date^${Math.floor(at / 1000)}^{ago}|at ${utc(at)}>`;
}

/** A fixed length of time in words. */
export function lasted(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
