import type { Audit } from '../../hunter/office/audit.js';
import type { House } from '../../hunter/office/house.js';
import type { SubmitArgs } from '../answering/bindings.js';
import type { GatedNeeds } from '../answering/gate.js';
import { guarded } from '../answering/guarded.js';
import { plainly } from '../slack/mrkdwn.js';
import { acknowledge, tell } from '../slack/tell.js';
import {
  changedRules,
  changeWords,
  readSettings,
  SETTINGS_FIRST_FIELD,
  type SettingsChange,
  shownIn,
} from './settings-form.js';

/** What saving the settings takes. */
export interface SettingsSubmitNeeds extends GatedNeeds {
  readonly house: Pick<House, 'defaults' | 'rules'>;
  readonly audit: Pick<Audit, 'record'>;
}

/** Saves the settings. Each change is audited and applies to what starts from now on. */
export function onSettingsSubmit(needs: SettingsSubmitNeeds) {
  const addressee = ({ body, view }: SubmitArgs) => ({
    user: body.user.id,
    channel: shownIn(view.private_metadata)?.channel,
  });
  return guarded<SubmitArgs>(needs, 'settings-submit', addressee, async (args) => {
    const { ack, body, view } = args;
    const refuse = (errors: Readonly<Record<string, string>>) =>
      acknowledge(ack, needs.log, { response_action: 'errors', errors: { ...errors } });
    const refusal = await needs.gate.refusal('edit-settings', body.user.id);
    if (refusal !== undefined) return void (await refuse({ [SETTINGS_FIRST_FIELD]: refusal }));
    const shown = shownIn(view.private_metadata);
    if (shown === undefined) {
      return void (await refuse({ [SETTINGS_FIRST_FIELD]: 'This form is out of date. Close it and open it again.' }));
    }
    const change = readSettings(view.state.values, shown);
    if ('faults' in change) return void (await refuse(change.faults));
    await acknowledge(ack, needs.log);
    const words = await apply(needs, change);
    for (const about of words) needs.audit.record({ by: body.user.id, act: 'settings', outcome: 'done', about });
    const text = words.length === 0 ? 'Nothing changed.' : `Changed: ${words.map(plainly).join('; ')}.`;
    await tell(needs.client, needs.log, addressee(args), text);
  });
}

async function apply(
  { house }: Pick<SettingsSubmitNeeds, 'house'>,
  change: SettingsChange,
): Promise<readonly string[]> {
  let words: readonly string[] = [];
  await house.rules.change((rules) => {
    words = changeWords(house.defaults, rules, change);
    return changedRules(rules, change);
  });
  return words;
}
