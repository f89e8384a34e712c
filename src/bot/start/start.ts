import { linesLeft } from '../../hunter/office/house-rules.js';
import { linesInUse } from '../../hunter/rules/lines-in-use.js';
import type { Destination } from '../../hunter/terms.js';
import type { ParsedCommand } from '../commands/command-text.js';
import { findDestination } from '../destinations/find.js';
import { callerOf, noLineWords, usableFor } from '../lines/usable.js';
import type { BotParts } from '../parts.js';
import { INVITE } from '../slack/channels.js';
import { plainly } from '../slack/mrkdwn.js';
import { faultWords, houseFault, startHunt, wishFaults } from './starting.js';

/** The destination somebody typed, or a sentence that helps. */
export function typedDestination(parts: BotParts, typed: string, verb: 'start' | 'teach'): Destination | string {
  const all = parts.destinations.all();
  const { found, ...rest } = findDestination(typed, all);
  if (found !== undefined) return found;
  const near = 'didYouMean' in rest ? rest.didYouMean : undefined;
  const words = plainly(typed);
  return near === undefined
    ? `I do not know “${words}”. These can be called: ${all.map(({ id }) => `\`${id}\``).join(', ')}.`
    : `I do not know “${words}”. Did you mean \`/irs-hunt ${verb} ${near.id}\` (${plainly(near.name)})?`;
}

export interface StartAsk {
  readonly user: string;
  readonly channel: string;
  readonly triggerId: string;
  readonly parsed: Extract<ParsedCommand, { verb: 'start' }>;
}

/** `/irs-hunt start`: without a form, with sensible choices. Answers what to tell the person, if anything. */
export async function start(parts: BotParts, ask: StartAsk): Promise<string | undefined> {
  const { house, defaultLines, live, rings, channels, now } = parts;
  const { user, channel, parsed } = ask;
  const found = typedDestination(parts, parsed.destination, 'start');
  if (typeof found === 'string') return found;
  const { linesPerHunt } = house.limits();
  if (parsed.lines !== undefined && (parsed.lines < 1 || parsed.lines > linesPerHunt)) {
    return `A hunt may use 1 to ${linesPerHunt} lines, not ${parsed.lines}.`;
  }
  const open = live.open();
  const inUse = linesInUse(open);
  const caller = await callerOf(parts, user);
  if (typeof caller === 'string') return caller;
  const usable = usableFor(parts, caller);
  const free = usable.filter(({ id }) => !inUse.has(id));
  // What speaks against any start is said before it comes to how many lines.
  const asked = { requester: user, channel, destination: found, lines: free.slice(0, parsed.lines ?? 1) };
  const fault = await houseFault(parts, asked, open);
  if (fault !== undefined) return faultWords(parts, fault);
  const wantedLines = parsed.lines ?? defaultLines;
  const lines = free.slice(
    0,
    parsed.lines === undefined ? Math.min(wantedLines, linesLeft(asked, house.limits(), open)) : wantedLines,
  );
  if (lines.length === 0) return noLineWords(parts, caller, usable);
  if (parsed.lines !== undefined && lines.length < parsed.lines) {
    return `Only ${lines.length} of ${parsed.lines} lines are free now. Try \`/irs-hunt start ${found.id} ${lines.length}\`.`;
  }
  const ring = await rings.of(user);
  if (typeof ring === 'string') return `${ring} The form (\`/irs-hunt\`) lets you choose.`;
  const wish = { ...asked, lines, wanted: 1, ringTarget: ring.target, note: '' };
  const faults = Object.values(wishFaults(wish, open, now()));
  if (faults.length > 0) return plainly(faults.join(' '));
  if (!(await channels.canPost(channel))) return INVITE;
  return (await startHunt(parts, ask.triggerId, wish)) ?? ring.remark;
}
