import type { AllMiddlewareArgs, SlackEventMiddlewareArgs } from '@slack/bolt';
import type { House } from '../../hunter/office/house.js';
import type { HuntState } from '../../hunter/rules/state.js';
import { guarded, type ListenerNeeds } from '../answering/guarded.js';
import type { Standings } from '../people/standing.js';
import { home } from './home.js';

type Args = SlackEventMiddlewareArgs<'app_home_opened'> & AllMiddlewareArgs;

/** What the home tab shows. */
export interface HomeNeeds extends ListenerNeeds {
  readonly standings: Pick<Standings, 'of'>;
  readonly openHunts: () => readonly HuntState[];
  readonly house: Pick<House, 'hold'>;
}

/** The home tab was opened: redraw it. */
export function onHomeOpened(needs: HomeNeeds) {
  return guarded<Args>(
    needs,
    'home-opened',
    () => undefined,
    async ({ event, client }) => {
      if (event.tab !== 'home') return;
      // Members see no button that would be refused. If Slack can't be asked, everybody counts as a member.
      const standing = await needs.standings.of(event.user).catch(() => 'member' as const);
      const view = home(event.user, needs.openHunts(), standing, needs.house.hold());
      await client.views.publish({ user_id: event.user, view });
    },
  );
}
