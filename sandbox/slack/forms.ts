/** Block Kit's elements with a value: which, with what from the start, and what a client refuses. Used by page and hands alike. */
import { isObject, type Json, objectOf, objectsOf, textOf, wordsOf } from './json.js';

/** `state.values` of a view or message: by block, by action. */
export type Values = Readonly<Record<string, Readonly<Record<string, Json>>>>;

/** For each type of element with a value: the name under which it is sent, and its initial value. */
const VALUE_KEYS: Readonly<Record<string, { readonly key: string; readonly initial: string; readonly many?: true }>> = {
  plain_text_input: { key: 'value', initial: 'initial_value' },
  email_text_input: { key: 'value', initial: 'initial_value' },
  url_text_input: { key: 'value', initial: 'initial_value' },
  number_input: { key: 'value', initial: 'initial_value' },
  rich_text_input: { key: 'rich_text_value', initial: 'initial_value' },
  file_input: { key: 'files', initial: 'initial_files', many: true },
  static_select: { key: 'selected_option', initial: 'initial_option' },
  external_select: { key: 'selected_option', initial: 'initial_option' },
  radio_buttons: { key: 'selected_option', initial: 'initial_option' },
  multi_static_select: { key: 'selected_options', initial: 'initial_options', many: true },
  multi_external_select: { key: 'selected_options', initial: 'initial_options', many: true },
  checkboxes: { key: 'selected_options', initial: 'initial_options', many: true },
  users_select: { key: 'selected_user', initial: 'initial_user' },
  conversations_select: { key: 'selected_conversation', initial: 'initial_conversation' },
  channels_select: { key: 'selected_channel', initial: 'initial_channel' },
  multi_users_select: { key: 'selected_users', initial: 'initial_users', many: true },
  multi_conversations_select: { key: 'selected_conversations', initial: 'initial_conversations', many: true },
  multi_channels_select: { key: 'selected_channels', initial: 'initial_channels', many: true },
  datepicker: { key: 'selected_date', initial: 'initial_date' },
  timepicker: { key: 'selected_time', initial: 'initial_time' },
  datetimepicker: { key: 'selected_date_time', initial: 'initial_date_time' },
};

/** One element with a value, and the block it is in. */
export interface Field {
  readonly blockId: string;
  readonly actionId: string;
  readonly label: string;
  readonly element: Json;
  readonly isInput: boolean;
  readonly optional: boolean;
  /** A change is sent to the bot at once (`block_actions`). */
  readonly dispatches: boolean;
}

/** The elements with a value in these blocks, in order. */
export function fieldsOf(blocks: readonly Json[]): Field[] {
  return blocks.flatMap((block): Field[] => {
    if (block.type === 'container') return fieldsOf(objectsOf(block.child_blocks));
    const isInput = block.type === 'input';
    const elements = isInput
      ? [block.element]
      : block.type === 'section'
        ? [block.accessory]
        : objectsOf(block.elements);
    return elements
      .filter(isObject)
      .filter((element) => VALUE_KEYS[String(element.type)])
      .map((element) => ({
        ...{ blockId: String(block.block_id), actionId: String(element.action_id), element, isInput },
        label: wordsOf(isInput ? block.label : block.text) || wordsOf(element.placeholder),
        optional: block.optional === true,
        dispatches: !isInput || block.dispatch_action === true,
      }));
  });
}

/** The name under which the element's value is sent: `selected_option`, `value`, … */
export function valueKey(element: Json): string {
  return VALUE_KEYS[String(element.type)]?.key ?? 'value';
}

/** The values from the start; those in `kept` stay, if the field is still the same one. */
export function valuesOf(blocks: readonly Json[], kept: Values = {}): Values {
  const values: Record<string, Record<string, Json>> = {};
  for (const { blockId, actionId, element } of fieldsOf(blocks)) {
    const facts = VALUE_KEYS[String(element.type)];
    if (!facts) continue;
    const initial = element[facts.initial] ?? (facts.many ? [] : null);
    const old = kept[blockId]?.[actionId];
    const value = old && old.type === element.type ? old : { type: element.type, [facts.key]: initial };
    values[blockId] = { ...values[blockId], [actionId]: value };
  }
  return values;
}

