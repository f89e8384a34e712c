import { deliverEvent } from '../delivery.js';
import { APP, nowStamp, randomId, TEAM } from '../ids.js';
import { viewObject } from '../views.js';
import type { Stage } from './stage.js';

/** A person opens the app's home tab (or its messages); the bot hears of every opening. */
export function openHome(stage: Stage, person: string, tab: 'home' | 'messages' = 'home'): void {
  const view = stage.views.home(person);
  stage.workspace.story.tell('home-opened', { person, tab });
  void deliverEvent(stage.delivery, {
    ...{ token: 'deprecated-verification-token', team_id: TEAM.id, api_app_id: APP.id, type: 'event_callback' },
    ...{ event_id: randomId('Ev'), event_time: Math.floor(Date.now() / 1000), is_ext_shared_channel: false },
    authorizations: [
      { enterprise_id: null, team_id: TEAM.id, user_id: APP.userId, is_bot: true, is_enterprise_install: false },
    ],
    event: {
      ...{
        type: 'app_home_opened',
        user: person,
        channel: stage.workspace.directWith(person).id,
        tab,
        event_ts: nowStamp(),
      },
      ...(tab === 'home' && view && { view: viewObject(view) }),
    },
  });
}
