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

/** What a hunt's button takes. */
export interface ButtonNeeds extends ListenerNeeds {
  readonly gate: Gate;
  readonly hunts: Pick<Hunts, 'state'>;
  /** Where the hunt's messages are. */
  readonly boards: { placesOf(huntId: string): Promise<readonly Place[]> };
}

/** A click on a button of an existing hunt. */
export interface Click {
  readonly value: ButtonValue;
  readonly state: HuntState;
  readonly user: string;
  /** Says something that only this person sees. */
  answer(text: string): Promise<void>;
}

export function buttonAddressee({ body, respond }: ButtonArgs): Addressee {
  // The home tab has no response URL, so Bolt's respond would fail.
  const hasUrl = body.response_url !== undefined && body.response_url !== '';
  return { user: body.user.id, channel: body.channel?.id, ...(hasUrl ? { respond } : {}) };
}

/** The selects in messages: the block id names the hunt and the subject, the option is the choice. */
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

/** The value of a button or a select. */
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
 * Acknowledges the click, finds the hunt (or says it is over), checks the person's rights, then calls `run`.
 * `may`: the click's entry in the table of rights.
 */
export function onButton(needs: ButtonNeeds, name: string, may: Act, run: (click: Click) => Promise<void>) {
  return guarded<ButtonArgs>(needs, name, buttonAddressee, async (args) => {
    await acknowledge(args.ack, needs.log);
    const answer = (text: string) => tell(needs.client, needs.log, buttonAddressee(args), text);
    const value = clickValue(args);
    if (value === undefined) return answer('I don’t know this button. `/irs-hunt status` shows what is running.');
    const state = await needs.hunts.state(value.hunt);
    if (state === undefined) {
      return answer('This hunt is over. `/irs-hunt` starts a new one.');
    }
    const user = args.body.user.id;
    if (!isInPlace(args.body, state, await needs.boards.placesOf(state.huntId))) {
      needs.gate.note(may, user, 'the button belongs to another hunt', state.huntId);
      return answer('This button belongs to another hunt, so nothing was done. Use the buttons on the board.');
    }
    const refusal = await needs.gate.refusal(may, user, { state, offerId: value.offer });
    if (refusal !== undefined) return answer(refusal);
    await run({ value, state, user, answer });
  });
}
