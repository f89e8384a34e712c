import type { AllMiddlewareArgs, BlockAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import type { Act } from '../../hunter/office/rights.js';
import type { HuntState } from '../../hunter/rules/state.js';
import type { Hunts } from '../../hunter/run/hunts.js';
import { type Addressee, acknowledge, tell } from '../slack/tell.js';
import { type ButtonValue, readValue } from './button-value.js';
import type { Gate } from './gate.js';
import { guarded, type ListenerNeeds } from './guarded.js';
import { isKind } from './kinds.js';
import { isInPlace, type Place } from './place.js';

export type ButtonArgs = SlackActionMiddlewareArgs<BlockAction> & AllMiddlewareArgs;

/** What a button of a hunt works with. */
export interface ButtonNeeds extends ListenerNeeds {
  readonly gate: Gate;
  readonly hunts: Pick<Hunts, 'state'>;
  /** Where the hunt's messages are. */
  readonly boards: { placesOf(huntId: string): Promise<readonly Place[]> };
}

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

/** The selects of messages: their block names the hunt and what it is about, their option what was chosen. */
const SELECTS: readonly (readonly [
  RegExp,
  (hunt: string, about: string | undefined, chosen: string) => ButtonValue,
])[] = [
  [/^drop:([^:]{1,200})$/, (hunt, _about, line) => ({ hunt, line })],
  [
    /^kind:([^:]{1,100}):(.{1,150})$/,
    (hunt, offer, kind) => ({ hunt, offer, ...(isKind(kind) ? { sound: kind } : {}) }),
  ],
  [/^missed:([^:]{1,200})$/, (hunt, _about, chosen) => missedValue(hunt, chosen)],
];

function missedValue(hunt: string, chosen: string): ButtonValue {
  const [, what, call] = /^(hear|talk):(.{1,100})$/.exec(chosen) ?? [];
  if (call === undefined) return { hunt };
  return { hunt, call, ...(what === 'talk' ? { sound: 'person' as const } : {}) };
}

/** The value of a button, or of a select. */
function clickValue({ action }: ButtonArgs): ButtonValue | undefined {
  if (action.type === 'button') return readValue(action.value);
  if (action.type !== 'static_select') return undefined;
  const chosen = action.selected_option?.value;
  if (chosen === undefined) return undefined;
  for (const [pattern, read] of SELECTS) {
    const [, hunt, about] = pattern.exec(action.block_id) ?? [];
    if (hunt !== undefined) return read(hunt, about, chosen);
  }
  return undefined;
}

/**
 * Acknowledges, finds the hunt, answers politely when the button is of none, and asks whether this person may; then `run` does it.
 * `may`: what the click is, in the table of rights.
 */
export function onButton(needs: ButtonNeeds, name: string, may: Act, run: (click: Click) => Promise<void>) {
  return guarded<ButtonArgs>(needs, name, buttonAddressee, async (args) => {
    await acknowledge(args.ack, needs.log);
    const answer = (text: string) => tell(needs.client, needs.log, buttonAddressee(args), text);
    const value = clickValue(args);
    if (value === undefined) return answer('This button is not one I know. `/irs-hunt status` shows what is running.');
    const state = await needs.hunts.state(value.hunt);
    if (state === undefined) {
      return answer('I do not know this hunt any more; it is over. `/irs-hunt` starts a new one.');
    }
    const user = args.body.user.id;
    if (!isInPlace(args.body, state, await needs.boards.placesOf(state.huntId))) {
      needs.gate.note(may, user, 'the button belongs to another hunt', state.huntId);
      return answer('This button belongs to another hunt, so nothing was done. Use the buttons of the board.');
    }
    const refusal = await needs.gate.refusal(may, user, { state, offerId: value.offer });
    if (refusal !== undefined) return answer(refusal);
    await run({ value, state, user, answer });
  });
}
