import { isDeepStrictEqual } from 'node:util';
import { isObject, type Json, objectOf, objectsOf, textOf } from './json.js';
import { CONFIRM, GROUP, OPTION } from './limits.js';
import { ANY_TEXT, PLAIN, type Spot } from './spot.js';

/** Checks each item of a list, and how many there are. */
export function checkList(
  spot: Spot,
  value: unknown,
  min: number,
  max: number,
  each: (item: unknown, at: Spot) => undefined,
): undefined {
  if (!Array.isArray(value)) return spot.complain('must be an array');
  if (value.length > max) spot.complain(`no more than ${max} items allowed`);
  if (value.length < min) spot.complain(`no fewer than ${min} items allowed`);
  value.forEach((item, index) => {
    each(item, spot.at(index));
  });
}

/** Checks a cell of a table. */
export function checkCell(cell: unknown, spot: Spot): undefined {
  const { type, text } = objectOf(cell);
  if (type === 'rich_text') return;
  if (type !== 'raw_text' && type !== 'raw_number') spot.complain('unsupported type: cell');
  else if (!textOf(text)) spot.at('text').complain('must be more than 0 characters');
}

/** Checks an option of a select, of radio buttons or checkboxes. */
export function checkOption(option: unknown, spot: Spot): undefined {
  if (!isObject(option)) return spot.complain('must provide an object');
  spot.at('text').text(option.text, OPTION.text, ANY_TEXT);
  if (option.value === undefined && option.url === undefined) spot.complain('missing required field: value');
  if (option.value !== undefined) spot.at('value').string(option.value, OPTION.value);
  if (option.description !== undefined) spot.at('description').text(option.description, OPTION.description, ANY_TEXT);
  if (option.url !== undefined) spot.at('url').string(option.url, OPTION.url);
}

/** Checks a group of options. */
export function checkGroup(group: unknown, spot: Spot): undefined {
  const { label, options } = objectOf(group);
  spot.at('label').text(label, GROUP.label, PLAIN);
  checkList(spot.at('options'), options, 1, GROUP.options, checkOption);
}

/** Checks a confirmation dialog. */
export function checkConfirm(spot: Spot, value: unknown): undefined {
  const confirm = objectOf(value);
  for (const [key, max] of Object.entries(CONFIRM)) {
    if (confirm[key] !== undefined) spot.at(key).text(confirm[key], max, key === 'text' ? ANY_TEXT : PLAIN);
    else if (key === 'text' || key === 'title') spot.complain(`missing required field: ${key}`);
  }
}

/** An option chosen from the start must be one of the options, field for field. */
export function checkInitial(spot: Spot, element: Json): undefined {
  const offered = [
    ...objectsOf(element.options),
    ...objectsOf(element.option_groups).flatMap((group) => objectsOf(group.options)),
  ];
  if (offered.length === 0) return;
  const chosen = isObject(element.initial_option) ? [element.initial_option] : objectsOf(element.initial_options);
  for (const option of chosen)
    if (!offered.some((other) => isDeepStrictEqual(other, option)))
      spot.complain('initial options must match exactly one of the options');
}
