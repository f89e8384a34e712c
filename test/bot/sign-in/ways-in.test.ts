import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ALEX, DANA, GUEST, type World, world } from '../support/world.js';

let w: World | undefined;
let server: Server | undefined;
afterEach(async () => {
  await w?.stop();
  server?.closeAllConnections();
  await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
  server = undefined;
});

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let left = 800; left > 0; left -= 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('it did not come to hold');
}

describe('Socket Mode', () => {
  it('holds two sockets, and loses no command while Slack renews them one by one', async () => {
    w = await world();
    const here = w;
    await until(() => here.slack.sockets() === 2);
    here.slack.refreshSockets();
    const acks = await Promise.all(
      Array.from({ length: 20 }, () => here.slack.hands.command(DANA, '/irs-hunt status')),
    );
    expect(acks.every(({ acknowledgedMs }) => acknowledgedMs !== null)).toBe(true);
    await until(() => here.slack.sockets() === 2 && here.bot.health().sockets === 2);
  });

  it('comes back at once when every socket is broken without a word', async () => {
    w = await world();
    const here = w;
    await until(() => here.slack.sockets() === 2);
    here.slack.dropSockets();
    // They come back so soon that a look every few milliseconds may never see them gone.
    while (here.slack.sockets() > 0) await new Promise((resolve) => setImmediate(resolve));
    await until(() => here.slack.sockets() === 2);
    await until(() => here.bot.health().sockets === 2);
    const { acknowledgedMs } = await here.slack.hands.command(DANA, '/irs-hunt help');
    expect(acknowledgedMs).not.toBeNull();
  });

  it('waits for a Slack that is down, and says so meanwhile', async () => {
    w = await world({ start: false });
    const here = w;
    here.slack.fault({ method: 'auth.test', kind: '500', times: 2 });
    const starting = here.bot.start();
    await until(() => here.bot.health().problem?.includes('cannot be reached') === true);
    expect(here.bot.health().ready).toBe(false);
    await starting;
    expect(here.bot.health().ready).toBe(true);
  });

  it('keeps what Slack is told out of the log', async () => {
    w = await world();
    await w.slack.hands.command(DANA, '/irs-hunt start practice secret-client-name');
    await w.whisper(DANA, /I don’t know|Did you mean/);
    expect(JSON.stringify(w.logged)).not.toContain('secret-client-name');
  });
});

