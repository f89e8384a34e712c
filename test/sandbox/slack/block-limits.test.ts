import { describe, expect, it } from 'vitest';
import { checkBlocks, countTables, textLength, withIds } from '../../../sandbox/slack/blocks.js';
import type { Surface } from '../../../sandbox/slack/limits.js';
import { checkView } from '../../../sandbox/slack/view-check.js';

const plain = (length: number) => ({ type: 'plain_text', text: 'x'.repeat(length) });
const mrkdwn = (length: number) => ({ type: 'mrkdwn', text: 'x'.repeat(length) });
const times = (count: number, make: (index: number) => object) =>
  Array.from({ length: count }, (_, index) => make(index));
const option = (index: number, length = 3) => ({ text: plain(length), value: `v${index}` });
const button = (more: object = {}) => ({ type: 'button', text: plain(4), ...more });
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const input = (element: object, more: object = {}) => ({ type: 'input', label: plain(5), element, ...more });
const select = (more: object = {}) => ({ type: 'static_select', options: [option(1)], ...more });

const ACCEPTED: [string, Surface, object[]][] = [
  ['50 blocks in a message', 'message', times(50, () => ({ type: 'divider' }))],
  ['100 blocks in a modal', 'modal', times(100, () => ({ type: 'divider' }))],
  ['a section of 3000 characters', 'message', [{ type: 'section', text: mrkdwn(3000) }]],
  ['10 fields of 2000', 'message', [{ type: 'section', fields: times(10, () => mrkdwn(2000)) }]],
  ['25 buttons', 'message', [actions(...times(25, () => button()))]],
  ['a button with a value of 2000', 'message', [actions(button({ value: 'x'.repeat(2000), action_id: 'a' }))]],
  ['100 options', 'message', [actions(select({ options: times(100, (index) => option(index, 75)) }))]],
  ['a number input in a modal', 'modal', [input({ type: 'number_input', is_decimal_allowed: false, min_value: '1' })]],
  ['an alert in a modal', 'modal', [{ type: 'alert', text: mrkdwn(200), level: 'info' }]],
  [
    'an image with a text for it',
    'message',
    [{ type: 'image', alt_text: 'a', image_url: 'https://example.com/a.png' }],
  ],
  ['a plan', 'message', [{ type: 'plan', title: 'Steps', tasks: [] }]],
];

