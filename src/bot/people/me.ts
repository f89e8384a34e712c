import type { webApi } from '@slack/bolt';
import type { Ask, Command } from '../answering/command.js';
import { slackFailure } from '../slack/errors.js';
import { opened } from '../slack/opened.js';
import { meView, sayView } from './me-form.js';
import type { People } from './people.js';
import type { RingChoices } from './ring-choices.js';

/** What tells people who they are to the bot. */
export interface MyViewNeeds {
  readonly people: Pick<People, 'identityOf'>;
  readonly rings: Pick<RingChoices, 'optionNow'>;
}

/** What opening that form takes. */
interface MeNeeds extends MyViewNeeds {
  readonly client: webApi.WebClient;
}

/** `/irs-hunt me` */
export const meCommand: Command<MeNeeds> = {
  verb: 'me',
  act: 'say-who-i-am',
  usage: ['`/irs-hunt me` shows which extension I take for yours and where I ring you, and changes both.'],
  acknowledged: 'at-once',
  run: (needs, ask) => opened(() => openMe(needs, ask), 'Type `/irs-hunt me` again.'),
};

/** The form opens at once, since the trigger id lives 3 s; what Slack must be asked is filled in then. */
async function openMe(needs: MeNeeds, { triggerId, user }: Ask): Promise<void> {
  const { client } = needs;
  const opening = await client.views.open({ trigger_id: triggerId, view: sayView('One moment …') });
  const viewId = opening.view?.id;
  if (viewId === undefined) return;
  await client.views.update({ view_id: viewId, view: await myView(needs, user) }).catch((error: unknown) => {
    const failure = slackFailure(error);
    // Closed meanwhile: nobody waits for it.
    if (failure.kind !== 'refused' || failure.code !== 'not_found') throw error;
  });
}

/** The form as it is now. */
export async function myView(needs: MyViewNeeds, user: string) {
  try {
    return meView(user, await needs.people.identityOf(user), needs.rings.optionNow(user));
  } catch {
    return sayView('Slack did not tell your e-mail address just now. Close this and type `/irs-hunt me` again.');
  }
}
