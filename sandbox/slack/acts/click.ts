import { checkSuggestions } from '../blocks.js';
import { type Values, valuesOf } from '../forms.js';
import { nowStamp } from '../ids.js';
import { type Json, objectsOf, textOf, wordsOf } from '../json.js';
import { messageObject } from '../message-object.js';
import { type KeptView, viewObject } from '../views.js';
import type { KeptMessage } from '../workspace.js';
import { common, type Stage, tellAck } from './stage.js';

/** Where something was clicked. */
export type Place = { readonly message: KeptMessage } | { readonly view: KeptView };

/** What was done with which element. */
export interface Click {
  readonly blockId: string;
  readonly element: Json;
  /** What the action sends besides type and ids: `value`, `selected_option`, … */
  readonly chosen: Json;
  /** `state.values` as the person's client has them. */
  readonly values?: Values;
}

/** A person presses a button or changes an element that notifies the bot at once. */
export async function click(
  stage: Stage,
  person: string,
  place: Place,
  act: Click,
): Promise<{ readonly acknowledgedMs: number | null }> {
  stage.workspace.story.tell('click', { person, label: labelOf(act) });
  const { element } = act;
  const reply = await stage.delivery.deliver('interactive', {
    type: 'block_actions',
    ...common(stage, person),
    ...placeOf(stage, person, place, act.values),
    trigger_id: stage.triggers.issue(person),
    actions: [
      { type: element.type, action_id: element.action_id, block_id: act.blockId, ...act.chosen, action_ts: nowStamp() },
    ],
  });
  tellAck(stage, 'click', reply.acknowledgedMs);
  return { acknowledgedMs: reply.acknowledgedMs };
}

/** A person searches in a select whose options the bot knows: its options, or a failure (null). */
export async function suggest(
  stage: Stage,
  person: string,
  place: Place,
  blockId: string,
  actionId: string,
  value: string,
): Promise<Json[] | null> {
  const { state: _, response_url: __, ...where } = placeOf(stage, person, place);
  const reply = await stage.delivery.deliver('interactive', {
    type: 'block_suggestion',
    ...common(stage, person),
    ...where,
    ...{ action_id: actionId, block_id: blockId, value },
  });
  tellAck(stage, 'suggestion', reply.acknowledgedMs);
  if (reply.acknowledgedMs === null || checkSuggestions(reply.body).length > 0) return null;
  return [
    ...objectsOf(reply.body.options),
    ...objectsOf(reply.body.option_groups).flatMap((group) => objectsOf(group.options)),
  ];
}

function placeOf(stage: Stage, person: string, place: Place, values?: Values): Json {
  if ('view' in place) {
    const { view } = place;
    return {
      container: { type: 'view', view_id: view.id },
      view: viewObject(view, values ?? valuesOf(objectsOf(view.given.blocks))),
    };
  }
  const seen = place.message;
  const channel = stage.workspace.channel(seen.channel);
  // The button is the one the person saw; the message around it is sent as it is now.
  const message = stage.workspace.message(seen.channel, seen.ts) ?? seen;
  const isEphemeral = message.ephemeralFor !== undefined;
  return {
    container: {
      ...{ type: 'message', message_ts: message.ts, channel_id: message.channel, is_ephemeral: isEphemeral },
      ...(message.threadTs && { thread_ts: message.threadTs }),
    },
    channel: { id: message.channel, name: channel?.name ?? 'privategroup' },
    ...(!isEphemeral && { message: messageObject(message, true) }),
    state: { values: values ?? valuesOf([...message.blocks]) },
    response_url: stage.urls.issue(person, message.channel, message),
  };
}

function labelOf(act: Click): string {
  const { selected_option: option, value } = act.chosen;
  return (
    wordsOf(act.element.text) ||
    wordsOf((option as Json | undefined)?.text) ||
    textOf(value) ||
    String(act.element.action_id)
  );
}
