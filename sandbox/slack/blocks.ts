import { randomId } from './ids.js';
import { isObject, type Json, objectsOf, textOf } from './json.js';
import { BLOCKS, ELEMENTS, LIMITS, type Rule, type Shape, type Surface, TABLES } from './limits.js';
import { checkCell, checkConfirm, checkGroup, checkInitial, checkList, checkOption } from './parts-check.js';
import { ANY_TEXT, type Complaints, PLAIN, Spot } from './spot.js';

/** Checks the blocks as Slack does for that surface; an empty answer means they are accepted. */
export function checkBlocks(blocks: unknown, surface: Surface, root = '/blocks'): Complaints {
  const complaints: Complaints = [];
  if (!Array.isArray(blocks)) return [`must be an array [json-pointer:${root}]`];
  const most = surface === 'message' ? LIMITS.messageBlocks : LIMITS.viewBlocks;
  if (blocks.length > most) complaints.push(`no more than ${most} items allowed [json-pointer:${root}]`);
  const seen = new Set<string>();
  blocks.forEach((block, index) => {
    checkBlock(new Spot(complaints, `${root}/${index}`), block, surface, seen);
  });
  return complaints;
}

/** How many blocks of the table family there are, those in containers included. */
export function countTables(blocks: readonly Json[]): number {
  return blocks.reduce(
    (sum, block) => sum + (TABLES.includes(String(block.type)) ? 1 : 0) + countTables(objectsOf(block.child_blocks)),
    0,
  );
}

/** The length of all texts in the blocks together. */
export function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + textLength(item), 0);
  if (!isObject(value)) return 0;
  return Object.entries(value).reduce(
    (sum, [key, item]) => sum + (key === 'text' && typeof item === 'string' ? item.length : textLength(item)),
    0,
  );
}

/** The blocks as Slack keeps them: each with a `block_id`, each element that acts with an `action_id`. */
export function withIds(blocks: readonly Json[]): Json[] {
  return blocks.map((block) => {
    const copy: Json = { ...block, block_id: block.block_id ?? randomId('', 5) };
    if (block.type === 'actions') copy.elements = objectsOf(block.elements).map(withActionId);
    if (isObject(block.element)) copy.element = withActionId(block.element);
    if (isObject(block.accessory)) copy.accessory = withActionId(block.accessory);
    if (block.child_blocks) copy.child_blocks = withIds(objectsOf(block.child_blocks));
    return copy;
  });
}

function withActionId(element: Json): Json {
  return element.type === 'image' ? element : { ...element, action_id: element.action_id ?? randomId('', 5) };
}

function checkBlock(
  spot: Spot,
  block: unknown,
  surface: Surface,
  seen: Set<string>,
  allowed?: readonly string[],
): undefined {
  if (!isObject(block)) return spot.complain('must provide an object');
  const shape = BLOCKS[String(block.type)];
  if (!shape || allowed?.includes(String(block.type)) === false)
    return spot.complain(`unsupported type: ${String(block.type)}`);
  if (!shape.on.includes(surface))
    return spot.complain(`unsupported type: ${String(block.type)} (not in a ${surface})`);
  if (block.block_id !== undefined) {
    spot.at('block_id').string(block.block_id, LIMITS.blockId);
    if (seen.has(String(block.block_id)))
      spot.at('block_id').complain(`\`block_id\` ${String(block.block_id)} already exists`);
    seen.add(String(block.block_id));
  }
  checkFields(spot, block, shape, surface, seen, 'block_id');
}

