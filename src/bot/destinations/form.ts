import type { InputBlock, ModalView, PlainTextOption } from '@slack/types';
import { z } from 'zod';
import { toE164 } from '../../hunter/destinations/dialable.js';
import type { OwnDestination } from '../../hunter/destinations/own-destinations.js';
import type { Destination, OpeningHours } from '../../hunter/terms.js';
import { cut, LIMITS } from '../slack/limits.js';
import { DAYS } from './texts.js';

export const DESTINATION_FORM = 'destination';
export const DESTINATION_FIELDS = {
  name: 'name',
  number: 'number',
  sure: 'sure',
  days: 'days',
  from: 'from',
  to: 'to',
  zone: 'zone',
  holidays: 'holidays',
  note: 'note',
} as const;
type Field = keyof typeof DESTINATION_FIELDS;

const LONGEST_NAME = 60;
const LONGEST_NOTE = 300;
const ZONES: readonly (readonly [string, string])[] = [
  ['line', 'Local time of the calling line’s number'],
  ['America/New_York', 'Eastern'],
  ['America/Chicago', 'Central'],
  ['America/Denver', 'Mountain'],
  ['America/Phoenix', 'Arizona'],
  ['America/Los_Angeles', 'Pacific'],
  ['America/Anchorage', 'Alaska'],
  ['Pacific/Honolulu', 'Hawaii'],
];
const SURE: readonly (readonly [OwnDestination['checked']['sure'], string])[] = [
  ['high', 'High: official page, or I have called it'],
  ['medium', 'Medium: one good source'],
  ['low', 'Low: hearsay'],
];

function plain(text: string) {
  return { type: 'plain_text' as const, text };
}

function options(pairs: readonly (readonly [string, string])[]): PlainTextOption[] {
  return pairs.map(([value, text]) => ({ text: plain(cut(text, LIMITS.optionText)), value }));
}

function input(
  field: Field,
  label: string,
  element: InputBlock['element'],
  hint?: string,
  optional = false,
): InputBlock {
  return {
    ...{ type: 'input', block_id: field, label: plain(label), element },
    ...(hint === undefined ? {} : { hint: plain(hint) }),
    ...(optional ? { optional } : {}),
  };
}

function select(field: Field, pairs: readonly (readonly [string, string])[], chosen: string): InputBlock['element'] {
  const offered = options(pairs);
  const initial = offered.find(({ value }) => value === chosen);
  return {
    ...{ type: 'static_select', action_id: field, options: offered },
    ...(initial === undefined ? {} : { initial_option: initial }),
  };
}

function boxes(
  field: Field,
  pairs: readonly (readonly [string, string])[],
  chosen: readonly string[],
): InputBlock['element'] {
  const offered = options(pairs);
  const initial = offered.filter(({ value }) => value !== undefined && chosen.includes(value));
  return {
    ...{ type: 'checkboxes', action_id: field, options: offered },
    ...(initial.length === 0 ? {} : { initial_options: initial }),
  };
}

function time(field: Field, at: string | undefined): InputBlock['element'] {
  return { type: 'timepicker', action_id: field, ...(at === undefined ? {} : { initial_time: at }) };
}

function typed(field: Field, value: string | undefined, longest: number, placeholder?: string): InputBlock['element'] {
  return {
    ...{ type: 'plain_text_input', action_id: field, max_length: longest },
    ...(value === undefined ? {} : { initial_value: value }),
    ...(placeholder === undefined ? {} : { placeholder: plain(placeholder) }),
  };
}

