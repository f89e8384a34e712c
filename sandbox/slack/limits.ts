/**
 * What Slack accepts in Block Kit, as one table: which block or element on which surface, with which fields, how long.
 * From Slack's reference; a few undocumented ceilings are marked “reported”.
 */
export type Surface = 'message' | 'modal' | 'home';

/** How one field must look. `max` is a length (text, list) or an upper bound (number). */
export type Rule = { readonly required?: true } & (
  | { readonly is: 'plain' | 'text'; readonly max: number }
  | { readonly is: 'texts'; readonly max: number; readonly each: number }
  | { readonly is: 'string'; readonly max: number; readonly min?: number }
  | { readonly is: 'number'; readonly min: number; readonly max: number }
  | { readonly is: 'numeral' | 'boolean' | 'anything' }
  | { readonly is: 'one-of'; readonly values: readonly string[] }
  | { readonly is: 'list'; readonly min: number; readonly max: number }
  | { readonly is: 'rows'; readonly max: number; readonly columns: number }
  | { readonly is: 'element'; readonly types: readonly string[] }
  | { readonly is: 'elements'; readonly types: readonly string[]; readonly max: number }
  | { readonly is: 'blocks'; readonly types: readonly string[]; readonly min: number; readonly max: number }
  | { readonly is: 'option' | 'confirm' }
  | { readonly is: 'options' | 'groups'; readonly min: number; readonly max: number }
);

export interface Shape {
  readonly on: readonly Surface[];
  readonly fields: Readonly<Record<string, Rule>>;
  /** At least one of these must be there. */
  readonly oneOf?: readonly string[];
  /** Needs no `action_id` of its own (images, links). */
  readonly still?: true;
}

export const LIMITS = {
  messageBlocks: 50,
  viewBlocks: 100,
  attachments: 100,
  blockId: 255,
  actionId: 255,
  callbackId: 255,
  externalId: 255,
  privateMetadata: 3000,
  viewTitle: 24,
  viewBytes: 250 * 1024,
  viewStack: 3,
  postText: 40_000,
  updateText: 4000,
  markdownText: 12_000,
  /** Reported: all texts of all blocks together. */
  allBlockText: 13_000,
  /** Reported: the size of a message's metadata. */
  metadataBytes: 8 * 1024,
  responseUrlUses: 5,
  responseUrlLifeMs: 30 * 60_000,
} as const;

const ALL: readonly Surface[] = ['message', 'modal', 'home'];
const MESSAGE: readonly Surface[] = ['message'];
const MODAL: readonly Surface[] = ['modal'];

const plain = (max: number): Rule => ({ is: 'plain', max });
const string = (max: number, min = 0): Rule => ({ is: 'string', max, min });
const yes: Rule = { is: 'boolean' };
const anything: Rule = { is: 'anything' };
const confirm: Rule = { is: 'confirm' };
const style: Rule = { is: 'one-of', values: ['primary', 'danger'] };
const need = (rule: Rule): Rule => ({ ...rule, required: true });
const list = (min: number, max: number): Rule => ({ is: 'list', min, max });

const PICKERS = ['datepicker', 'timepicker', 'datetimepicker'];
const SELECTS = [
  ...['static_select', 'external_select', 'users_select', 'conversations_select', 'channels_select'],
  ...[
    'multi_static_select',
    'multi_external_select',
    'multi_users_select',
    'multi_conversations_select',
    'multi_channels_select',
  ],
];
const CHOICES = ['checkboxes', 'radio_buttons'];
const INPUTS = [
  ...['plain_text_input', 'email_text_input', 'url_text_input', 'number_input', 'rich_text_input', 'file_input'],
  ...[...PICKERS, ...SELECTS, ...CHOICES],
];
const ACTIONS = ['button', 'overflow', 'workflow_button', 'rich_text_input', ...PICKERS, ...SELECTS, ...CHOICES];

