import { linesInUse } from '../../hunter/rules/lines-in-use.js';
import type { Command } from '../answering/command.js';
import { callerOf, noLineWords, usableFor } from '../lines/usable.js';
import { faultWords, houseFault } from './starting.js';
import { typedDestination } from './typed-destination.js';
import { startWithoutForm, type WithoutFormNeeds } from './without-form.js';

/** `/irs-hunt teach`: a lesson on one free line while the admin listens on their own phone. Without a destination, it calls the default one. */
export const teachCommand: Command<WithoutFormNeeds> = {
  verb: 'teach',
  act: 'teach',
  usage: [
    '`/irs-hunt teach <destination>` (admins) calls while you listen: press the keys, and hunts will press them when they hear the same prompts.',
  ],
  async run(needs, { user, channel, triggerId, rest }) {
    const { openHunts, rings } = needs;
    const destination = typedDestination(needs.destinations, rest, 'teach');
    if (typeof destination === 'string') return destination;
    const open = openHunts();
    const inUse = linesInUse(open);
    const caller = await callerOf(needs, user);
    if (typeof caller === 'string') return caller;
    const usable = usableFor(needs, caller);
    const line = usable.find(({ id }) => !inUse.has(id));
    if (line === undefined) return noLineWords(needs, caller, usable);
    const ring = await rings.of(user);
    if (typeof ring === 'string') return `${ring} For a lesson, you listen on your own phone.`;
    const wish = {
      ...{ requester: user, channel, destination, lines: [line], wanted: 1, ringTarget: ring.target, note: '' },
      lesson: true as const,
    };
    const fault = await houseFault(needs, wish, open);
    if (fault !== undefined) return faultWords(needs, fault);
    return (await startWithoutForm(needs, triggerId, wish, open)) ?? ring.remark;
  },
};
