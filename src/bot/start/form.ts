import type { KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import type { Destination } from '../../hunter/terms.js';
import { context, section } from '../slack/block-parts.js';
import { cut, LIMITS } from '../slack/limits.js';
import { plainly } from '../slack/mrkdwn.js';
import { NOTE_MAX } from './note.js';
import { MAX_AGENTS } from './starting.js';

export const FORM = 'start-hunt';
/** Each field's block id and action id are the same. */
export const FIELDS = {
  destination: 'destination',
  lines: 'lines',
  agents: 'agents',
  ring: 'ring',
  note: 'note',
} as const;

export interface FormContent {
  readonly channel: string;
  readonly destinations: readonly Destination[];
  /** Preselected. */
  readonly lines: readonly PlainTextOption[];
  readonly maxLines: number;
  /** Preselected; absent if the person has no extension. */
  readonly ring: PlainTextOption | undefined;
  /** Why no hunt can start right now, as mrkdwn. */
  readonly notice?: string;
  /** Notes on extensions that can't be chosen and on problems with the directory. */
  readonly remarks: readonly string[];
}

function plain(text: string) {
  return { type: 'plain_text' as const, text };
}

function destinationOption({ id, name, number }: Destination): PlainTextOption {
  return { text: plain(cut(name, LIMITS.optionText)), description: plain(number), value: id };
}

/** The form that starts a hunt. */
export function form({ channel, destinations, lines, maxLines, ring, notice, remarks }: FormContent): ModalView {
  const options = destinations.slice(0, LIMITS.options).map(destinationOption);
  const [first] = options;
  const agents = Array.from({ length: MAX_AGENTS }, (_, index) => ({
    text: plain(String(index + 1)),
    value: String(index + 1),
  }));
  const blocks: KnownBlock[] = [
    ...(notice === undefined ? [] : [section(`:warning: ${notice}`)]),
    {
      type: 'input',
      block_id: FIELDS.destination,
      label: plain('Phone line to reach'),
      element: {
        type: 'static_select',
        action_id: FIELDS.destination,
        options,
        ...(first === undefined ? {} : { initial_option: first }),
      },
    },
    {
      type: 'input',
      block_id: FIELDS.lines,
      label: plain('Call from'),
      hint: plain(`At most ${maxLines} lines. A few are enough: each takes a place in the same queue.`),
      element: {
        type: 'multi_external_select',
        action_id: FIELDS.lines,
        min_query_length: 0,
        max_selected_items: Math.max(1, maxLines),
        placeholder: plain('Type a name or an extension'),
        ...(lines.length === 0 ? {} : { initial_options: [...lines] }),
      },
    },
    ...(remarks.length === 0 ? [] : [context(plainly(remarks.join(' ')))]),
    {
      type: 'input',
      block_id: FIELDS.agents,
      label: plain('How many agents'),
      element: {
        type: 'static_select',
        action_id: FIELDS.agents,
        options: agents,
        initial_option: agents[0] as PlainTextOption,
      },
    },
    {
      type: 'input',
      block_id: FIELDS.ring,
      label: plain('Where to ring you'),
      element: {
        type: 'external_select',
        action_id: FIELDS.ring,
        min_query_length: 0,
        placeholder: plain('Your extension, a number or a call queue'),
        ...(ring === undefined ? {} : { initial_option: ring }),
      },
    },
    {
      type: 'input',
      block_id: FIELDS.note,
      label: plain('Note'),
      hint: plain('The whole channel sees this. No client names or tax numbers.'),
      optional: true,
      element: { type: 'plain_text_input', action_id: FIELDS.note, max_length: NOTE_MAX },
    },
  ];
  return {
    type: 'modal',
    callback_id: FORM,
    title: plain('Start a hunt'),
    submit: plain('Start the hunt'),
    close: plain('Cancel'),
    private_metadata: JSON.stringify({ channel }),
    blocks,
  };
}
