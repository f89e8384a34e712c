import type { App, BlockAction, ViewSubmitAction } from '@slack/bolt';
import type { KnownBlock, View } from '@slack/types';
import type { WebAPIPlatformError } from '@slack/web-api';
import { afterEach, expect, it } from 'vitest';
import type { Slack } from '../../../sandbox/world.js';
import { CALLS, DANA, practiceSlack, socketBot } from './world.js';

const WITHIN_MS = 60_000;
const plain = (text: string) => ({ type: 'plain_text' as const, text });
const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function world(listen: (app: App) => void): Promise<Slack> {
  const { slack } = await practiceSlack();
  stops.push(slack.stop);
  stops.push((await socketBot(slack, listen)).stop);
  return slack;
}

function modal(title: string, more: Partial<Extract<View, { type: 'modal' }>> = {}): View {
  const note: KnownBlock = {
    type: 'input',
    block_id: 'note',
    label: plain('Note'),
    element: { type: 'plain_text_input', action_id: 'v' },
  };
  return { type: 'modal', callback_id: title, title: plain(title), submit: plain('Next'), blocks: [note], ...more };
}

/** Opens the modal on a command. */
const opens = (app: App, view: View): void =>
  app.command('/irs-hunt', async ({ ack, client, command }) => {
    await ack();
    await client.views.open({ trigger_id: command.trigger_id, view });
  });

it('pushes forms on forms, three at most, and clears them all', async () => {
  const refusals: string[] = [];
  const { hands } = await world((app) => {
    opens(app, modal('One'));
    app.view('One', async ({ ack }) => ack({ response_action: 'push', view: modal('Two') }));
    app.view('Two', async ({ ack }) => ack({ response_action: 'push', view: modal('Three') }));
    app.view('Three', async ({ ack, client, body }) => {
      const fourth = client.views.push({
        trigger_id: (body as ViewSubmitAction & { trigger_id: string }).trigger_id,
        view: modal('Four'),
      });
      await fourth.catch((error: WebAPIPlatformError) => refusals.push(error.data.error));
      await ack({ response_action: 'clear' });
    });
  });
  await hands.command(DANA, '/irs-hunt');
  for (const title of ['One', 'Two', 'Three']) {
    const form = await hands.awaitModal(DANA, WITHIN_MS, title);
    await form.fill('Note', title);
    expect(await form.submit()).toEqual({});
  }
  expect(hands.modal(DANA)).toBeUndefined();
  expect(refusals).toEqual(['push_limit_reached']);
});

it('keeps what was filled in when the bot updates the form under its hash, and refuses an old hash', async () => {
  const told: unknown[] = [];
  let updated: () => void = () => undefined;
  const bothUpdates = new Promise<void>((resolve) => {
    updated = resolve;
  });
  const { hands } = await world((app) => {
    const more: KnownBlock = {
      type: 'input',
      block_id: 'kind',
      dispatch_action: true,
      label: plain('Kind'),
      element: { type: 'static_select', action_id: 'kind', options: [{ text: plain('Practitioners'), value: 'pps' }] },
    };
    const note = modal('Form').blocks;
    opens(app, modal('Form', { blocks: [...note, more] }));
    app.action('kind', async ({ ack, body, client }) => {
      await ack();
      const { view, state } = body as BlockAction & { state?: unknown };
      const blocks: KnownBlock[] = [{ type: 'section', text: plain('Chosen.') }, ...(note as KnownBlock[]), more];
      const update = () =>
        client.views.update({ view_id: view?.id ?? '', hash: view?.hash ?? '', view: modal('Changed', { blocks }) });
      await update();
      await update().catch((error: WebAPIPlatformError) => told.push(error.data.error));
      told.push(state, view?.state.values);
      updated();
    });
    app.view('Changed', async ({ ack, view }) => {
      told.push(view.state.values.note?.v?.value);
      await ack();
    });
  });
  await hands.command(DANA, '/irs-hunt');
  const form = await hands.awaitModal(DANA, WITHIN_MS);
  await form.fill('Note', 'kept');
  await form.fill('Kind', 'Practitioners');
  const changed = await hands.awaitModal(DANA, WITHIN_MS, 'Changed');
  await bothUpdates;
  expect(await changed.submit()).toEqual({});
  expect(told).toEqual([
    'hash_conflict',
    undefined,
    {
      note: { v: { type: 'plain_text_input', value: 'kept' } },
      kind: { kind: expect.objectContaining({ selected_option: expect.objectContaining({ value: 'pps' }) }) },
    },
    'kept',
  ]);
});