const REFUSED: [string, Surface, object[], string][] = [
  [
    '51 blocks in a message',
    'message',
    times(51, () => ({ type: 'divider' })),
    'no more than 50 items allowed [json-pointer:/blocks]',
  ],
  ['101 blocks in a home tab', 'home', times(101, () => ({ type: 'divider' })), 'no more than 100 items allowed'],
  ['an unknown block', 'message', [{ type: 'buttons' }], 'unsupported type: buttons'],
  [
    'a section of 3001 characters',
    'message',
    [{ type: 'section', text: mrkdwn(3001) }],
    'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
  ],
  ['an empty text', 'message', [{ type: 'section', text: mrkdwn(0) }], 'must be more than 0 characters'],
  ['a section with nothing', 'message', [{ type: 'section' }], 'missing required field: text or fields'],
  ['11 fields', 'message', [{ type: 'section', fields: times(11, () => mrkdwn(1)) }], 'no more than 10 items allowed'],
  ['a header of 151', 'message', [{ type: 'header', text: plain(151) }], 'must be less than 151 characters'],
  ['a header with markup', 'message', [{ type: 'header', text: mrkdwn(5) }], 'must be one of: plain_text'],
  ['26 buttons', 'message', [actions(...times(26, () => button()))], 'no more than 25 items allowed'],
  ['no buttons', 'message', [actions()], 'no fewer than 1 items allowed'],
  ['a button text of 76', 'message', [actions(button({ text: plain(76) }))], 'must be less than 76 characters'],
  [
    'a button value of 2001',
    'message',
    [actions(button({ value: 'x'.repeat(2001) }))],
    'must be less than 2001 characters',
  ],
  ['an unknown button style', 'message', [actions(button({ style: 'warning' }))], 'must be one of: primary, danger'],
  ['an invented property', 'message', [actions(button({ colour: 'red' }))], 'invalid additional property: colour'],
  [
    '11 things in a context',
    'message',
    [{ type: 'context', elements: times(11, () => mrkdwn(1)) }],
    'no more than 10 items allowed',
  ],
  ['101 options', 'message', [actions(select({ options: times(101, option) }))], 'no more than 100 items allowed'],
  ['an option text of 76', 'modal', [input(select({ options: [option(1, 76)] }))], 'must be less than 76 characters'],
  [
    '11 checkboxes',
    'modal',
    [input({ type: 'checkboxes', options: times(11, option) })],
    'no more than 10 items allowed',
  ],
  [
    'an initial option that isn’t offered',
    'modal',
    [input(select({ initial_option: option(2) }))],
    'must match exactly one of the options',
  ],
  [
    'options and groups at once',
    'modal',
    [input(select({ option_groups: [{ label: plain(3), options: [option(1)] }] }))],
    'only one of options, option_groups',
  ],
  ['a placeholder of 151', 'modal', [input(select({ placeholder: plain(151) }))], 'must be less than 151 characters'],
  [
    'two blocks with one id',
    'message',
    times(2, () => ({ type: 'divider', block_id: 'same' })),
    'already exists [json-pointer:/blocks/1/block_id]',
  ],
  [
    'two buttons with one action id in a block',
    'message',
    [actions(button({ action_id: 'a' }), button({ action_id: 'a' }))],
    'already exists',
  ],
  [
    'an action id of 256',
    'message',
    [actions(button({ action_id: 'x'.repeat(256) }))],
    'must be less than 256 characters',
  ],
  ['an alert in a message', 'message', [{ type: 'alert', text: mrkdwn(5) }], 'unsupported type: alert'],
  [
    'a table in a modal',
    'modal',
    [{ type: 'table', rows: [[{ type: 'raw_text', text: 'a' }]] }],
    'unsupported type: table',
  ],
  [
    'a number input in a message',
    'message',
    [input({ type: 'number_input', is_decimal_allowed: false })],
    'unsupported type: number_input',
  ],
  [
    'a number input that doesn’t say whether whole',
    'modal',
    [input({ type: 'number_input' })],
    'missing required field: is_decimal_allowed',
  ],
  [
    'a smallest number that isn’t a text',
    'modal',
    [input({ type: 'number_input', is_decimal_allowed: true, min_value: 1 })],
    'must provide a number as a string',
  ],
  ['a button as an input', 'modal', [input(button())], 'unsupported type: button'],
  [
    'a confirmation with a long yes',
    'message',
    [actions(button({ confirm: { title: plain(1), text: plain(1), confirm: plain(31) } }))],
    'must be less than 31 characters',
  ],
];

describe('Block Kit is checked as Slack does', () => {
  it.each(ACCEPTED)('accepts %s', (_, surface, blocks) => {
    expect(checkBlocks(blocks, surface)).toEqual([]);
  });

  it.each(REFUSED)('refuses %s', (_, surface, blocks, words) => {
    expect(checkBlocks(blocks, surface).join('\n')).toContain(words);
  });

  it('counts tables inside containers too, and the texts of everything', () => {
    const table = { type: 'table', rows: [] };
    expect(countTables([table, { type: 'container', child_blocks: [table] }])).toBe(2);
    expect(textLength([{ type: 'section', text: mrkdwn(7), fields: [mrkdwn(3)] }])).toBe(10);
  });

  it('gives each block and element an id, and keeps given ones', () => {
    const [block] = withIds([{ ...actions(button({ action_id: 'mine' }), button()), block_id: 'b' }]);
    expect(block).toMatchObject({
      block_id: 'b',
      elements: [{ action_id: 'mine' }, { action_id: expect.stringMatching(/^\w{5}$/) }],
    });
  });
});

describe('a view', () => {
  const modal = (more: object = {}) => ({ type: 'modal', title: plain(5), blocks: [], ...more });

  it.each([
    ['a title of 25', modal({ title: plain(25) }), 'must be less than 25 characters [json-pointer:/view/title/text]'],
    ['no title', { type: 'modal', blocks: [] }, 'missing required field: title'],
    [
      'an input but no submit',
      modal({ blocks: [input({ type: 'plain_text_input' })] }),
      'missing required field: submit',
    ],
    ['private metadata of 3001', modal({ private_metadata: 'x'.repeat(3001) }), 'must be less than 3001 characters'],
    ['a callback id of 256', modal({ callback_id: 'x'.repeat(256) }), 'must be less than 256 characters'],
    ['a home tab as a modal', { type: 'home', blocks: [] }, 'must be one of: modal'],
  ])('is refused with %s', (_, view, words) => {
    expect(checkView(view, 'modal').join('\n')).toContain(words);
  });

  it('is accepted with a title of 24 and a submit', () => {
    expect(
      checkView(modal({ title: plain(24), submit: plain(24), blocks: [input({ type: 'plain_text_input' })] }), 'modal'),
    ).toEqual([]);
  });
});
