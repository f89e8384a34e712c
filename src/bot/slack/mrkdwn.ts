import { THE_BOT } from '../../hunter/terms.js';

/** Line breaks and other controls, and the marks that turn the direction of writing. */
const UNSEEN = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/** Makes text from people or the phone harmless and one line: a name could mention a whole channel, or pass for a line of ours. */
export function plainly(text: string): string {
  return text.replace(UNSEEN, ' ').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A mention; the bot itself by its name; anything that is not a Slack user id is shown as plain text. */
export function mention(userId: string): string {
  if (userId === THE_BOT) return 'Hold Hunter (it is being restarted)';
  return /^[UW][A-Z0-9]{1,30}$/.test(userId) ? `<@${userId}>` : plainly(userId);
}

/** Whom a mention means, as Slack writes it into a command when the person is picked from its list; undefined for other text. */
export function mentioned(text: string): string | undefined {
  return /^<@([UW][A-Z0-9]{1,30})(?:\|[^>]{0,100})?>$/.exec(text)?.[1];
}

function utc(at: number): string {
  return `${new Date(at).toISOString().slice(11, 16)} UTC`;
}

/** A clock time in each reader's own zone. */
export function clock(at: number): string {
  return `<!date^${Math.floor(at / 1000)}^{time}|${utc(at)}>`;
}

/** Day and time in each reader's own zone. */
export function stamp(at: number): string {
  const plain = `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  return `<!date^${Math.floor(at / 1000)}^{date_short_pretty} {time_secs}|${plain}>`;
}

/** “3 minutes ago”, counted by Slack itself, so that no edit is needed for the clock to go on. */
export function ago(at: number): string {
  return `<!date^${Math.floor(at / 1000)}^{ago}|since ${utc(at)}>`;
}

/** A length of time in words, for texts that do not go on counting. */
export function lasted(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
