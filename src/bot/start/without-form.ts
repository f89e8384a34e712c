import type { Destinations } from '../../hunter/destinations/destinations.js';
import type { HuntState } from '../../hunter/rules/state.js';
import type { CallerNeeds, LineFacts, NoLineNeeds } from '../lines/usable.js';
import type { RingChoices } from '../people/ring-choices.js';
import { type Channels, INVITE } from '../slack/channels.js';
import { plainly } from '../slack/mrkdwn.js';
import { type StartingNeeds, startHunt, type Wish, wishFaults } from './starting.js';

/** What starting a hunt or a lesson without a form takes. */
export interface WithoutFormNeeds extends StartingNeeds, LineFacts, CallerNeeds, NoLineNeeds {
  readonly destinations: Pick<Destinations, 'all'>;
  readonly rings: Pick<RingChoices, 'of'>;
  readonly channels: Pick<Channels, 'canPost'>;
  readonly now: () => number;
}

/** Starts what was asked for, once the house rules allow it. Returns what to tell the person, if anything; `key` as in `startHunt`. */
export async function startWithoutForm(
  needs: WithoutFormNeeds,
  key: string,
  wish: Wish,
  open: readonly HuntState[],
): Promise<string | undefined> {
  const faults = Object.values(wishFaults(wish, open, needs.now()));
  if (faults.length > 0) return plainly(faults.join(' '));
  if (!(await needs.channels.canPost(wish.channel))) return INVITE;
  return startHunt(needs, key, wish);
}
