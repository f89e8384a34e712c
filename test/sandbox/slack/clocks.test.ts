import { describe, expect, it } from 'vitest';
import { Rates } from '../../../sandbox/slack/rates.js';
import { ResponseUrls } from '../../../sandbox/slack/response-urls.js';
import { Triggers } from '../../../sandbox/slack/triggers.js';
import { Workspace } from '../../../sandbox/slack/workspace.js';
import { Story } from '../../../sandbox/story.js';
import { CALLS, DANA, PEOPLE } from './world.js';

describe('a trigger id', () => {
  it('opens one modal within 3 seconds', () => {
    let now = 0;
    const triggers = new Triggers(() => now);
    const [first, second] = [triggers.issue(DANA), triggers.issue(DANA)];
    expect(triggers.redeem('1.2.abc')).toBe('invalid_trigger_id');
    now = 3000;
    expect(triggers.redeem(first)).toEqual({ person: DANA });
    expect(triggers.redeem(first)).toBe('exchanged_trigger_id');
    now = 3001;
    expect(triggers.redeem(second)).toBe('expired_trigger_id');
  });
});

describe('rates', () => {
  it('lets 50 updates through at once, then one each 1.2 seconds', () => {
    let now = 0;
    const rates = new Rates(() => now);
    const update = () => rates.take('chat.update', 3);
    expect(Array.from({ length: 50 }, update).every((wait) => wait === 0)).toBe(true);
    expect(update()).toBe(2);
    now = 1200;
    expect(update()).toBe(0);
    expect(update()).toBeGreaterThan(0);
  });

  it('counts posts by channel', () => {
    const rates = new Rates(() => 0);
    const post = (channel: string) => rates.take('chat.postMessage', 'post', channel);
    for (let count = 0; count < 20; count++) expect(post('C1')).toBe(0);
    expect(post('C1')).toBe(1);
    expect(post('C2')).toBe(0);
  });
});

describe('a response_url', () => {
  const world = (now: () => number) => {
    const workspace = new Workspace(new Story(), PEOPLE);
    const urls = new ResponseUrls(workspace, () => 'http://127.0.0.1:1', now);
    const idOf = (url: string) => url.split('/').at(-1) ?? '';
    return { workspace, urls, idOf };
  };

  it('takes five answers, each only for who asked unless it says otherwise', () => {
    const { workspace, urls, idOf } = world(() => 0);
    const id = idOf(urls.issue(DANA, CALLS));
    for (let use = 1; use <= 5; use++) expect(urls.answer(id, JSON.stringify({ text: `${use}` })).status).toBe(200);
    expect(urls.answer(id, '{"text":"6"}')).toEqual({ status: 404, body: '{"ok":false,"error":"used_url"}' });
    expect(workspace.messages().map((message) => message.ephemeralFor)).toEqual(Array(5).fill(DANA));
  });

  it('is over after 30 minutes', () => {
    let now = 0;
    const { urls, idOf } = world(() => now);
    const id = idOf(urls.issue(DANA, CALLS));
    now = 30 * 60_000 + 1;
    expect(urls.answer(id, '{"text":"late"}').body).toContain('expired_url');
  });

  it('changes and deletes the message that was clicked, an ephemeral one too', () => {
    const { workspace, urls, idOf } = world(() => 0);
    const original = workspace.post({
      channel: CALLS,
      user: 'U0HUNTER',
      text: 'before',
      blocks: [],
      ephemeralFor: DANA,
    });
    const id = idOf(urls.issue(DANA, CALLS, original));
    urls.answer(id, '{"text":"after","replace_original":true}');
    expect(workspace.messages()).toMatchObject([{ text: 'after', ephemeralFor: DANA, edits: 1 }]);
    urls.answer(id, '{"delete_original":true}');
    expect(workspace.messages()).toEqual([]);
  });
});