it('fails the whole form when the errors name no input block, and tells of a closed form that asked for it', async () => {
  let closed: (isCleared: boolean) => void = () => undefined;
  const told = new Promise<boolean>((resolve) => {
    closed = resolve;
  });
  const { hands } = await world((app) => {
    opens(app, modal('Form', { notify_on_close: true }));
    app.view('Form', async ({ ack }) => ack({ response_action: 'errors', errors: { nothing: 'is wrong' } }));
    app.view({ callback_id: 'Form', type: 'view_closed' }, async ({ ack, body }) => {
      await ack();
      closed('is_cleared' in body && body.is_cleared);
    });
  });
  await hands.command(DANA, '/irs-hunt');
  const form = await hands.awaitModal(DANA, WITHIN_MS);
  await form.fill('Note', 'x');
  await expect(form.submit()).rejects.toThrow('trouble connecting');
  form.close();
  expect(await told).toBe(false);
  expect(hands.modal(DANA)).toBeUndefined();
});

it('tells everything about a click in a message: place, message with metadata, state, trigger, response_url', async () => {
  let clicked: (body: BlockAction) => void = () => undefined;
  const told = new Promise<BlockAction>((resolve) => {
    clicked = resolve;
  });
  const slack = await world((app) => {
    app.action('take-call', async ({ ack, body, client, respond }) => {
      await ack();
      clicked(body as BlockAction);
      await client.views.open({ trigger_id: (body as BlockAction).trigger_id, view: modal('Once') });
      await client.views
        .open({ trigger_id: (body as BlockAction).trigger_id, view: modal('Twice') })
        .catch((error: WebAPIPlatformError) => respond(error.data.error));
    });
    app.command('/irs-hunt', async ({ ack, client }) => {
      await ack();
      const root = await client.chat.postMessage({ channel: CALLS, text: 'root' });
      await client.chat.postMessage({
        ...{
          channel: CALLS,
          text: 'offer',
          thread_ts: root.ts ?? '',
          metadata: { event_type: 'offer', event_payload: { id: 'o1' } },
        },
        blocks: [
          {
            ...{ type: 'actions', block_id: 'b' },
            elements: [
              { type: 'button', action_id: 'take-call', text: plain('Take the call'), value: 'o1' },
              {
                type: 'static_select',
                action_id: 'line',
                options: [{ text: plain('201'), value: '201' }],
                initial_option: { text: plain('201'), value: '201' },
              },
            ],
          },
        ],
      });
    });
  });
  const { hands } = slack;
  await hands.command(DANA, '/irs-hunt');
  const offer = await hands.awaitMessage((message) => message.text === 'offer', WITHIN_MS);
  await hands.press(DANA, offer, 'Take');
  const body = await told;
  expect(body).toMatchObject({
    user: { id: DANA, username: 'dana', team_id: 'T0PRACTICE' },
    container: {
      type: 'message',
      message_ts: offer.ts,
      channel_id: CALLS,
      is_ephemeral: false,
      thread_ts: offer.threadTs,
    },
    channel: { id: CALLS, name: 'tax-calls' },
    message: { ts: offer.ts, thread_ts: offer.threadTs, text: 'offer', metadata: { event_type: 'offer' } },
    state: { values: { b: { line: { type: 'static_select', selected_option: { value: '201' } } } } },
    response_url: expect.stringContaining('/response/'),
    actions: [{ type: 'button', action_id: 'take-call', block_id: 'b', value: 'o1', action_ts: expect.any(String) }],
  });
  expect((await hands.awaitModal(DANA, WITHIN_MS)).title).toBe('Once');
  await hands.awaitMessage((message) => message.text === 'exchanged_trigger_id', WITHIN_MS);
});
