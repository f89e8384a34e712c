import type { Destinations } from '../../hunter/destinations/destinations.js';
import { linesInUse } from '../../hunter/rules/lines-in-use.js';
import type { Command } from '../answering/command.js';
import {
  type CallerNeeds,
  callerOf,
  type LineFacts,
  type NoLineNeeds,
  noLineWords,
  usableFor,
} from '../lines/usable.js';
import type { RingChoices } from '../people/ring-choices.js';
import { type Channels, INVITE } from '../slack/channels.js';
import { plainly } from '../slack/mrkdwn.js';
import { faultWords, houseFault, type StartingNeeds, startHunt, wishFaults } from './starting.js';
import { typedDestination } from './typed-destination.js';

/** What starting a lesson takes. */
interface TeachNeeds extends StartingNeeds, LineFacts, CallerNeeds, NoLineNeeds {
  readonly destinations: Pick<Destinations, 'all'>;
  readonly rings: Pick<RingChoices, 'of'>;
  readonly channels: Pick<Channels, 'canPost'>;
  readonly now: () => number;
}

/** `/irs-hunt teach`: a lesson on one free line while the admin listens on their own phone. Without a destination, it calls the default one. */
export const teachCommand: Command<TeachNeeds> = {
  verb: 'teach',
  act: 'teach',
  usage: [
    '`/irs-hunt teach <destination>` (admins) calls while you listen: press the keys, and hunts will press them when they hear the same prompts.',
  ],
  async run(needs, { user, channel, triggerId, rest }) {
    const { openHunts, rings, channels, now } = needs;
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
    const faults = Object.values(wishFaults(wish, open, now()));
    if (faults.length > 0) return plainly(faults.join(' '));
    if (!(await channels.canPost(channel))) return INVITE;
    return (await startHunt(needs, triggerId, wish)) ?? ring.remark;
  },
};