/** The blocks. Every block also takes `type` and `block_id`. */
export const BLOCKS: Readonly<Record<string, Shape>> = {
  actions: { on: ALL, fields: { elements: need({ is: 'elements', types: ACTIONS, max: 25 }) } },
  alert: {
    on: MODAL,
    fields: {
      text: need({ is: 'text', max: 200 }),
      level: { is: 'one-of', values: ['default', 'info', 'warning', 'error', 'success'] },
    },
  },
  card: {
    on: ['message', 'home'],
    fields: {
      ...{ hero_image: anything, icon: anything, title: { is: 'text', max: 150 }, subtitle: { is: 'text', max: 150 } },
      ...{ body: { is: 'text', max: 200 }, actions: { is: 'elements', types: ['button'], max: 25 } },
    },
    oneOf: ['hero_image', 'title', 'actions', 'body'],
  },
  carousel: { on: ['message', 'home'], fields: { elements: need({ is: 'blocks', types: ['card'], min: 1, max: 10 }) } },
  container: {
    on: MESSAGE,
    fields: {
      ...{ title: plain(150), rich_text_title: anything, subtitle: { is: 'text', max: 150 }, icon: anything },
      child_blocks: need({
        ...{ is: 'blocks', min: 1, max: 10 },
        types: [
          'actions',
          'context',
          'divider',
          'file',
          'header',
          'image',
          'input',
          'rich_text',
          'section',
          'table',
          'video',
        ],
      }),
      width: { is: 'one-of', values: ['narrow', 'standard', 'wide', 'full'] },
      ...{ is_collapsible: yes, default_collapsed: yes, has_header_divider: yes },
    },
    oneOf: ['title', 'rich_text_title'],
  },
  context: {
    on: ALL,
    fields: { elements: need({ is: 'elements', types: ['image', 'plain_text', 'mrkdwn'], max: 10 }) },
  },
  context_actions: {
    on: MESSAGE,
    fields: { elements: need({ is: 'elements', types: ['feedback_buttons', 'icon_button'], max: 5 }) },
  },
  data_table: {
    on: MESSAGE,
    fields: {
      ...{ caption: need(string(2000, 1)), rows: need({ is: 'rows', max: 101, columns: 20 }) },
      ...{ page_size: { is: 'number', min: 1, max: 100 }, row_header_column_index: { is: 'number', min: 0, max: 19 } },
    },
  },
  data_visualization: { on: ['message', 'home'], fields: { title: need(string(50, 1)), chart: need(anything) } },
  divider: { on: ALL, fields: {} },
  header: { on: ALL, fields: { text: need(plain(150)), level: { is: 'number', min: 1, max: 4 } } },
  image: {
    on: ALL,
    fields: { alt_text: need(string(2000)), title: plain(2000), image_url: string(3000), slack_file: anything },
    oneOf: ['image_url', 'slack_file'],
  },
  input: {
    on: ALL,
    fields: {
      ...{ label: need(plain(2000)), element: need({ is: 'element', types: INPUTS }), hint: plain(2000) },
      ...{ optional: yes, dispatch_action: yes },
    },
  },
  markdown: { on: MESSAGE, fields: { text: need(string(12_000, 1)) } },
  plan: { on: MESSAGE, fields: { title: need(anything), tasks: list(0, 50) } },
  rich_text: { on: ALL, fields: { elements: need(list(1, 1000)) } },
  section: {
    on: ALL,
    fields: {
      ...{ text: { is: 'text', max: 3000 }, fields: { is: 'texts', max: 10, each: 2000 }, expand: yes },
      accessory: { is: 'element', types: ['image', ...ACTIONS] },
    },
    oneOf: ['text', 'fields'],
  },
  table: { on: MESSAGE, fields: { rows: need({ is: 'rows', max: 100, columns: 20 }), column_settings: list(0, 20) } },
  task_card: {
    on: MESSAGE,
    fields: {
      ...{
        task_id: need(string(255, 1)),
        title: need(string(150, 1)),
        details: anything,
        output: anything,
        sources: anything,
      },
      status: need({ is: 'one-of', values: ['pending', 'in_progress', 'complete', 'error'] }),
    },
  },
  video: {
    on: ALL,
    fields: {
      ...{
        video_url: need(string(3000)),
        thumbnail_url: need(string(3000)),
        alt_text: need(string(2000)),
        title: need(plain(200)),
      },
      ...{
        title_url: string(3000),
        author_name: string(50),
        provider_name: string(50),
        provider_icon_url: string(3000),
        description: plain(200),
      },
    },
  },
};

const focus: Rule = yes;
const placeholder = plain(150);
const options = (max: number): Rule => ({ is: 'options', min: 1, max });
const groups: Rule = { is: 'groups', min: 1, max: 100 };
const someOptions: Rule = { is: 'options', min: 1, max: 100 };
const most: Rule = { is: 'number', min: 1, max: 100 };
const asYouType = { dispatch_action_config: anything, focus_on_load: focus, placeholder } as const;
const picked = { confirm, focus_on_load: focus, placeholder } as const;
const multi = { ...picked, max_selected_items: most } as const;

