import { afterEach, expect, it } from 'vitest';
import { CALLS, clientOf, DANA, practiceSlack, SAM, socketBot } from './world.js';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const option = (text: string) => ({ text: plain(text), value: text.toLowerCase().replaceAll(' ', '-') });

/** A message with a keypad, an order of its own in action ids, and a select; what is done with them is told. */
async function choices() {
  const { slack } = await practiceSlack();
  stops.push(slack.stop);
  const done: string[] = [];
  const bot = await socketBot(slack, (app) => {
    app.action(/.*/, async ({ ack, action }) => {
      await ack();
      if (action.type === 'button' && 'action_id' in action) done.push(`${action.action_id} ${action.value}`);
      if (action.type === 'static_select') done.push(`${action.action_id} ${action.selected_option.value}`);
    });
  });
  stops.push(bot.stop);
  const key = (text: string) => ({
    type: 'button' as const,
    action_id: `key-${text}`,
    text: plain(text),
    value: text,
  });
  const { ts } = await clientOf(slack).chat.postMessage({
    channel: CALLS,
    text: 'What was it?',
    blocks: [
      { type: 'actions', elements: [key('10'), key('1'), key('*')] },
      {
        type: 'actions',
        elements: [
          {
            type: 'static_select',
            action_id: 'kind',
            placeholder: plain('What was it?'),
            options: [option('Announcement'), option('Too busy'), option('Closed')],
          },
        ],
      },
    ],
  });
  const message = slack.hands.messages().find((each) => each.ts === ts);
  if (message === undefined) throw new Error('the message is not there');
  return { hands: slack.hands, message, done, slack };
}

it('an option of a select in a message is chosen by its text, as one click', async () => {
  const { hands, message, done } = await choices();
  const { acknowledgedMs } = await hands.choose(DANA, message, 'Too busy');
  expect(acknowledgedMs).not.toBeNull();
  expect(done).toEqual(['kind too-busy']);
});

it('an option that is not there is refused with those that are', async () => {
  const { hands, message } = await choices();
  await expect(hands.choose(DANA, message, 'Lunch')).rejects.toThrow('Announcement, Too busy, Closed');
});

it('the button with the very label is pressed before one that only begins so; an action id does, too', async () => {
  const { hands, message, done } = await choices();
  await hands.press(DANA, message, '1');
  await hands.press(DANA, message, 'key-*');
  expect(done).toEqual(['key-1 1', 'key-* *']);
});

it('users.info tells who looks after the workspace', async () => {
  const { slack } = await practiceSlack({
    people: [
      { slackId: DANA, name: 'Dana', email: 'd@example.com', extensionId: '1', extensionNumber: '101', admin: true },
      { slackId: SAM, name: 'Sam', email: 's@example.com', extensionId: '2', extensionNumber: '102' },
    ],
  });
  stops.push(slack.stop);
  const client = clientOf(slack);
  const isAdmin = async (user: string) => (await client.users.info({ user })).user?.is_admin;
  expect([await isAdmin(DANA), await isAdmin(SAM)]).toEqual([true, false]);
});
