import {
  WebAPIHTTPError,
  type WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  type WebClient,
} from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Slack } from '../../../sandbox/world.js';
import { CALLS, clientOf, DANA, practiceSlack } from './world.js';

const LOBBY = 'C0LOBBY';
const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });

describe('the Web API', () => {
  let slack: Slack;
  let client: WebClient;
  beforeEach(async () => {
    ({ slack } = await practiceSlack());
    client = clientOf(slack);
  });
  afterEach(() => slack.stop());

  /** The error that Slack answers. */
  async function errorOf(call: Promise<unknown>): Promise<string> {
    return call.then(
      () => 'ok',
      (error: WebAPIPlatformError) => String(error.data?.error ?? error),
    );
  }

  it('says who the bot is and which scopes it has', async () => {
    const answer = await client.auth.test();
    expect(answer).toMatchObject({ user_id: 'U0HUNTER', bot_id: 'B0HUNTER', is_enterprise_install: false });
    expect(answer.response_metadata?.scopes).toContain('chat:write');
  });

  it('refuses a wrong token, a token of the other kind, a scope not granted, and a method that isn’t', async () => {
    const token = slack.env.SLACK_APP_TOKEN ?? '';
    expect(await errorOf(client.apiCall('auth.test', { token: 'xoxb-wrong' }))).toBe('invalid_auth');
    expect(await errorOf(client.apiCall('chat.postMessage', { token, channel: CALLS, text: 'x' }))).toBe(
      'not_allowed_token_type',
    );
    expect(await errorOf(client.apiCall('chat.makeCoffee'))).toBe('unknown_method');
    const { slack: narrow } = await practiceSlack({ scopes: ['commands'] });
    const refused = await clientOf(narrow)
      .chat.postMessage({ channel: CALLS, text: 'x' })
      .catch((error: WebAPIPlatformError) => error.data);
    expect(refused).toMatchObject({ ok: false, error: 'missing_scope', needed: 'chat:write', provided: 'commands' });
    await narrow.stop();
  });

  it('refuses posts to where the bot is not, without words, or in threads that are none', async () => {
    const post = (args: object) => errorOf(client.apiCall('chat.postMessage', { text: 'x', channel: CALLS, ...args }));
    expect(await post({ channel: 'C0NOWHERE' })).toBe('channel_not_found');
    expect(await post({ channel: LOBBY })).toBe('not_in_channel');
    expect(await post({ text: '' })).toBe('no_text');
    expect(await post({ thread_ts: '1.000001' })).toBe('thread_not_found');
    expect(await post({ metadata: { event_type: 'x' } })).toBe('invalid_metadata_schema');
    expect(await post({ blocks: '{broken' })).toBe('invalid_blocks_format');
    const root = await client.chat.postMessage({ channel: CALLS, text: 'root' });
    const reply = await client.chat.postMessage({ channel: CALLS, text: 'reply', thread_ts: root.ts ?? '' });
    expect(await post({ thread_ts: reply.ts })).toBe('cannot_reply_to_message');
  });

  it('says where blocks are wrong', async () => {
    const refused = await client
      .apiCall('chat.postMessage', { channel: CALLS, text: 'x', blocks: [section('')] })
      .catch((error: WebAPIPlatformError) => error.data);
    expect(refused).toMatchObject({
      error: 'invalid_blocks',
      response_metadata: { messages: [expect.stringContaining('/blocks/0/text/text')] },
    });
    const long = Array.from({ length: 5 }, () => section('x'.repeat(2900)));
    expect(await errorOf(client.apiCall('chat.postMessage', { channel: CALLS, text: 'x', blocks: long }))).toBe(
      'msg_blocks_too_long',
    );
  });

  it('cuts a text of more than 40,000 in a post, and refuses more than 4,000 in an update', async () => {
    const posted = await client.chat.postMessage({ channel: CALLS, text: 'x'.repeat(40_001) });
    expect(posted.message?.text).toHaveLength(40_000);
    expect(posted.response_metadata?.warnings).toContain('message_truncated');
    const update = (text: string) => client.chat.update({ channel: CALLS, ts: posted.ts ?? '', text });
    expect(await errorOf(update('x'.repeat(4001)))).toBe('msg_too_long');
    expect(await errorOf(update('x'.repeat(4000)))).toBe('ok');
  });

  it('updates its own messages only; a text alone takes the blocks away; metadata stays', async () => {
    const metadata = { event_type: 'hunt', event_payload: { key: 'h1' } };
    const posted = await client.chat.postMessage({ channel: CALLS, text: 'a', blocks: [section('a')], metadata });
    const ts = posted.ts ?? '';
    const updated = await client.chat.update({ channel: CALLS, ts, text: 'b' });
    expect(updated.message).not.toHaveProperty('blocks');
    const history = await client.conversations.history({ channel: CALLS, include_all_metadata: true });
    expect(history.messages?.[0]).toMatchObject({ text: 'b', metadata });
    const theirs = slack.hands.say(DANA, 'mine');
    expect(await errorOf(client.chat.update({ channel: CALLS, ts: theirs.ts, text: 'x' }))).toBe('cant_update_message');
    expect(await errorOf(client.chat.update({ channel: CALLS, ts: '1.000001', text: 'x' }))).toBe('message_not_found');
    expect(await errorOf(client.chat.delete({ channel: CALLS, ts }))).toBe('ok');
    expect(slack.hands.messages()).toHaveLength(1);
  });

  it('keeps ephemeral messages to one member, and no update finds them', async () => {
    const shown = await client.chat.postEphemeral({ channel: CALLS, user: DANA, text: 'only you' });
    expect(slack.hands.messages()).toMatchObject([{ ephemeralFor: DANA }]);
    expect(await errorOf(client.chat.update({ channel: CALLS, ts: shown.message_ts ?? '', text: 'x' }))).toBe(
      'message_not_found',
    );
    expect(await errorOf(client.chat.postEphemeral({ channel: CALLS, user: 'U0NOBODY', text: 'x' }))).toBe(
      'user_not_found',
    );
    expect((await client.conversations.history({ channel: CALLS })).messages).toEqual([]);
  });

  it('finds people, channels, threads and links', async () => {
    expect((await client.users.lookupByEmail({ email: 'Dana@example.com' })).user).toMatchObject({
      id: DANA,
      profile: { email: 'dana@example.com' },
    });
    expect(await errorOf(client.users.lookupByEmail({ email: 'nobody@example.com' }))).toBe('users_not_found');
    expect((await client.conversations.members({ channel: CALLS })).members).toContain(DANA);
    expect((await client.conversations.info({ channel: LOBBY })).channel).toMatchObject({ is_member: false });
    const direct = (await client.conversations.open({ users: DANA })).channel?.id ?? '';
    const root = await client.chat.postMessage({ channel: DANA, text: 'root' });
    expect(root.channel).toBe(direct);
    await client.chat.postMessage({ channel: direct, text: 'reply', thread_ts: root.ts ?? '' });
    expect((await client.conversations.replies({ channel: direct, ts: root.ts ?? '' })).messages).toHaveLength(2);
    expect((await client.chat.getPermalink({ channel: direct, message_ts: root.ts ?? '' })).permalink).toContain(
      `/archives/${direct}/p`,
    );
    expect(await errorOf(client.reactions.add({ channel: direct, timestamp: root.ts ?? '', name: 'eyes' }))).toBe('ok');
    expect(await errorOf(client.reactions.add({ channel: direct, timestamp: root.ts ?? '', name: 'eyes' }))).toBe(
      'already_reacted',
    );
  });

  it('publishes home tabs under their hash', async () => {
    const view = { type: 'home' as const, blocks: [] };
    const first = await client.views.publish({ user_id: DANA, view });
    const hash = String(first.view?.hash);
    expect(await errorOf(client.views.publish({ user_id: DANA, view, hash }))).toBe('ok');
    expect(await errorOf(client.views.publish({ user_id: DANA, view, hash }))).toBe('hash_conflict');
    expect(
      await errorOf(
        client.views.open({
          trigger_id: 'x',
          view: { ...view, type: 'modal', title: { type: 'plain_text', text: 'x' } },
        }),
      ),
    ).toBe('invalid_trigger_id');
  });

  it('answers 429 with Retry-After after 20 posts at once in a channel', async () => {
    for (let count = 0; count < 20; count++) await client.chat.postMessage({ channel: CALLS, text: `${count}` });
    const error = await client.chat
      .postMessage({ channel: CALLS, text: 'too many' })
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(WebAPIRateLimitedError);
    expect((error as WebAPIRateLimitedError).retryAfter).toBe(1);
  });

  it('fails on demand: 429, 500, and a post that happened though no answer came', async () => {
    const post = (text: string) => client.chat.postMessage({ channel: CALLS, text }).catch((error: unknown) => error);
    slack.fault({ method: 'chat.postMessage', times: 1, kind: '429', retryAfterS: 7 });
    expect(await post('a')).toMatchObject({ retryAfter: 7 });
    slack.fault({ method: '*', times: 1, kind: '500' });
    expect(await post('b')).toBeInstanceOf(WebAPIHTTPError);
    slack.fault({ method: 'chat.postMessage', times: 1, kind: 'lost-answer' });
    expect(await post('c')).toBeInstanceOf(WebAPIRequestError);
    await post('d');
    expect(slack.hands.messages().map((message) => message.text)).toEqual(['c', 'd']);
  });
});
