import { linesLeft, USUAL_LINES } from '../../hunter/office/house-rules.js';
import { linesInUse } from '../../hunter/rules/lines-in-use.js';
import type { Command } from '../answering/command.js';
import { callerOf, noLineWords, usableFor } from '../lines/usable.js';
import { faultWords, houseFault } from './starting.js';
import { typedDestination } from './typed-destination.js';
import { startWithoutForm, type WithoutFormNeeds } from './without-form.js';

/** `/irs-hunt start`: no form, with sensible defaults. */
export const startCommand: Command<WithoutFormNeeds> = {
  verb: 'start',
  act: 'start-hunt',
  usage: ['`/irs-hunt start [destination] [how many lines]` starts right away with free lines and your own extension.'],
  async run(needs, { user, channel, triggerId, rest }) {
    const { house, openHunts, rings } = needs;
    const typed = readStart(rest);
    const found = typedDestination(needs.destinations, typed.destination, 'start');
    if (typeof found === 'string') return found;
    const { linesPerHunt } = house.limits();
    if (typed.lines !== undefined && (typed.lines < 1 || typed.lines > linesPerHunt)) {
      return `A hunt may use 1 to ${linesPerHunt} lines, not ${typed.lines}.`;
    }
    const open = openHunts();
    const inUse = linesInUse(open);
    const caller = await callerOf(needs, user);
    if (typeof caller === 'string') return caller;
    const usable = usableFor(needs, caller);
    const free = usable.filter(({ id }) => !inUse.has(id));
    // Say why no hunt can start at all before talking about how many lines.
    const asked = { requester: user, channel, destination: found, lines: free.slice(0, typed.lines ?? 1) };
    const fault = await houseFault(needs, asked, open);
    if (fault !== undefined) return faultWords(needs, fault);
    const lines = free.slice(0, typed.lines ?? Math.min(USUAL_LINES, linesLeft(asked, house.limits(), open)));
    if (lines.length === 0) return noLineWords(needs, caller, usable);
    if (typed.lines !== undefined && lines.length < typed.lines) {
      return `Only ${lines.length} of ${typed.lines} lines are free now. Try \`/irs-hunt start ${found.id} ${lines.length}\`.`;
    }
    const ring = await rings.of(user);
    if (typeof ring === 'string') return `${ring} You can choose another phone in the form (\`/irs-hunt\`).`;
    const wish = { ...asked, lines, wanted: 1, ringTarget: ring.target, note: '' };
    return (await startWithoutForm(needs, triggerId, wish, open)) ?? ring.remark;
  },
};

/** What follows `start`: a destination in any words, then a number of lines. */
export function readStart(rest: string): { readonly destination: string; readonly lines?: number } {
  const words = rest.split(' ');
  const last = words.at(-1) ?? '';
  if (!/^\d{1,4}$/.test(last)) return { destination: rest };
  return { destination: words.slice(0, -1).join(' '), lines: Number(last) };
}
