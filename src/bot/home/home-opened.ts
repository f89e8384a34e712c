import type { AllMiddlewareArgs, SlackEventMiddlewareArgs } from '@slack/bolt';
import { guarded } from '../answering/guarded.js';
import type { BotParts } from '../parts.js';
import { home } from './home.js';

type Args = SlackEventMiddlewareArgs<'app_home_opened'> & AllMiddlewareArgs;

/** The home tab was opened: it is drawn anew each time. */
export function onHomeOpened(parts: BotParts) {
  return guarded<Args>(
    parts,
    'home-opened',
    () => undefined,
    async ({ event, client }) => {
      if (event.tab !== 'home') return;
      // A member sees no button that would be refused; while Slack can't tell, nobody is more than that.
      const standing = await parts.standings.of(event.user).catch(() => 'member' as const);
      const view = home(event.user, parts.live.open(), standing, parts.house.hold());
      await client.views.publish({ user_id: event.user, view });
    },
  );
}
