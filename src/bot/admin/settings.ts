import type { webApi } from '@slack/bolt';
import type { BotParts } from '../parts.js';
import { opened } from '../slack/opened.js';
import type { FormOpening } from '../start/open-form.js';
import { settingsForm } from './settings-form.js';

/** `/irs-hunt settings`: opens the form for admins. Answers what to tell the person, if anything. */
export async function settings(
  parts: BotParts,
  client: webApi.WebClient,
  { triggerId, channel }: Omit<FormOpening, 'user'>,
): Promise<string | undefined> {
  const view = settingsForm(parts.house.defaults, parts.house.rules.get(), channel);
  return opened(() => client.views.open({ trigger_id: triggerId, view }), 'Type `/irs-hunt settings` again.');
}
