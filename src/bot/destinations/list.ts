import type { Destinations } from '../../hunter/destinations/destinations.js';
import { type Standing, whyNot } from '../../hunter/office/rights.js';
import type { Command } from '../answering/command.js';
import { destinationsMessage } from './texts.js';

/** What listing the destinations takes. */
interface DestinationsNeeds {
  readonly destinations: Pick<Destinations, 'all'>;
  readonly standings: { of(userId: string): Promise<Standing> };
}

/** `/irs-hunt destinations`: what may be called. Admins change the list here. */
export const destinationsCommand: Command<DestinationsNeeds> = {
  verb: 'destinations',
  act: 'see-destinations',
  usage: ['`/irs-hunt destinations` lists the phone lines the bot may call; admins add, change and remove them there.'],
  async run({ destinations, standings }, { user }) {
    // If Slack can't be asked, show the list without the admin controls.
    const standing = await standings.of(user).catch(() => 'outsider' as const);
    return destinationsMessage(destinations.all(), whyNot('edit-destinations', standing) === undefined);
  },
};
