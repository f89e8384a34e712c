import { INVITE } from '../channels.js';
import { callableLines, linesInUse } from '../lines.js';
import { plainly } from '../mrkdwn.js';
import type { BotParts } from '../parts.js';
import { MINE, resolveRing } from '../ring.js';
import { faultWords, houseFault, startHunt, wishFaults } from '../starting.js';
import { noLineWords, typedDestination } from './start.js';

export interface TeachAsk {
  readonly user: string;
  readonly channel: string;
  readonly triggerId: string;
  /** As typed; empty means the default destination. */
  readonly destination: string;
}

/** `/irs-hunt teach`: a lesson on one free line, heard on the admin's own phone. Answers what to tell the person, if anything. */
export async function teach(parts: BotParts, ask: TeachAsk): Promise<string | undefined> {
  const { directory, limits, live, people, channels, now } = parts;
  const { user, channel } = ask;
  const destination = typedDestination(parts, ask.destination, 'teach');
  if (typeof destination === 'string') return destination;
  const open = live.open();
  const inUse = linesInUse(open);
  const line = callableLines(directory).find(({ id }) => !inUse.has(id));
  if (line === undefined) return noLineWords(parts);
  const ringTarget = await resolveRing(MINE, user, directory, people);
  if (typeof ringTarget === 'string') return `${ringTarget} A lesson needs your own extension: you listen on it.`;
  const wish = {
    requester: user,
    channel,
    destination,
    lines: [line],
    wanted: 1,
    ringTarget,
    note: '',
    lesson: true,
  } as const;
  const fault = await houseFault(parts, wish, open);
  if (fault !== undefined) return faultWords(parts, fault);
  const faults = Object.values(wishFaults(wish, limits, open, now()));
  if (faults.length > 0) return plainly(faults.join(' '));
  if (!(await channels.canPost(channel))) return INVITE;
  return startHunt(parts, ask.triggerId, wish);
}
