import type { AllMiddlewareArgs, BlockAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import type { HuntState } from '../../hunter/state.js';
import { type ButtonValue, readValue } from '../button-value.js';
import { guarded } from '../guarded.js';
import type { BotParts } from '../parts.js';
import { type Addressee, acknowledge, tell } from '../tell.js';

export type ButtonArgs = SlackActionMiddlewareArgs<BlockAction> & AllMiddlewareArgs;

/** A click on a button of a hunt that exists. */
export interface Click {
  readonly value: ButtonValue;
  readonly state: HuntState;
  readonly user: string;
  /** Says something only the clicker sees. */
  answer(text: string): Promise<void>;
}

export function buttonAddressee({ body, respond }: ButtonArgs): Addressee {
  // In the home tab there is no response url, and Bolt's respond would fail.
  const hasUrl = body.response_url !== undefined && body.response_url !== '';
  return { user: body.user.id, channel: body.channel?.id, ...(hasUrl ? { respond } : {}) };
}

/** The value of a button, or of the select that drops a line, whose block names the hunt. */
function clickValue({ action }: ButtonArgs): ButtonValue | undefined {
  if (action.type === 'button') return readValue(action.value);
  if (action.type !== 'static_select') return undefined;
  const hunt = /^drop:(.{1,200})$/.exec(action.block_id)?.[1];
  const line = action.selected_option?.value;
  return hunt === undefined || line === undefined ? undefined : { hunt, line };
}

/** Acknowledges, finds the hunt, answers politely when the button is of none; then `act` runs. */
export function onButton(parts: BotParts, name: string, act: (click: Click) => Promise<void>) {
  return guarded<ButtonArgs>(parts, name, buttonAddressee, async (args) => {
    await acknowledge(args.ack, parts.log);
    const answer = (text: string) => tell(parts.client, parts.log, buttonAddressee(args), text);
    const value = clickValue(args);
    if (value === undefined) return answer('This button is not one I know. `/irs-hunt status` shows what is running.');
    const state = await parts.hunts.state(value.hunt);
    if (state === undefined) {
      return answer('I do not know this hunt any more; it is over. `/irs-hunt` starts a new one.');
    }
    await act({ value, state, user: args.body.user.id, answer });
  });
}
