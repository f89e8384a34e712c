import type { AllMiddlewareArgs, SlackViewMiddlewareArgs, ViewSubmitAction } from '@slack/bolt';
import { guarded } from '../answering/guarded.js';
import type { BotParts } from '../parts.js';
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

type Args = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;

/** The settings were sent: each change is audited, and holds for what starts from now on. */
export function onSettingsSubmit(parts: BotParts) {
  const addressee = ({ body, view }: Args) => ({
    user: body.user.id,
    channel: shownIn(view.private_metadata)?.channel,
  });
  return guarded<Args>(parts, 'settings-submit', addressee, async (args) => {
    const { ack, body, view } = args;
    const refuse = (errors: Readonly<Record<string, string>>) =>
      acknowledge(ack, parts.log, { response_action: 'errors', errors: { ...errors } });
    const refusal = await parts.gate.refusal('edit-settings', body.user.id);
    if (refusal !== undefined) return void (await refuse({ [SETTINGS_FIRST_FIELD]: refusal }));
    const shown = shownIn(view.private_metadata);
    if (shown === undefined) {
      return void (await refuse({ [SETTINGS_FIRST_FIELD]: 'This form is out of date: close it and open it again.' }));
    }
    const change = readSettings(view.state.values, shown);
    if ('faults' in change) return void (await refuse(change.faults));
    await acknowledge(ack, parts.log);
    const words = await apply(parts, change);
    for (const about of words) parts.audit.record({ by: body.user.id, act: 'settings', outcome: 'done', about });
    const text = words.length === 0 ? 'Nothing was changed.' : `Changed: ${words.map(plainly).join('; ')}.`;
    await tell(parts.client, parts.log, addressee(args), text);
  });
}

async function apply({ house }: BotParts, change: SettingsChange): Promise<readonly string[]> {
  let words: readonly string[] = [];
  await house.rules.change((rules) => {
    words = changeWords(house.defaults, rules, change);
    return changedRules(rules, change);
  });
  return words;
}
