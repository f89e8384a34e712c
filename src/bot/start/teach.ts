import { linesInUse } from '../../hunter/rules/lines-in-use.js';
import { callerOf, noLineWords, usableFor } from '../lines/usable.js';
import type { BotParts } from '../parts.js';
import { INVITE } from '../slack/channels.js';
import { plainly } from '../slack/mrkdwn.js';
import { typedDestination } from './start.js';
import { faultWords, houseFault, startHunt, wishFaults } from './starting.js';

export interface TeachAsk {
  readonly user: string;
  readonly channel: string;
  readonly triggerId: string;
  /** As typed; empty means the default destination. */
  readonly destination: string;
}

/** `/irs-hunt teach`: a lesson on one free line, heard on the admin's own phone. Answers what to tell the person, if anything. */
export async function teach(parts: BotParts, ask: TeachAsk): Promise<string | undefined> {
  const { live, rings, channels, now } = parts;
  const { user, channel } = ask;
  const destination = typedDestination(parts, ask.destination, 'teach');
  if (typeof destination === 'string') return destination;
  const open = live.open();
  const inUse = linesInUse(open);
  const caller = await callerOf(parts, user);
  if (typeof caller === 'string') return caller;
  const usable = usableFor(parts, caller);
  const line = usable.find(({ id }) => !inUse.has(id));
  if (line === undefined) return noLineWords(parts, caller, usable);
  const ring = await rings.of(user);
  if (typeof ring === 'string') return `${ring} A lesson needs a phone of yours: you listen on it.`;
  const wish = {
    requester: user,
    channel,
    destination,
    lines: [line],
    wanted: 1,
    ringTarget: ring.target,
    note: '',
    lesson: true,
  } as const;
  const fault = await houseFault(parts, wish, open);
  if (fault !== undefined) return faultWords(parts, fault);
  const faults = Object.values(wishFaults(wish, open, now()));
  if (faults.length > 0) return plainly(faults.join(' '));
  if (!(await channels.canPost(channel))) return INVITE;
  return (await startHunt(parts, ask.triggerId, wish)) ?? ring.remark;
}
