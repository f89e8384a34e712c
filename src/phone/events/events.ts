import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import type { DebugLog } from '../../hunter/base/log.js';
import type { Store } from '../../hunter/ports/store.js';
import type { RingCentralAccount } from '../account/ringcentral.js';
import type { Feed } from './feed.js';
import { type EventFigures, Pushed, type PushedSessions } from './pushed.js';
import { EventRelay } from './relay.js';
import { SubscriptionRenewal } from './subscription-renewal.js';
import { type DoorFigures, WebhookDoor } from './webhook-door.js';
import { WebhookFeed } from './webhook-feed.js';
import { webhookSecret } from './webhook-secret.js';
import { WebSocketFeed } from './websocket-feed.js';

export interface EventsOptions {
  readonly account: RingCentralAccount;
  readonly store: Store;
  readonly log: DebugLog;
  /** Which way is tried first; `off`: no events. */
  readonly prefer: 'websocket' | 'webhook' | 'off';
  /** Where RingCentral can reach us, and the key for the webhook's secret; without it there is no webhook. */
  readonly webhook?: {
    readonly address: string;
    readonly key: string | Buffer;
    /** The address leads to other processes, which may start later than this one. */
    readonly isElsewhere?: boolean;
  };
  /** The extensions with lines. */
  readonly extensionIds: () => readonly string[];
  /** 0…1; spreads retries. */
  readonly random: () => number;
}

/** Pushed events of telephony sessions, and what their owner needs to run them. */
export interface RingCentralEvents {
  readonly sessions: PushedSessions;
  /**
   * Answers `POST /ringcentral/events`, if there is a webhook. What it receives reaches all processes, whether or not this one is started.
   */
  readonly requestListener: RequestListener | undefined;
  figures(): EventFigures & Partial<DoorFigures>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Connects the feeds (WebSocket, webhook) to the parts that follow calls, across all processes. Sends nothing until started. */
export function createEvents(options: EventsOptions): RingCentralEvents {
  const { account, store, log, prefer, webhook, extensionIds, random } = options;
  const { clock, rest, pacer, authBudget, signIn, scope } = account;
  const id = randomUUID();
  const pushed = new Pushed(clock);
  const relay = new EventRelay({ store, log, key: `rc:${scope}:events`, id, pushed });
  const secret = webhook && webhookSecret(webhook.key, webhook.address);
  const door =
    secret === undefined
      ? undefined
      : new WebhookDoor({ secret, clock, log, onNews: (news) => relay.tell({ is: 'news', news }) });
  const socket = new WebSocketFeed({
    ...{ rest, pacer, authBudget, clock, random, log, extensionIds },
    user: async () => {
      await signIn.token();
      return signIn.ownerId() ?? 'nobody';
    },
  });
  const hook =
    webhook && secret !== undefined
      ? new WebhookFeed({
          ...{ rest, store, clock, random, log, scope, extensionIds, secret },
          address: webhook.address,
          isElsewhere: webhook.isElsewhere ?? false,
        })
      : undefined;
  const feeds: readonly Feed[] = [
    ...(prefer === 'webhook' && hook ? [hook, socket] : [socket, ...(hook ? [hook] : [])]),
  ];
  const renewal = new SubscriptionRenewal({
    ...{ feeds, store, clock, log, id },
    lease: `events:${scope}`,
    tell: (told) => relay.tell(told),
  });
  let unlisten: (() => void) | undefined;
  let started: Promise<void> | undefined;

  return {
    sessions: pushed,
    requestListener: door && ((request, response) => void door.answer(request, response)),
    figures: () => ({ ...pushed.figures(), ...door?.figures() }),
    start() {
      started ??= (async () => {
        if (prefer === 'off') return;
        await relay.start();
        unlisten = account.onAccountChange(() => renewal.again());
        renewal.start();
      })();
      return started;
    },
    async stop() {
      unlisten?.();
      await started;
      await renewal.stop();
      await relay.stop();
      pushed.stop();
    },
  };
}
