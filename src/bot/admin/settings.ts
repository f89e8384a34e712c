import type { webApi } from '@slack/bolt';
import type { House } from '../../hunter/office/house.js';
import type { Command } from '../answering/command.js';
import { opened } from '../slack/opened.js';
import { settingsForm } from './settings-form.js';

/** What opening the settings takes. */
interface SettingsNeeds {
  readonly house: Pick<House, 'defaults' | 'rules'>;
  readonly client: webApi.WebClient;
}

/** `/irs-hunt settings`: opens the settings form. */
export const settingsCommand: Command<SettingsNeeds> = {
  verb: 'settings',
  act: 'edit-settings',
  usage: ['`/irs-hunt settings` (admins) sets limits and channels.'],
  run({ house, client }, { triggerId, channel }) {
    const view = settingsForm(house.defaults, house.rules.get(), channel);
    return opened(() => client.views.open({ trigger_id: triggerId, view }), 'Type `/irs-hunt settings` again.');
  },
};
