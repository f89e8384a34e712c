import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { z } from 'zod';
import type { Story } from '../../story.js';
import type { EventHands, EventTrouble } from '../../world.js';
import { chance } from '../random.js';
import { invalidParameter } from '../rest/api-error.js';
import { read } from '../rest/bodies.js';
import type { Handlers, RestRequest } from '../rest/handler.js';
import { Misdelivery } from './misdelivery.js';
import type { PartyEvents } from './party-events.js';
import { type Subscription, Subscriptions } from './subscriptions.js';
import { shakeHands, webhookTransport } from './webhooks.js';
import { EventSockets, type SocketTimes } from './websocket.js';

export interface EventTimes extends SocketTimes {
  /** From a change to its delivery. */
  readonly eventDelayMs: readonly [number, number];
}

export interface EventSideOptions {
  readonly story: Story;
  readonly seed: number;
  readonly ownerId: string;
  readonly times: EventTimes;
  readonly changes: PartyEvents;
  /** Counts a request of the Medium group; throws the 429. */
  readonly count: (userId: string) => void;
  readonly trouble?: EventTrouble | undefined;
}

const webhookBody = z.object({
  eventFilters: z.array(z.string()).min(1),
  expiresIn: z.number().int().positive().optional(),
  deliveryMode: z.object({
    transportType: z.literal('WebHook'),
    address: z.url(),
    verificationToken: z.string().optional(),
    validationToken: z.string().optional(),
  }),
});

/** Events of calls: subscriptions by both transports, deliveries, and misbehavior on demand. */
export class EventSide implements EventHands {
  readonly #subscriptions: Subscriptions;
  readonly #sockets: EventSockets;
  readonly #delivery: Misdelivery;
  #sent = 0;

  constructor(private readonly options: EventSideOptions) {
    const { story, seed, ownerId, times, changes, count, trouble } = options;
    this.#delivery = new Misdelivery(times.eventDelayMs, chance(seed, 'events'));
    if (trouble) this.#delivery.trouble = trouble;
    this.#subscriptions = new Subscriptions(ownerId, () => this.#delivery.trouble.accountFilter ?? 'allowed');
    this.#sockets = new EventSockets({ story, subscriptions: this.#subscriptions, times, count });
    changes.onEvent((event) => {
      for (const one of this.#subscriptions.all()) {
        if (!one.wants(event)) continue;
        const payload = event.payload(one.id, one.userId);
        this.#delivery.deliver(() => {
          this.#sent++;
          one.transport.send(payload);
        });
      }
    });
  }

  handlers(): Handlers {
    return {
      wstoken: ({ userId, url }) => ({ body: this.#sockets.ticket(userId, url.host) }),
      subscribe: async (request) => ({ body: (await this.#subscribe(request)).view() }),
      subscriptions: ({ userId }) => {
        return { body: { records: this.#subscriptions.of(userId).map((one) => one.view()) } };
      },
      subscription: (request) => ({ body: this.#find(request).view() }),
      renewSubscription: (request) => {
        const found = this.#find(request);
        found.renew();
        return { body: found.view() };
      },
      unsubscribe: (request) => {
        this.#subscriptions.remove(this.#find(request).id);
        return { status: 204 };
      },
    };
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#sockets.upgrade(request, socket, head);
  }

  misbehave(trouble: EventTrouble): void {
    this.#delivery.trouble = trouble;
  }

  cut(): void {
    this.#sockets.cut();
  }

  silence(on: boolean): void {
    this.#sockets.silence(on);
  }

  timeOut(): void {
    this.#sockets.timeOut();
  }

  forget(): void {
    this.#sockets.forget();
  }

  blacklist(): void {
    for (const one of this.#subscriptions.all()) if (one.transport.type === 'WebHook') one.status = 'Blacklisted';
  }

  counts() {
    const all = this.#subscriptions.all();
    return {
      sent: this.#sent,
      dropped: this.#delivery.dropped,
      sockets: this.#sockets.connected,
      subscriptions: all.length,
      filters: all.flatMap((one) => one.filters),
    };
  }

  async stop(): Promise<void> {
    this.#delivery.stop();
    await this.#sockets.stop();
  }

  async #subscribe({ raw, userId }: RestRequest): Promise<Subscription> {
    const { story } = this.options;
    const { eventFilters, expiresIn, deliveryMode } = read(webhookBody, raw);
    const { address, verificationToken, validationToken } = deliveryMode;
    if (address.length > 1024) throw invalidParameter('deliveryMode.address');
    await shakeHands(address, story);
    let made: Subscription | undefined;
    const secretHeader = () => this.#delivery.trouble.secretHeader ?? 'Verification-Token';
    const options = { story, secretHeader };
    const transport = webhookTransport(address, verificationToken ?? validationToken, options, () => made);
    made = this.#subscriptions.create(userId, eventFilters, transport, expiresIn);
    story.tell('events-subscribed', { transport: 'WebHook', filters: made.filters.length });
    return made;
  }

  #find({ params, userId }: RestRequest): Subscription {
    return this.#subscriptions.get(userId, params.subscriptionId ?? '');
  }
}
