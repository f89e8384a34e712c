import { webApi } from '@slack/bolt';
import type { SlackClients } from '../src/bot/slack/clients.js';
import type { Machine } from './machine.js';
import type { World } from './world.js';

/** A message as people see it. */
export interface Shown {
  readonly ts: string;
  readonly thread: string | undefined;
  readonly key: string | undefined;
  text: string;
  blocks: readonly unknown[];
}

/** A button somebody can click, and what it carries. */
export interface ShownButton {
  readonly action: string;
  readonly value: string;
}

/** The simulated Slack: what the bot's processes write, and what people see. */
export interface SimSlack {
  clientsOf(machine: Machine): SlackClients;
  messages(): readonly Shown[];
  /** Called for each message that is posted or edited. */
  onShown(listener: (message: Shown) => void): void;
}

interface PostArguments {
  readonly channel: string;
  readonly text: string;
  readonly blocks: readonly unknown[];
  readonly thread_ts?: string;
  readonly metadata?: { readonly event_payload?: { readonly key?: string } };
}

interface EditArguments {
  readonly ts: string;
  readonly text: string;
  readonly blocks: readonly unknown[];
}

export function createSlack(world: World): SimSlack {
  const { scenario, observe } = world;
  const chance = world.chance.fork();
  const messages: Shown[] = [];
  const listeners: ((message: Shown) => void)[] = [];
  const show = (message: Shown): void => {
    for (const listener of listeners) listener(message);
  };

  const post = (process: string, { text, blocks, thread_ts, metadata, channel }: PostArguments) => {
    const key = metadata?.event_payload?.key;
    const message: Shown = { ts: `${messages.length + 1}.0`, thread: thread_ts, key, text, blocks };
    messages.push(message);
    observe({ what: 'posted', process, ts: message.ts, text });
    show(message);
    return { ok: true, channel, ts: message.ts };
  };
  const update = (process: string, { ts, text, blocks }: EditArguments) => {
    const message = messages.find((each) => each.ts === ts);
    if (message === undefined) throw new Error('message_not_found');
    Object.assign(message, { text, blocks });
    observe({ what: 'edited', process, ts, text });
    show(message);
    return { ok: true, ts };
  };
  const found = (thread: string | undefined) => ({
    ok: true,
    messages: messages
      .filter((message) => thread === undefined || message.thread === thread)
      .map(({ ts, key }) => ({ ts, metadata: { event_type: 'hold_hunter_message', event_payload: { key } } })),
  });

  return {
    messages: () => messages,
    onShown: (listener) => void listeners.push(listener),
    clientsOf(machine) {
      const ask = <T>(effect: () => T): Promise<T> => {
        const delays = { thereMs: chance.between(10, 120), backMs: chance.between(10, 120) };
        if (world.isCalm || !chance.happens(scenario.slackFails)) return machine.ask('slack', effect, delays);
        const failure = chance.pick(['limited', 'lost', 'unreachable'] as const);
        const failing = (): T => {
          observe({ what: 'slack-failed', process: machine.name, how: failure });
          if (failure === 'limited') throw new webApi.WebAPIRateLimitedError(chance.between(1, 10));
          if (failure === 'lost') effect();
          throw new Error('socket hang up');
        };
        return machine.ask('slack', failing, delays);
      };
      const client = {
        chat: {
          postMessage: (what: PostArguments) => ask(() => post(machine.name, what)),
          update: (what: EditArguments) => ask(() => update(machine.name, what)),
        },
        conversations: {
          history: () => ask(() => found(undefined)),
          replies: ({ ts }: { readonly ts: string }) => ask(() => found(ts)),
        },
      };
      // The board writer uses only these four methods of the client.
      const web = client as unknown as webApi.WebClient;
      return { boards: web, offers: web, files: web };
    },
  };
}

/** The buttons of a message, in whatever blocks. */
export function buttonsOf(message: Shown): readonly ShownButton[] {
  const found: ShownButton[] = [];
  const visit = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    const { type, action_id: action, value } = part as { type?: unknown; action_id?: unknown; value?: unknown };
    if (type === 'button' && typeof action === 'string' && typeof value === 'string') found.push({ action, value });
    for (const inner of Object.values(part)) visit(inner);
  };
  for (const block of message.blocks) visit(block);
  return found;
}