/** The form for a destination; for a new one without `known`. */
export function destinationForm(known: Destination | undefined, channel: string | undefined): ModalView {
  const hours = known?.hours;
  const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri'];
  const zones = ZONES.some(([zone]) => zone === hours?.zone) || hours === undefined ? ZONES : [...ZONES, own(hours)];
  const days = known === undefined ? weekdays : (hours?.days ?? []);
  const holidays = hours?.closedOnFederalHolidays ?? known === undefined;
  const fields = DESTINATION_FIELDS;
  return {
    type: 'modal',
    callback_id: DESTINATION_FORM,
    title: plain(known === undefined ? 'Add a phone line' : 'Change a phone line'),
    submit: plain('Save'),
    close: plain('Cancel'),
    private_metadata: JSON.stringify({ id: known?.id, channel }),
    blocks: [
      input(fields.name, 'Name', typed('name', known?.name, LONGEST_NAME)),
      input(
        fields.number,
        'Number',
        typed('number', known?.number, 30, '+1 800 829 1040'),
        'A toll-free or ordinary US number.',
      ),
      input(fields.sure, 'How sure is the number?', select('sure', SURE, known?.checked.sure ?? 'medium')),
      input(fields.days, 'Open on', boxes('days', DAYS, days), 'Leave empty if always open.', true),
      input(
        fields.from,
        'From',
        time('from', hours?.from ?? (known === undefined ? '07:00' : undefined)),
        undefined,
        true,
      ),
      input(fields.to, 'To', time('to', hours?.to ?? (known === undefined ? '19:00' : undefined)), undefined, true),
      input(fields.zone, 'Time zone', select('zone', zones, hours?.zone ?? 'line')),
      input(
        fields.holidays,
        'Holidays',
        boxes('holidays', [['closed', 'Closed on federal holidays']], holidays ? ['closed'] : []),
        undefined,
        true,
      ),
      input(
        fields.note,
        'Note',
        typed('note', known?.note, LONGEST_NOTE),
        'Who it is for and what callers should know.',
        true,
      ),
    ],
  };
}

function own({ zone }: OpeningHours): readonly [string, string] {
  return [zone, zone];
}

const metadata = z.object({ id: z.string().optional(), channel: z.string().optional() });

/** The destination being edited (none for a new one), and the channel the form was opened in. */
export function destinationOf(privateMetadata: string): z.infer<typeof metadata> {
  try {
    return metadata.parse(JSON.parse(privateMetadata));
  } catch {
    return {};
  }
}

const text = z.object({ value: z.string().max(3_000).nullish() });
const chosen = z.object({ selected_option: z.object({ value: z.string() }).nullish() });
const ticked = z.object({ selected_options: z.array(z.object({ value: z.string() })) });
const clock = z.object({ selected_time: z.string().nullish() });

/** Reads a submitted form: the destination, or the errors by field. `today`: an ISO date. Any input is safe. */
export function readDestination(
  submitted: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  today: string,
): Omit<OwnDestination, 'id'> | { readonly faults: Partial<Record<Field, string>> } {
  const at = (field: Field): unknown => submitted[field]?.[field];
  const oneLine = (field: Field) => (text.safeParse(at(field)).data?.value ?? '').replace(/\s+/gu, ' ').trim();
  const option = (field: Field) => chosen.safeParse(at(field)).data?.selected_option?.value;
  const ticks = (field: Field) => (ticked.safeParse(at(field)).data?.selected_options ?? []).map(({ value }) => value);
  const timeOf = (field: Field) => clock.safeParse(at(field)).data?.selected_time ?? undefined;

  const faults: Partial<Record<Field, string>> = {};
  const name = oneLine('name');
  if (name === '' || name.length > LONGEST_NAME) faults.name = `Type a name of at most ${LONGEST_NAME} characters.`;
  const number = toE164(oneLine('number'));
  if (number === undefined) faults.number = 'Type a number such as +1 800 829 1040, without an extension.';
  const sure = SURE.find(([value]) => value === option('sure'))?.[0];
  if (sure === undefined) faults.sure = 'Choose how sure the number is.';
  const note = oneLine('note');
  if (note.length > LONGEST_NOTE) faults.note = `Use at most ${LONGEST_NOTE} characters.`;
  const days = DAYS.map(([day]) => day).filter((day) => ticks('days').includes(day));
  const [from, to, zone] = [timeOf('from'), timeOf('to'), option('zone')];
  if (days.length > 0) {
    if (from === undefined) faults.from = 'Choose when it opens.';
    if (to === undefined) faults.to = 'Choose when it closes.';
    if (from !== undefined && to !== undefined && from >= to)
      faults.to = 'It must close later than it opens, on the same day.';
    if (zone === undefined) faults.zone = 'Choose a time zone.';
  }
  if (Object.keys(faults).length > 0 || number === undefined || sure === undefined) return { faults };
  const hours =
    days.length > 0 && from !== undefined && to !== undefined && zone !== undefined
      ? { hours: { days, from, to, zone, closedOnFederalHolidays: ticks('holidays').includes('closed') } }
      : {};
  return { name, number, ...hours, ...(note === '' ? {} : { note }), checked: { sure, on: today } };
}
