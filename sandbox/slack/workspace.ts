import type { Story } from '../story.js';
import type { Person, SlackMessage } from '../world.js';
import { APP, CALLS_CHANNEL, LOBBY_CHANNEL, Stamps } from './ids.js';
import type { Json } from './json.js';

/** A conversation of the practice workspace. */
export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly kind: 'channel' | 'im';
  readonly members: ReadonlySet<string>;
  /** For a direct message: the person who talks with the bot. */
  readonly person?: string;
}

/** A message with the parts that only the API sees. */
export interface KeptMessage extends SlackMessage {
  readonly metadata?: Json;
  readonly attachments?: readonly Json[];
  /** Also shown in the channel, though it is a reply. */
  readonly broadcast?: boolean;
  /** The text was changed without blocks: Slack then marks it “(edited)”. */
  readonly markedEdited?: boolean;
  readonly reactions?: readonly string[];
}

/** A message before it has a stamp. */
export type Draft = Omit<KeptMessage, 'ts' | 'edits'>;

/** What a message can be changed to. */
export type Change = Partial<
  Pick<KeptMessage, 'text' | 'blocks' | 'metadata' | 'attachments' | 'reactions' | 'markedEdited'>
>;

/** People, channels and messages. Messages are never changed in place: a reference to one stays as it was seen then. */
export class Workspace {
  readonly #stamps = new Stamps();
  readonly #messages = new Map<string, KeptMessage>();
  readonly #channels = new Map<string, Channel>();
  readonly #listeners = new Set<(message?: KeptMessage) => void>();

  constructor(
    readonly story: Story,
    readonly people: readonly Person[],
  ) {
    const everyone = people.map((person) => person.slackId);
    this.#channels.set(CALLS_CHANNEL.id, {
      ...CALLS_CHANNEL,
      kind: 'channel',
      members: new Set([...everyone, APP.userId]),
    });
    this.#channels.set(LOBBY_CHANNEL.id, { ...LOBBY_CHANNEL, kind: 'channel', members: new Set(everyone) });
  }

  person(slackId: string): Person | undefined {
    return this.people.find((person) => person.slackId === slackId);
  }

  channel(id: string): Channel | undefined {
    return this.#channels.get(id);
  }

  channels(): readonly Channel[] {
    return [...this.#channels.values()];
  }

  /** The direct conversation between the bot and the person; made when it isn't there yet. */
  directWith(slackId: string): Channel {
    const id = `D${slackId.slice(1)}`;
    const known = this.#channels.get(id);
    if (known) return known;
    const channel: Channel = {
      id,
      name: 'directmessage',
      kind: 'im',
      members: new Set([slackId, APP.userId]),
      person: slackId,
    };
    this.#channels.set(id, channel);
    return channel;
  }

  messages(): readonly KeptMessage[] {
    return [...this.#messages.values()];
  }

  message(channel: string, ts: string): KeptMessage | undefined {
    const message = this.#messages.get(ts);
    return message?.channel === channel ? message : undefined;
  }

  post(draft: Draft): KeptMessage {
    const message: KeptMessage = { ...draft, ts: this.#stamps.next(), edits: 0 };
    this.#messages.set(message.ts, message);
    if (message.ephemeralFor) this.story.tell('ephemeral', { person: message.ephemeralFor, text: message.text });
    else
      this.story.tell('message', {
        ts: message.ts,
        text: message.text,
        thread: message.threadTs ?? null,
        channel: message.channel,
      });
    this.changed(message);
    return message;
  }

  edit(old: KeptMessage, change: Change): KeptMessage {
    const message: KeptMessage = { ...old, ...change, edits: old.edits + 1 };
    this.#messages.set(message.ts, message);
    this.story.tell('message-edited', { ts: message.ts, text: message.text });
    this.changed(message);
    return message;
  }

  remove(message: KeptMessage): void {
    this.#messages.delete(message.ts);
    this.story.tell('message-deleted', { ts: message.ts });
    this.changed();
  }

  /** Called for each message that is posted or edited, and for any other change that a page should show. */
  onChange(listener: (message?: KeptMessage) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Something changed that the page shows. */
  changed(message?: KeptMessage): void {
    for (const listener of this.#listeners) listener(message);
  }
}
