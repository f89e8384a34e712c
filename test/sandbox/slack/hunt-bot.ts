import type { App } from '@slack/bolt';
import type { KnownBlock, View } from '@slack/types';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const option = (text: string, value: string) => ({ text: plain(text), value });

const LINES = Array.from({ length: 6 }, (_, index) =>
  option(`20${index + 1} · Line ${index + 1}`, `line-${index + 1}`),
);

function form(channel: string): View {
  return {
    type: 'modal',
    callback_id: 'start',
    private_metadata: channel,
    title: plain('Start a hunt'),
    submit: plain('Start the hunt'),
    close: plain('Cancel'),
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text: 'The bot waits on hold; *you* get the agent.' } },
      {
        type: 'input',
        block_id: 'line',
        label: plain('Phone line to reach'),
        element: {
          type: 'static_select',
          action_id: 'v',
          options: [option('Practitioners', 'pps'), option('Direct line', 'direct')],
        },
      },
      {
        type: 'input',
        block_id: 'from',
        label: plain('Call from'),
        hint: plain('Extensions that may call'),
        element: {
          type: 'multi_external_select',
          action_id: 'lines',
          min_query_length: 0,
          placeholder: plain('Choose extensions'),
        },
      },
      {
        type: 'input',
        block_id: 'many',
        label: plain('How many agents'),
        element: {
          type: 'number_input',
          action_id: 'v',
          is_decimal_allowed: false,
          initial_value: '1',
          min_value: '1',
          max_value: '9',
        },
      },
      {
        type: 'input',
        block_id: 'ring',
        label: plain('Where to ring you'),
        element: {
          type: 'radio_buttons',
          action_id: 'v',
          initial_option: option('My extension (101)', 'me'),
          options: [option('My extension (101)', 'me'), option('Call queue', 'q')],
        },
      },
      {
        type: 'input',
        block_id: 'ways',
        optional: true,
        label: plain('Tell me'),
        element: {
          type: 'checkboxes',
          action_id: 'v',
          options: [option('When the menu is passed', 'menu'), option('When on hold', 'hold')],
        },
      },
      {
        type: 'input',
        block_id: 'note',
        optional: true,
        label: plain('Note'),
        element: { type: 'plain_text_input', action_id: 'v', multiline: true, max_length: 200 },
      },
    ],
  };
}

const board = (state: string, note: string): KnownBlock[] => [
  { type: 'header', text: plain(`${state}: Practitioners`) },
  { type: 'section', text: { type: 'mrkdwn', text: `For <@U0DANA> · 3 lines${note ? ` · ${note}` : ''}` } },
  {
    type: 'section',
    fields: [
      { type: 'mrkdwn', text: '*Line 201*\non hold' },
      { type: 'mrkdwn', text: '*Line 202*\nin the menu' },
    ],
  },
  { type: 'context', elements: [{ type: 'mrkdwn', text: 'Started <!date^1789000000^{time}|just now>' }] },
  ...(state === 'Hunting'
    ? [
        {
          type: 'actions' as const,
          block_id: 'board',
          elements: [
            {
              type: 'static_select' as const,
              action_id: 'drop',
              placeholder: plain('Drop a line'),
              options: LINES.slice(0, 2),
            },
            {
              type: 'button' as const,
              action_id: 'stop',
              text: plain('Stop the hunt'),
              style: 'danger' as const,
              value: 'h1',
              confirm: {
                title: plain('Stop the hunt?'),
                text: plain('All calls are hung up.'),
                confirm: plain('Stop it'),
                deny: plain('Keep waiting'),
              },
            },
          ],
        },
      ]
    : []),
];

/** A small bot with the manners of ours: form, board, thread, offer with a late clicker, home tab. */
export function listenAsHuntBot(app: App): void {
  let taker: string | undefined;

  app.command('/irs-hunt', async ({ command, ack, client }) => {
    if (command.text === 'help') return ack('Usage: /irs-hunt');
    await ack();
    await client.views.open({ trigger_id: command.trigger_id, view: form(command.channel_id) });
  });

  app.options('lines', async ({ options, ack }) => {
    const typed = options.value.toLowerCase();
    await ack({ options: LINES.filter((line) => line.text.text.toLowerCase().includes(typed)) });
  });

  app.view('start', async ({ ack, view, client, body }) => {
    const chosen = view.state.values.from?.lines?.selected_options ?? [];
    if (chosen.length > 3) return ack({ response_action: 'errors', errors: { from: 'Choose at most 3 lines.' } });
    await ack();
    const note = view.state.values.note?.v?.value ?? '';
    const channel = view.private_metadata;
    const root = await client.chat.postMessage({
      channel,
      text: 'Hunting: Practitioners',
      blocks: board('Hunting', note),
    });
    await client.chat.postMessage({ channel, thread_ts: root.ts ?? '', text: '201 dials Practitioners.' });
    await client.chat.postMessage({
      channel,
      thread_ts: root.ts ?? '',
      reply_broadcast: true,
      text: `<@${body.user.id}> Agent on the line 201. Take the call.`,
      blocks: [
        {
          type: 'section',
          text: { type: 'mrkdwn', text: `<@${body.user.id}> *Agent on the line* 201 :telephone_receiver:` },
        },
        {
          type: 'actions',
          block_id: 'offer',
          elements: [
            {
              type: 'button',
              action_id: 'take-call',
              style: 'primary',
              text: plain('Take the call'),
              value: root.ts ?? '',
            },
          ],
        },
      ],
    });
  });

  app.action('take-call', async ({ ack, body, client, action, respond }) => {
    await ack();
    if (taker) {
      await respond({ response_type: 'ephemeral', text: `That call was already taken by <@${taker}>.` });
      return;
    }
    taker = body.user.id;
    const root = 'value' in action ? String(action.value) : '';
    await client.chat.update({
      channel: 'C0CALLS',
      ts: root,
      text: 'Connected: Practitioners',
      blocks: board('Connected', ''),
    });
  });

  app.action('stop', async ({ ack }) => ack());
  app.action('drop', async ({ ack, respond }) => {
    await ack();
    await respond({ text: 'Line 201 is dropped.' });
  });

  app.event('app_home_opened', async ({ event, client }) => {
    await client.views.publish({
      user_id: event.user,
      view: {
        type: 'home',
        blocks: [
          { type: 'header', text: plain('Your hunts') },
          { type: 'section', text: { type: 'mrkdwn', text: 'Nothing is hunted for you.' } },
          {
            type: 'actions',
            elements: [
              { type: 'button', action_id: 'nobody-listens', text: plain('Nobody listens') },
              { type: 'button', action_id: 'home-start', style: 'primary', text: plain('Start a hunt') },
            ],
          },
        ],
      },
    });
  });
  app.action('home-start', async ({ ack, body, client }) => {
    await ack();
    if ('trigger_id' in body) await client.views.open({ trigger_id: body.trigger_id, view: form('C0CALLS') });
  });
}
