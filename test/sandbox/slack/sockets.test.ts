import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Json } from '../../../sandbox/slack/json.js';
import type { Story } from '../../../sandbox/story.js';
import type { Slack } from '../../../sandbox/world.js';
import { DANA, practiceSlack, SAM } from './world.js';

/** Only where the bot stays silent on purpose; elsewhere Slack's own 3 s. */
const SHORT_ACK_MS = 60;

/** A bare Socket Mode client: what came, and a way to wait for the next. */
class Bare {
  readonly frames: Json[] = [];
  #wake: (() => void) | undefined;

  constructor(readonly socket: WebSocket) {
    socket.on('message', (data) => {
      this.frames.push(JSON.parse(String(data)) as Json);
      this.#wake?.();
    });
  }

  async next(): Promise<Json> {
    if (this.frames.length === 0) await new Promise<void>((resolve) => (this.#wake = resolve));
    return this.frames.shift() ?? {};
  }

  ack(frame: Json, payload: Json = {}): void {
    this.socket.send(JSON.stringify({ envelope_id: frame.envelope_id, payload }));
  }
}

describe('Socket Mode', () => {
  let slack: Slack;
  let story: Story;
  beforeEach(async () => {
    ({ slack, story } = await practiceSlack());
  });
  afterEach(() => slack.stop());

  async function ticket(): Promise<string> {
    const response = await fetch(`${slack.env.SLACK_API_URL}apps.connections.open`, {
      method: 'POST',
      headers: { authorization: `Bearer ${slack.env.SLACK_APP_TOKEN}` },
    });
    return ((await response.json()) as { url: string }).url;
  }

  async function connect(): Promise<Bare> {
    return new Bare(new WebSocket(await ticket()));
  }

  it('greets each connection with how many there are, and takes a ticket once', async () => {
    const url = await ticket();
    const first = new Bare(new WebSocket(url));
    expect(await first.next()).toMatchObject({ type: 'hello', num_connections: 1 });
    const [refused] = await once(new WebSocket(url), 'error');
    expect(String(refused)).toContain('401');
    const second = await connect();
    expect(await second.next()).toMatchObject({ num_connections: 2 });
  });

  it('gives each envelope to one connection, in turn', async () => {
    const sockets = [await connect(), await connect()];
    for (const socket of sockets) await socket.next();
    const seen = sockets.map(async (socket) => {
      const frame = await socket.next();
      socket.ack(frame);
      return frame;
    });
    await slack.hands.command(DANA, '/irs-hunt one');
    await slack.hands.command(SAM, '/irs-hunt two');
    const frames = await Promise.all(seen);
    expect(frames.map((frame) => (frame.payload as Json).text).sort()).toEqual(['one', 'two']);
    expect(frames[0]).toMatchObject({
      type: 'slash_commands',
      accepts_response_payload: true,
      payload: { command: '/irs-hunt', channel_id: 'C0CALLS' },
    });
    expect(sockets.flatMap((socket) => socket.frames)).toEqual([]);
  });

  it('tells the person when a command was not acknowledged, and never sends it again', async () => {
    await slack.stop();
    ({ slack } = await practiceSlack({ deadlines: { ackMs: SHORT_ACK_MS } }));
    const socket = await connect();
    await socket.next();
    const outcome = await slack.hands.command(DANA, '/irs-hunt');
    expect(outcome).toMatchObject({ acknowledgedMs: null, shown: expect.stringContaining('did not respond') });
    expect(socket.frames).toHaveLength(1);
    expect((await practiceSlackWithoutBot()).shown).toContain('dispatch_failed');
  });

  async function practiceSlackWithoutBot() {
    const { slack: alone } = await practiceSlack();
    const outcome = await alone.hands.command(DANA, '/irs-hunt');
    await alone.stop();
    return outcome;
  }

  it('sends an event again when it was not acknowledged', async () => {
    await slack.stop();
    ({ slack } = await practiceSlack({ deadlines: { ackMs: SHORT_ACK_MS } }));
    const socket = await connect();
    await socket.next();
    slack.hands.openHome(DANA);
    const first = await socket.next();
    const second = await socket.next();
    socket.ack(second);
    expect(first).toMatchObject({
      type: 'events_api',
      accepts_response_payload: false,
      payload: { event: { type: 'app_home_opened', user: DANA, tab: 'home' } },
    });
    expect(second).toMatchObject({
      retry_attempt: 1,
      retry_reason: 'http_timeout',
      payload: { event_id: (first.payload as Json).event_id },
    });
  });

  it('tells connections to go one after the other, and sends new envelopes to those that stay', async () => {
    const [first, second] = [await connect(), await connect()];
    for (const socket of [first, second]) await socket.next();
    slack.refreshSockets();
    expect(await first.next()).toMatchObject({ type: 'disconnect', reason: 'refresh_requested' });
    for (const text of ['a', 'b']) {
      const typed = slack.hands.command(DANA, `/irs-hunt ${text}`);
      second.ack(await second.next());
      expect((await typed).acknowledgedMs).not.toBeNull();
    }
    first.socket.close();
    const third = await connect();
    expect(await third.next()).toMatchObject({ type: 'hello' });
    expect(await second.next()).toMatchObject({ type: 'disconnect' });
  });

  it('tells the story of what was typed and how soon it was acknowledged', async () => {
    const socket = await connect();
    await socket.next();
    const typed = slack.hands.command(DANA, '/irs-hunt');
    socket.ack(await socket.next(), { text: 'Hello <@U0DANA>' });
    expect((await typed).shown).toBe('Hello <@U0DANA>');
    expect(story.all().filter(({ what }) => what !== 'api')).toMatchObject([
      { what: 'command', person: DANA, text: '/irs-hunt' },
      { what: 'ack', kind: 'command', ms: expect.any(Number) },
      { what: 'ephemeral', person: DANA },
    ]);
  });
});