/** The elements. Every element but the still ones also takes `action_id`. */
export const ELEMENTS: Readonly<Record<string, Shape>> = {
  button: {
    on: ALL,
    fields: {
      text: need(plain(75)),
      value: string(2000),
      url: string(3000),
      style,
      confirm,
      accessibility_label: string(75),
    },
  },
  channels_select: { on: ALL, fields: { ...picked, initial_channel: string(20), response_url_enabled: yes } },
  checkboxes: {
    on: ALL,
    fields: { options: need(options(10)), initial_options: options(10), confirm, focus_on_load: focus },
  },
  conversations_select: {
    on: ALL,
    fields: {
      ...picked,
      initial_conversation: string(20),
      default_to_current_conversation: yes,
      filter: anything,
      response_url_enabled: yes,
    },
  },
  datepicker: { on: ALL, fields: { ...picked, initial_date: string(10, 10) } },
  datetimepicker: {
    on: ['message', 'modal'],
    fields: { initial_date_time: { is: 'number', min: 1e9, max: 9_999_999_999 }, confirm, focus_on_load: focus },
  },
  email_text_input: { on: MODAL, fields: { ...asYouType, initial_value: string(3000) } },
  external_select: {
    on: ALL,
    fields: { ...picked, initial_option: { is: 'option' }, min_query_length: { is: 'number', min: 0, max: 100 } },
  },
  feedback_buttons: { on: MESSAGE, fields: { positive_button: need(anything), negative_button: need(anything) } },
  file_input: { on: MODAL, fields: { filetypes: list(1, 100), max_files: { is: 'number', min: 1, max: 10 } } },
  icon_button: {
    on: MESSAGE,
    fields: {
      ...{ icon: need({ is: 'one-of', values: ['trash'] }), text: need(plain(75)), value: string(2000), confirm },
      ...{ accessibility_label: string(75), visible_to_user_ids: list(1, 10) },
    },
  },
  image: {
    ...{
      on: ALL,
      still: true,
      fields: { alt_text: need(string(2000)), image_url: string(3000), slack_file: anything },
    },
    oneOf: ['image_url', 'slack_file'],
  },
  multi_channels_select: { on: ALL, fields: { ...multi, initial_channels: list(0, 100) } },
  multi_conversations_select: {
    on: ALL,
    fields: { ...multi, initial_conversations: list(0, 100), default_to_current_conversation: yes, filter: anything },
  },
  multi_external_select: {
    on: ALL,
    fields: { ...multi, initial_options: someOptions, min_query_length: { is: 'number', min: 0, max: 100 } },
  },
  multi_static_select: {
    on: ALL,
    fields: { ...multi, options: options(100), option_groups: groups, initial_options: someOptions },
    oneOf: ['options', 'option_groups'],
  },
  multi_users_select: { on: ALL, fields: { ...multi, initial_users: list(0, 100) } },
  number_input: {
    on: MODAL,
    fields: {
      ...{ ...asYouType, is_decimal_allowed: need(yes) },
      ...{ initial_value: { is: 'numeral' }, min_value: { is: 'numeral' }, max_value: { is: 'numeral' } },
    },
  },
  overflow: { on: ALL, fields: { options: need(options(5)), confirm } },
  plain_text_input: {
    on: ALL,
    fields: {
      ...{ ...asYouType, initial_value: string(3000), multiline: yes },
      ...{ min_length: { is: 'number', min: 0, max: 3000 }, max_length: { is: 'number', min: 1, max: 3000 } },
    },
  },
  radio_buttons: {
    on: ALL,
    fields: { options: need(options(10)), initial_option: { is: 'option' }, confirm, focus_on_load: focus },
  },
  rich_text_input: {
    on: ['modal', 'home'],
    fields: {
      ...asYouType,
      initial_value: anything,
      min_lines: { is: 'number', min: 1, max: 100 },
      max_lines: { is: 'number', min: 1, max: 100 },
    },
  },
  static_select: {
    on: ALL,
    fields: { ...picked, options: options(100), option_groups: groups, initial_option: { is: 'option' } },
    oneOf: ['options', 'option_groups'],
  },
  timepicker: { on: ALL, fields: { ...picked, initial_time: string(5, 5), timezone: string(100) } },
  url_text_input: { on: MODAL, fields: { ...asYouType, initial_value: string(3000) } },
  users_select: { on: ALL, fields: { ...picked, initial_user: string(20) } },
  workflow_button: {
    on: MESSAGE,
    fields: { text: need(plain(75)), workflow: need(anything), style, accessibility_label: string(75), confirm },
  },
};

/** The composition objects. `value`: 150 by the documents (one SDK still says 75). */
export const OPTION = { text: 75, value: 150, description: 75, url: 3000 } as const;
export const GROUP = { label: 75, options: 100 } as const;
export const CONFIRM = { title: 100, text: 300, confirm: 30, deny: 30 } as const;
/** At most one block of this family in a message, containers included (`only_one_table_allowed`). */
export const TABLES: readonly string[] = ['table', 'data_table'];
