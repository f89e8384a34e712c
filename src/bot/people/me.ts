import type { webApi } from '@slack/bolt';
import type { Ask, Command } from '../answering/command.js';
import { slackFailure } from '../slack/errors.js';
import { opened } from '../slack/opened.js';
import { meView, sayView } from './me-form.js';
import type { People } from './people.js';
import type { RingChoices } from './ring-choices.js';

/** What showing people their settings takes. */
export interface MyViewNeeds {
  readonly people: Pick<People, 'identityOf'>;
  readonly rings: Pick<RingChoices, 'optionNow'>;
}

/** What opening that form takes. */
interface MeNeeds extends MyViewNeeds {
  readonly client: webApi.WebClient;
}

/** `/irs-hunt me`. */
export const meCommand: Command<MeNeeds> = {
  verb: 'me',
  act: 'say-who-i-am',
  usage: ['`/irs-hunt me` shows and changes which extension is yours and where I ring you.'],
  acknowledged: 'at-once',
  run: (needs, ask) => opened(() => openMe(needs, ask), 'Type `/irs-hunt me` again.'),
};

/** Opens the form right away, since the trigger id lives 3 s, and fills it in once Slack has answered. */
async function openMe(needs: MeNeeds, { triggerId, user }: Ask): Promise<void> {
  const { client } = needs;
  const opening = await client.views.open({ trigger_id: triggerId, view: sayView('One moment …') });
  const viewId = opening.view?.id;
  if (viewId === undefined) return;
  await client.views.update({ view_id: viewId, view: await myView(needs, user) }).catch((error: unknown) => {
    const failure = slackFailure(error);
    // The person closed it meanwhile.
    if (failure.kind !== 'refused' || failure.code !== 'not_found') throw error;
  });
}

/** The form as it is now. */
export async function myView(needs: MyViewNeeds, user: string) {
  try {
    return meView(user, await needs.people.identityOf(user), needs.rings.optionNow(user));
  } catch {
    return sayView('I couldn’t check your e-mail address with Slack. Close this and type `/irs-hunt me` again.');
  }
}
