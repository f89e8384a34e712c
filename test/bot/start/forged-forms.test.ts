import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SETTINGS_FORM, settingsForm } from '../../../src/bot/admin/settings-form.js';
import { DESTINATION_FORM } from '../../../src/bot/destinations/form.js';
import { NO_RULES } from '../../../src/hunter/office/house-rules.js';
import { ALEX, GUEST, type World, world } from '../support/world.js';

let w: World;
let port = 0;
const server = createServer((request, response) => w.bot.requestListener?.(request, response));
beforeAll(async () => {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
  w = await world({ slack: { mode: 'http', botUrl: `http://127.0.0.1:${port}` }, start: false, now: Date.now });
  await w.bot.start();
});
afterAll(async () => {
  await w.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** A form as Slack would sign it, sent by this person though it was never opened for them. */
async function send(user: string, callbackId: string, metadata: string, values: object): Promise<unknown> {
  const view = {
    id: `V${callbackId}`,
    type: 'modal',
    callback_id: callbackId,
    private_metadata: metadata,
    state: { values },
  };
  const payload = { type: 'view_submission', team: { id: 'T0' }, user: { id: user, team_id: 'T0' }, view };
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const stamp = String(Math.floor(Date.now() / 1000));
  const secret = w.slack.env.SLACK_SIGNING_SECRET ?? '';
  const signature = `v0=${createHmac('sha256', secret).update(`v0:${stamp}:${body}`).digest('hex')}`;
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': stamp,
    'x-slack-signature': signature,
  };
  const answer = await fetch(`http://127.0.0.1:${port}/slack/events`, { method: 'POST', body, headers });
  return JSON.parse((await answer.text()) || 'null');
}

it.each([ALEX, GUEST])(
  'a form of the settings or of a destination sent by %s changes nothing and is audited',
  async (user) => {
    const limits = w.house.limits();
    const values = Object.fromEntries(Object.keys(limits).map((name) => [name, { [name]: { value: '1000' } }]));
    const form = settingsForm(limits, NO_RULES, 'C0CALLS');
    const channels = { channels: { channels: { selected_conversations: [] } } };
    expect(await send(user, SETTINGS_FORM, form.private_metadata ?? '', { ...values, ...channels })).toMatchObject({
      response_action: 'errors',
      errors: { channels: expect.stringMatching(/Only (admins|members)/) },
    });
    expect(await send(user, DESTINATION_FORM, '{}', { number: { number: { value: '+18662550654' } } })).toMatchObject({
      response_action: 'errors',
      errors: { name: expect.stringMatching(/Only (admins|members)/) },
    });
    expect(w.house.limits()).toEqual(limits);
    await w.audit.flush();
    const entries = await w.audit.read({ from: 0, to: Date.now() + 1_000, limit: 100 });
    expect(entries.filter(({ by }) => by === user).map(({ act, outcome }) => `${act} ${outcome}`)).toEqual([
      'destination refused',
      'settings refused',
    ]);
  },
);
