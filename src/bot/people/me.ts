import type { webApi } from '@slack/bolt';
import type { BotParts } from '../parts.js';
import { slackFailure } from '../slack/errors.js';
import { meView, sayView } from './me-form.js';

/** `/irs-hunt me`: the form opens at once, since the trigger id lives 3 s; what Slack must be asked is filled in then. */
export async function openMe(
  parts: BotParts,
  client: webApi.WebClient,
  { triggerId, user }: { readonly triggerId: string; readonly user: string },
): Promise<void> {
  const opened = await client.views.open({ trigger_id: triggerId, view: sayView('One moment …') });
  const viewId = opened.view?.id;
  if (viewId === undefined) return;
  await client.views.update({ view_id: viewId, view: await myView(parts, user) }).catch((error: unknown) => {
    const failure = slackFailure(error);
    // Closed meanwhile: nobody waits for it.
    if (failure.kind !== 'refused' || failure.code !== 'not_found') throw error;
  });
}

/** The form as it is now. */
export async function myView(parts: BotParts, user: string) {
  try {
    return meView(user, await parts.people.identityOf(user), parts.rings.optionNow(user));
  } catch {
    return sayView('Slack did not tell your e-mail address just now. Close this and type `/irs-hunt me` again.');
  }
}