/** The values with one changed. */
export function withValue(
  values: Values,
  field: Pick<Field, 'blockId' | 'actionId' | 'element'>,
  value: unknown,
): Values {
  const told = { type: field.element.type, [valueKey(field.element)]: value };
  return { ...values, [field.blockId]: { ...values[field.blockId], [field.actionId]: told } };
}

/** What the client itself refuses, by block, before the bot is asked. */
export function problemsOf(blocks: readonly Json[], values: Values): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const field of fieldsOf(blocks).filter((each) => each.isInput)) {
    const value = values[field.blockId]?.[field.actionId]?.[valueKey(field.element)];
    const isEmpty =
      value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
    if (isEmpty && field.optional) continue;
    const problem = isEmpty ? 'Please complete this required field.' : problemOf(field.element, value);
    if (problem) problems[field.blockId] = problem;
  }
  return problems;
}

function problemOf(element: Json, value: unknown): string | undefined {
  const text = textOf(value) ?? '';
  switch (element.type) {
    case 'number_input': {
      const pattern = element.is_decimal_allowed === true ? /^-?\d+(\.\d+)?$/ : /^-?\d+$/;
      if (!pattern.test(text.trim()))
        return element.is_decimal_allowed === true ? 'Please enter a number.' : 'Please enter a whole number.';
      if (element.min_value !== undefined && Number(text) < Number(element.min_value))
        return `Please enter ${String(element.min_value)} or more.`;
      if (element.max_value !== undefined && Number(text) > Number(element.max_value))
        return `Please enter ${String(element.max_value)} or less.`;
      return undefined;
    }
    case 'plain_text_input':
      if (text.length < Number(element.min_length ?? 0))
        return `Please use at least ${String(element.min_length)} characters.`;
      if (text.length > Number(element.max_length ?? 3000))
        return `Please use ${String(element.max_length ?? 3000)} characters or fewer.`;
      return undefined;
    case 'email_text_input':
      return /^\S+@\S+\.\S+$/.test(text) ? undefined : 'Please enter an e-mail address.';
    case 'url_text_input':
      return /^https?:\/\/\S+$/.test(text) ? undefined : 'Please enter a URL.';
    default:
      return undefined;
  }
}

/** Something that can be pressed: a button, or an entry of an overflow menu. */
export interface Pressable {
  readonly blockId: string;
  readonly element: Json;
  readonly label: string;
  /** What the action carries besides type and ids. */
  readonly chosen: Json;
}

/** What can be pressed in these blocks, in the order it is shown. */
export function pressablesOf(blocks: readonly Json[]): Pressable[] {
  return blocks.flatMap((block): Pressable[] => {
    const nested = [...objectsOf(block.child_blocks), ...(block.type === 'carousel' ? objectsOf(block.elements) : [])];
    if (nested.length > 0) return pressablesOf(nested);
    const elements = [...objectsOf(block.elements), ...objectsOf(block.actions), ...[block.accessory].filter(isObject)];
    return elements.flatMap((element): Pressable[] => {
      const base = { blockId: String(block.block_id), element };
      if (element.type === 'overflow')
        return objectsOf(element.options).map((option) => ({
          ...base,
          label: wordsOf(option.text),
          chosen: { selected_option: option },
        }));
      if (element.type !== 'button' && element.type !== 'icon_button' && element.type !== 'workflow_button') return [];
      return [{ ...base, label: wordsOf(element.text), chosen: pressedButton(element) }];
    });
  });
}

/** What a pressed button sends besides type and ids. */
export function pressedButton(element: Json): Json {
  return {
    text: objectOf(element.text),
    ...(element.value !== undefined && { value: element.value }),
    ...(element.style !== undefined && { style: element.style }),
  };
}

/** All options of a select that has them in place, groups opened. */
export function optionsOf(element: Json): Json[] {
  return [
    ...objectsOf(element.options),
    ...objectsOf(element.option_groups).flatMap((group) => objectsOf(group.options)),
  ];
}
