import type { Json } from './json.js';

/** What the bot receives: a command, a click or form (`interactive`), or an event. */
export type Kind = 'slash_commands' | 'interactive' | 'events_api';

/** How long the bot has to acknowledge. */
export const ACK_MS = 3000;

/** The bot's answer. `acknowledgedMs` is null when none came in time, or it was an error. */
export interface Reply {
  readonly acknowledgedMs: number | null;
  readonly body: Json;
  /** Why there is no acknowledgement. */
  readonly error?: 'operation_timeout' | 'dispatch_failed';
  /** The bot asked not to be sent this event again. */
  readonly noRetry?: boolean;
}

/** Which try this is, for events that were not acknowledged. */
export interface Retry {
  readonly attempt: number;
  readonly reason: string;
}

/** The way to the bot: Socket Mode or signed HTTP. */
export interface Delivery {
  deliver(kind: Kind, payload: Json, retry?: Retry): Promise<Reply>;
  stop(): Promise<void>;
}

/** Events are repeated at once, after a minute and after five. Commands and interactions never are. */
const REDELIVERY_MS = [0, 60_000, 300_000] as const;

/** Sends the bot an event, again and again until it acknowledges. */
export async function deliverEvent(delivery: Delivery, payload: Json): Promise<void> {
  let reply = await delivery.deliver('events_api', payload);
  for (const [index, wait] of REDELIVERY_MS.entries()) {
    if (reply.acknowledgedMs !== null || reply.noRetry) return;
    await new Promise<void>((resolve) => {
      setTimeout(resolve, wait).unref();
    });
    const reason = reply.error === 'dispatch_failed' ? 'http_error' : 'http_timeout';
    reply = await delivery.deliver('events_api', payload, { attempt: index + 1, reason });
  }
}
