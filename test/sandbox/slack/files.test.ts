import type { WebAPIPlatformError, WebClient } from '@slack/web-api';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Slack } from '../../../sandbox/world.js';
import { CALLS, clientOf, practiceSlack } from './world.js';

let slack: Slack;
let client: WebClient;
beforeEach(async () => {
  ({ slack } = await practiceSlack());
  client = clientOf(slack);
});
afterEach(() => slack.stop());

const errorOf = (call: Promise<unknown>) =>
  call.then(
    () => 'ok',
    (error: WebAPIPlatformError) => String(error.data?.error ?? error),
  );

it('Slack’s own client uploads a file in its three steps, and the bytes come back as they were', async () => {
  const bytes = Buffer.from([0, 255, 13, 10, 45, 45, 34, 200]);
  await client.filesUploadV2({
    channel_id: CALLS,
    filename: 'all.bin',
    title: 'All',
    file: bytes,
    initial_comment: 'Here',
  });
  const { text, files } = await slack.hands.awaitMessage((message) => message.files !== undefined, 5_000);
  expect(text).toBe('Here');
  expect(files?.[0]).toMatchObject({ name: 'all.bin', title: 'All', size: 8 });
  expect(Buffer.from(await (await fetch(files?.[0]?.url ?? '')).arrayBuffer())).toEqual(bytes);
  const history = await client.conversations.history({ channel: CALLS });
  expect(history.messages?.[0]?.files?.[0]).toMatchObject({ name: 'all.bin', mode: 'hosted' });
});

it('an address takes the announced length, once; a file without bytes is not completed', async () => {
  const { upload_url: url = '', file_id: id = '' } = await client.files.getUploadURLExternal({
    filename: 'x',
    length: 3,
  });
  const post = async (body: string) => (await fetch(url, { method: 'POST', body })).status;
  const complete = () => client.files.completeUploadExternal({ files: [{ id, title: 'x' }], channel_id: CALLS });
  expect(await errorOf(complete())).toBe('file_not_found');
  expect(await post('four')).toBe(400);
  expect(await post('abc')).toBe(200);
  expect(await post('abc')).toBe(400);
  expect(await errorOf(client.files.completeUploadExternal({ files: [{ id }], channel_id: 'C0LOBBY' }))).toBe(
    'not_in_channel',
  );
  expect(await errorOf(complete())).toBe('ok');
  expect(await errorOf(complete())).toBe('file_not_found');
});

it('needs the scope files:write', async () => {
  const { slack: narrow } = await practiceSlack({ scopes: ['commands', 'chat:write'] });
  const uploading = clientOf(narrow).files.getUploadURLExternal({ filename: 'x', length: 3 });
  expect(await errorOf(uploading)).toBe('missing_scope');
  await narrow.stop();
});