function checkElement(
  spot: Spot,
  element: unknown,
  types: readonly string[],
  surface: Surface,
  seen: Set<string>,
): undefined {
  if (!isObject(element)) return spot.complain('must provide an object');
  const type = String(element.type);
  if (!types.includes(type)) return spot.complain(`unsupported type: ${type}`);
  if (ANY_TEXT.includes(type)) return spot.text(element, 3000, ANY_TEXT);
  const shape = ELEMENTS[type];
  if (!shape?.on.includes(surface)) return spot.complain(`unsupported type: ${type} (not in a ${surface})`);
  if (element.action_id !== undefined && !shape.still) {
    spot.at('action_id').string(element.action_id, LIMITS.actionId, 1);
    if (seen.has(String(element.action_id)))
      spot.at('action_id').complain(`\`action_id\` ${String(element.action_id)} already exists`);
    seen.add(String(element.action_id));
  }
  checkFields(spot, element, shape, surface, seen, shape.still ? undefined : 'action_id');
  checkInitial(spot, element);
}

function checkFields(
  spot: Spot,
  value: Json,
  shape: Shape,
  surface: Surface,
  seen: Set<string>,
  idField?: string,
): undefined {
  for (const key of Object.keys(value)) {
    const rule = shape.fields[key];
    if (rule) checkRule(spot.at(key), value[key], rule, surface, seen);
    else if (key !== 'type' && key !== idField) spot.complain(`invalid additional property: ${key}`);
  }
  for (const [key, rule] of Object.entries(shape.fields))
    if (rule.required && value[key] === undefined) spot.complain(`missing required field: ${key}`);
  if (shape.oneOf && !shape.oneOf.some((key) => value[key] !== undefined))
    spot.complain(`missing required field: ${shape.oneOf.join(' or ')}`);
  if (value.options !== undefined && value.option_groups !== undefined)
    spot.complain('only one of options, option_groups allowed');
}

function checkRule(spot: Spot, value: unknown, rule: Rule, surface: Surface, seen: Set<string>): undefined {
  switch (rule.is) {
    case 'plain':
      return spot.text(value, rule.max, PLAIN);
    case 'text':
      return spot.text(value, rule.max, ANY_TEXT);
    case 'texts':
      return checkList(spot, value, 1, rule.max, (item, at) => at.text(item, rule.each, ANY_TEXT));
    case 'string':
      return spot.string(value, rule.max, rule.min);
    case 'numeral':
      return /^-?\d+(\.\d+)?$/.test(textOf(value) ?? '')
        ? undefined
        : spot.complain('must provide a number as a string');
    case 'number':
      if (typeof value !== 'number') return spot.complain('must provide a number');
      return value < rule.min || value > rule.max
        ? spot.complain(`must be between ${rule.min} and ${rule.max}`)
        : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? undefined : spot.complain('must provide a boolean');
    case 'one-of':
      return rule.values.includes(String(value))
        ? undefined
        : spot.complain(`must be one of: ${rule.values.join(', ')}`);
    case 'list':
      return checkList(spot, value, rule.min, rule.max, () => undefined);
    case 'rows':
      return checkList(spot, value, 1, rule.max, (row, at) => checkList(at, row, 1, rule.columns, checkCell));
    case 'element':
      return checkElement(spot, value, rule.types, surface, new Set());
    case 'elements': {
      const actionIds = new Set<string>();
      return checkList(spot, value, 1, rule.max, (item, at) => checkElement(at, item, rule.types, surface, actionIds));
    }
    case 'blocks':
      return checkList(spot, value, rule.min, rule.max, (item, at) => checkBlock(at, item, surface, seen, rule.types));
    case 'option':
      return checkOption(value, spot);
    case 'options':
      return checkList(spot, value, rule.min, rule.max, checkOption);
    case 'groups':
      return checkList(spot, value, rule.min, rule.max, checkGroup);
    case 'confirm':
      return checkConfirm(spot, value);
    case 'anything':
      return;
  }
}

/** Checks a list of options that the bot gave for a typed search (`options` or `option_groups`). */
export function checkSuggestions(answer: Json): Complaints {
  const complaints: Complaints = [];
  const spot = new Spot(complaints, '');
  if (answer.option_groups !== undefined) checkList(spot.at('option_groups'), answer.option_groups, 0, 100, checkGroup);
  else checkList(spot.at('options'), answer.options, 0, 100, checkOption);
  return complaints;
}