describe('HTTP', () => {
  async function httpWorld(): Promise<{ here: World; url: string; secret: string }> {
    let port = 0;
    w = await world({ slack: { mode: 'http', botUrl: () => `http://127.0.0.1:${port}` }, start: false, now: Date.now });
    const here = w;
    const listener = here.bot.requestListener;
    if (listener === undefined) throw new Error('no listener in HTTP mode');
    server = createServer(listener);
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
    await here.bot.start();
    return { here, url: `http://127.0.0.1:${port}/slack/events`, secret: here.slack.env.SLACK_SIGNING_SECRET ?? '' };
  }

  function signed(secret: string, body: string, at = Date.now()): RequestInit {
    const stamp = String(Math.floor(at / 1000));
    const signature = `v0=${createHmac('sha256', secret).update(`v0:${stamp}:${body}`).digest('hex')}`;
    const type = 'application/x-www-form-urlencoded';
    const headers = { 'content-type': type, 'x-slack-request-timestamp': stamp, 'x-slack-signature': signature };
    return { method: 'POST', body, headers };
  }

  it('serves the whole path: command, form, board', async () => {
    const { here } = await httpWorld();
    expect(await here.start(DANA)).toEqual({});
    await here.message(/^Hunting/);
  });

  it('refuses a forged signature, an exact replay, a stamp of the future or long past, and a huge body', async () => {
    const { url, secret } = await httpWorld();
    const command = new URLSearchParams({
      ...{ command: '/irs-hunt', text: 'help', user_id: DANA, channel_id: 'C0CALLS', team_id: 'T0', trigger_id: 't' },
      response_url: 'http://127.0.0.1:9/none',
    }).toString();
    const once = signed(secret, command);
    expect((await fetch(url, once)).status).toBe(200);
    expect((await fetch(url, once)).status).toBe(401);
    expect((await fetch(url, signed(secret, command, Date.now() + 3_600_000))).status).toBe(401);
    expect((await fetch(url, signed(secret, command, Date.now() - 3_600_000))).status).toBe(401);
    expect((await fetch(url, signed('another secret', `${command}&x=1`))).status).toBe(401);
    expect((await fetch(url, signed(secret, `${command}&y=${'z'.repeat(2_000_000)}`))).status).toBe(413);
    expect((await fetch(url.replace('/slack/events', '/elsewhere'), once)).status).toBe(404);
  });

  it('does nothing for a user id that is forged or not of the workspace, and writes it down', async () => {
    const { here, url, secret } = await httpWorld();
    const command = (user: string) =>
      new URLSearchParams({
        ...{ command: '/irs-hunt', text: 'start practice', user_id: user, channel_id: 'C0CALLS', team_id: 'T0' },
        ...{ trigger_id: 't', response_url: 'http://127.0.0.1:9/none' },
      }).toString();
    for (let time = 0; time < 3; time++) {
      expect((await fetch(url, signed('not the secret', command(DANA)))).status).toBe(401);
    }
    expect((await fetch(url, signed(secret, command('U0NOBODY')))).status).toBe(200);
    const refused = async () => {
      await here.audit.flush();
      const entries = await here.audit.read({ from: 0, to: Date.now(), limit: 100 });
      return entries.filter(({ outcome }) => outcome === 'refused').map(({ by, act, why }) => [by, act, why]);
    };
    await until(async () => (await refused()).length >= 2);
    expect(await here.hunts.open()).toEqual([]);
    // Strangers knock as often as they like: that is one entry a minute.
    expect(await refused()).toEqual([
      ['U0NOBODY', 'start-hunt', 'outsider'],
      ['nobody', 'other', 'not signed by Slack, or replayed (once)'],
    ]);
  });

  it('links nobody by forged forms: a guest’s, or a member’s with an extension that no code was said to', async () => {
    const { here, url, secret } = await httpWorld();
    const sent = async (user: string, callbackId: string, values: Record<string, unknown>, about = '') => {
      const view = { id: 'V1', root_view_id: 'V1', type: 'modal', callback_id: callbackId, private_metadata: about };
      const payload = {
        type: 'view_submission',
        user: { id: user },
        team: { id: 'T0' },
        view: { ...view, state: { values } },
      };
      const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
      return (await fetch(url, signed(secret, body))).text();
    };
    const code = { 'my-code': { 'my-code': { type: 'plain_text_input', value: '123456' } } };
    const chosen = (field: string, value: string) => ({ [field]: { [field]: { selected_option: { value } } } });
    const members = /Only members of this workspace/;
    expect(await sent(GUEST, 'prove-code', code, '101101')).toMatch(members);
    expect(await sent(GUEST, 'prove-extension', chosen('my-extension', '101101'))).toMatch(members);
    expect(await sent(GUEST, 'me', chosen('my-ring', 'number:+18005550100'))).toMatch(members);
    expect(await sent(ALEX, 'prove-code', code, '101101')).toMatch(/already used or has expired/);
    expect(await sent(ALEX, 'prove-code', {}, 'x'.repeat(3_000))).toMatch(/six digits/);
    expect(await sent(ALEX, 'prove-extension', chosen('my-extension', 'never'))).toMatch(/no longer in use/);
    expect(await sent(ALEX, 'me', chosen('my-ring', 'number:+19005550123'))).toMatch(/no longer available/);
    await here.audit.flush();
    const entries = await here.audit.read({ from: 0, to: Date.now(), limit: 100 });
    expect(entries.map(({ by, act, outcome, why }) => [by, act, outcome, why]).reverse()).toEqual([
      ...Array.from({ length: 3 }, () => [GUEST, 'link', 'refused', 'outsider']),
      [ALEX, 'link', 'refused', 'code: none'],
    ]);
    expect(await here.store.get('shared:links')).toBeUndefined();
    expect(await here.store.get('shared:ring-choices')).toBeUndefined();
  });
});
