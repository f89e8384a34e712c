import type { InputBlock, ModalView } from '@slack/types';
import { z } from 'zod';
import {
  HIGHEST_LIMIT,
  type HouseRules,
  LIMIT_NAMES,
  type LimitName,
  type Limits,
} from '../../hunter/office/house-rules.js';

export const SETTINGS_FORM = 'house-settings';
const CHANNELS = 'channels';
/** The most that one Slack select takes. */
const MOST_CHANNELS = 100;

const LABELS: Readonly<Record<LimitName, string>> = {
  linesPerHunt: 'Lines of one hunt',
  huntsPerPerson: 'A person: hunts at once',
  linesPerPerson: 'A person: lines at once',
  startsPerPerson: 'A person: hunts started within an hour',
  huntsPerChannel: 'A channel: hunts at once',
  linesPerChannel: 'A channel: lines at once',
  startsPerChannel: 'A channel: hunts started within an hour',
  hunts: 'The workspace: hunts at once',
  lines: 'The workspace: lines at once',
  starts: 'The workspace: hunts started within an hour',
};

/** What the form showed when it was opened. Only differences from it count as changes. */
const shownSchema = z.object({
  channel: z.string().optional(),
  /** The limits admins had set. */
  limits: z.partialRecord(z.enum(LIMIT_NAMES), z.number()),
  channels: z.array(z.string()),
});
type Shown = z.infer<typeof shownSchema>;

/** The changes somebody made in the form. */
export interface SettingsChange {
  /** `default`: back to what the bot is set up with. */
  readonly limits: Partial<Record<LimitName, number | 'default'>>;
  readonly channels?: readonly string[];
}

function plain(text: string) {
  return { type: 'plain_text' as const, text };
}

function limitInput(name: LimitName, settled: number | undefined, byDefault: number): InputBlock {
  return {
    type: 'input',
    block_id: name,
    label: plain(LABELS[name]),
    hint: plain(`Leave empty for the default, ${byDefault}.`),
    optional: true,
    element: {
      type: 'number_input',
      action_id: name,
      is_decimal_allowed: false,
      ...(settled === undefined ? {} : { initial_value: String(settled) }),
      placeholder: plain(String(byDefault)),
      min_value: '1',
      max_value: String(HIGHEST_LIMIT),
    },
  };
}

/** `/irs-hunt settings`, filled in with what admins have set; an empty field means the default. */
export function settingsForm(defaults: Limits, { limits, channels }: HouseRules, channel: string): ModalView {
  const shown: Shown = { channel, limits, channels };
  return {
    type: 'modal',
    callback_id: SETTINGS_FORM,
    title: plain('Hunting settings'),
    submit: plain('Save'),
    close: plain('Cancel'),
    private_metadata: JSON.stringify(shown),
    blocks: [
      {
        type: 'input',
        block_id: CHANNELS,
        label: plain('Channels where hunting is allowed'),
        hint: plain('Leave empty to allow every channel the bot is in.'),
        optional: true,
        element: {
          type: 'multi_conversations_select',
          action_id: CHANNELS,
          filter: { include: ['public', 'private'], exclude_bot_users: true },
          max_selected_items: MOST_CHANNELS,
          ...(channels.length === 0 ? {} : { initial_conversations: [...channels] }),
        },
      },
      ...LIMIT_NAMES.map((name) => limitInput(name, limits[name], defaults[name])),
    ],
  };
}

/** The block that shows errors about the whole form. */
export const SETTINGS_FIRST_FIELD: string = CHANNELS;

const submittedLimit = z.object({
  value: z
    .string()
    .regex(/^\d{0,4}$/)
    .nullish(),
});
const submittedChannels = z.object({
  selected_conversations: z.array(z.string().regex(/^[CG][A-Z0-9]{1,30}$/)).max(MOST_CHANNELS),
});

/** What the form showed; undefined if it is not one of ours. */
export function shownIn(privateMetadata: string): Shown | undefined {
  try {
    return shownSchema.safeParse(JSON.parse(privateMetadata)).data;
  } catch {
    return undefined;
  }
}

/** Reads a submitted form: the changes, or the errors by field. Any input is safe. */
export function readSettings(
  submitted: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  shown: Shown,
): SettingsChange | { readonly faults: Readonly<Record<string, string>> } {
  const faults: Record<string, string> = {};
  const limits: Partial<Record<LimitName, number | 'default'>> = {};
  for (const name of LIMIT_NAMES) {
    const value = limitIn(submitted[name]?.[name]);
    if (value === undefined) {
      faults[name] = `Type a whole number from 1 to ${HIGHEST_LIMIT}, or leave it empty for the default.`;
    } else if (value !== (shown.limits[name] ?? 'default')) limits[name] = value;
  }
  const read = submittedChannels.safeParse(submitted[CHANNELS]?.[CHANNELS]).data;
  if (read === undefined) faults[CHANNELS] = 'Choose channels, not direct messages.';
  if (Object.keys(faults).length > 0) return { faults };
  const channels = [...new Set(read?.selected_conversations)].sort();
  const isSame = JSON.stringify(channels) === JSON.stringify([...shown.channels].sort());
  return { limits, ...(isSame ? {} : { channels }) };
}

/** Undefined if the field is neither a limit nor empty. */
function limitIn(field: unknown): number | 'default' | undefined {
  const read = submittedLimit.safeParse(field);
  if (!read.success) return undefined;
  const text = read.data.value ?? '';
  if (text === '') return 'default';
  const value = Number(text);
  return value >= 1 && value <= HIGHEST_LIMIT ? value : undefined;
}

/** The rules with the change applied. */
export function changedRules(rules: HouseRules, change: SettingsChange): HouseRules {
  const limits = { ...rules.limits };
  for (const name of LIMIT_NAMES) {
    const value = change.limits[name];
    if (value === 'default') delete limits[name];
    else if (value !== undefined) limits[name] = value;
  }
  return { ...rules, limits, ...(change.channels === undefined ? {} : { channels: [...change.channels] }) };
}

/** Each change in words, for the audit log and for people. */
export function changeWords(defaults: Limits, rules: HouseRules, change: SettingsChange): readonly string[] {
  const changed = changedRules(rules, change);
  const limits = LIMIT_NAMES.flatMap((name) => {
    const [before, after] = [rules.limits[name], changed.limits[name]];
    if (before === after) return [];
    const byDefault = `${defaults[name]} (the default)`;
    // Set to today's default: it stays even if the default changes.
    const was = before ?? (after === defaults[name] ? byDefault : defaults[name]);
    return [`${name} ${was} → ${after ?? byDefault}`];
  });
  if (change.channels === undefined) return limits;
  const list = (ids: readonly string[]) => (ids.length === 0 ? 'all' : ids.join(', '));
  return [...limits, `channels ${list(rules.channels)} → ${list(change.channels)}`];
}
