import { type Clock, pause } from '../../hunter/base/clock.js';
import type { Log } from '../../hunter/base/log.js';
import type { RestApi } from '../account/rest.js';
import type { Pacer } from '../api/pacer.js';
import { PhoneError, sentenceOf } from '../api/phone-error.js';
import { objectOf, textOf } from '../api/readers.js';
import type { AuthBudget } from '../sign-in/auth-budget.js';
import { EventSocket } from './event-socket.js';
import { type Feed, type FeedSink, isNotAllowed, pauseBeforeRetry } from './feed.js';
import type { Wsc } from './frames.js';
import { readNotification } from './notification.js';
import type { Coverage } from './pushed.js';
import {
  accountFilters,
  extensionFilters,
  readSubscription,
  SUBSCRIPTIONS,
  type Subscription,
  subscriptionBody,
} from './subscription.js';

export interface WebSocketFeedOptions {
  readonly rest: RestApi;
  readonly pacer: Pacer;
  readonly authBudget: AuthBudget;
  /** The user whose Auth limit a token counts against. */
  readonly user: () => Promise<string>;
  /** The extensions with lines, in case the calls of the whole account may not be followed. */
  readonly extensionIds: () => readonly string[];
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
}

/** How often to check whether lines were added or removed, when each is subscribed to separately. */
const LINES_EVERY_MS = 5_000;
/** A connection that lasted this long was a good one: the retry pauses start over. */
const GOOD_AFTER_MS = 60_000;
/** Missed events arrive right after the connection is recovered. */
const REPLAYED_WITHIN_MS = 3_000;
const WAIT_FOR_BUDGET_MS = 5_000;

interface Before {
  readonly wsc: Wsc;
  readonly until: number;
  readonly coverage: Coverage;
}

/**
 * Events over the WebSocket. A lost connection is resumed where it was, as long as the server remembers it; otherwise a new one is made,
 * and followers learn that something may have been missed. Each connection costs one token of the Auth limit.
 */
export class WebSocketFeed implements Feed {
  readonly transport = 'websocket';
  #before: Before | undefined;

  constructor(private readonly options: WebSocketFeedOptions) {}

  async run(sink: FeedSink, signal: AbortSignal): Promise<string> {
    const { clock, random, log } = this.options;
    this.#before = undefined;
    for (let failures = 0; !signal.aborted; ) {
      const began = clock.now();
      try {
        const reason = await this.#connection(sink, signal);
        if (signal.aborted) break;
        log.info({ reason, stoodMs: clock.now() - began }, 'the connection for events was lost; reconnecting');
        if (clock.now() - began >= GOOD_AFTER_MS) failures = 0;
      } catch (error) {
        if (signal.aborted) break;
        if (isNotAllowed(error)) return error.message;
        log.info({ reason: sentenceOf(error) }, 'no connection for events now; calls are looked at instead');
      }
      failures++;
      await pause(clock, pauseBeforeRetry(failures, random()), signal);
    }
    return 'It was stopped.';
  }

  /** Connects, subscribes or recovers, and stays until the end; returns why it ended. */
  async #connection(sink: FeedSink, signal: AbortSignal): Promise<string> {
    const { clock, log } = this.options;
    const before = this.#before && clock.now() < this.#before.until ? this.#before : undefined;
    const { uri, token } = await this.#ticket();
    let replayed = 0;
    const socket = await EventSocket.open({
      ...{ uri, token, clock },
      ...(before ? { wsc: before.wsc } : {}),
      onNotification: (body) => {
        replayed++;
        const news = readNotification(body);
        if (news) sink.news(news);
      },
    });
    const stop = () => socket.close();
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    try {
      let coverage = before?.coverage;
      if (coverage === undefined || !socket.recovered) {
        coverage = await this.#subscribe(socket);
        sink.up(coverage);
        sink.doubt();
      } else {
        sink.up(coverage);
        // A full buffer may have dropped its oldest events.
        clock.setTimer(() => replayed >= socket.recoveryEvents && sink.doubt(), REPLAYED_WITHIN_MS);
      }
      log.info({ recovered: socket.recovered, covers: sizeOf(coverage) }, 'events of calls are pushed by RingCentral');
      return await this.#stay(socket, sink, coverage);
    } finally {
      signal.removeEventListener('abort', stop);
      socket.close();
      sink.down();
    }
  }

  async #stay(socket: EventSocket, sink: FeedSink, first: Coverage): Promise<string> {
    const { clock, log } = this.options;
    let coverage = first;
    const remember = () => {
      const { wsc } = socket;
      this.#before = wsc && { wsc, until: clock.now() + socket.recoveryMs, coverage };
    };
    let lines = this.#lines();
    while (!socket.ended.aborted) {
      await pause(clock, LINES_EVERY_MS, socket.ended);
      if (coverage === 'account' || socket.ended.aborted || this.#lines() === lines) continue;
      lines = this.#lines();
      // A connection has one subscription: the new one replaces the old.
      coverage = await this.#subscribe(socket);
      log.info({ covers: sizeOf(coverage) }, 'the lines have changed, and the subscription to events with them');
      sink.up(coverage);
      sink.doubt();
    }
    remember();
    return socket.endedBy;
  }

  #lines(): string {
    return this.options.extensionIds().toSorted().join();
  }

  async #ticket(): Promise<{ readonly uri: string; readonly token: string }> {
    const { rest, authBudget, user } = this.options;
    await authBudget.takeSpare(await user());
    const doing = 'to make a WebSocket token';
    const request = { method: 'POST', path: '/restapi/oauth/wstoken', group: 'auth', priority: 'normal' } as const;
    const body = objectOf(await rest.send({ ...request, withinMs: WAIT_FOR_BUDGET_MS, doing }));
    const [uri, token] = [textOf(body.uri), textOf(body.ws_access_token)];
    if (uri !== undefined && token !== undefined) return { uri, token };
    throw new PhoneError({ code: 'nonsense', what: `RingCentral sent no token (${doing}).`, retryable: true });
  }

  /** The whole account if allowed, else each line separately. */
  async #subscribe(socket: EventSocket): Promise<Coverage> {
    try {
      const whole = await this.#ask(socket, accountFilters());
      if (whole.coverage !== undefined) return whole.coverage;
    } catch (error) {
      if (!(error instanceof PhoneError) || error.retryable) throw error;
    }
    const extensionIds = this.options.extensionIds();
    if (extensionIds.length === 0) return new Set();
    const each = await this.#ask(socket, extensionFilters(extensionIds));
    if (each.coverage !== undefined) return each.coverage;
    throw new PhoneError({
      code: 'forbidden',
      what: 'RingCentral does not send the signed-in user events for the calls of our lines.',
      todo: 'Sign in as an administrator, and give the app the permission CallControl.',
      retryable: false,
    });
  }

  async #ask(socket: EventSocket, filters: readonly string[]): Promise<Subscription> {
    const { pacer, clock } = this.options;
    const ticket = await pacer.enter('medium', 'normal', WAIT_FOR_BUDGET_MS);
    try {
      const body = subscriptionBody(filters, { transportType: 'WebSocket' });
      const reply = await socket.request('POST', SUBSCRIPTIONS, body, 'to subscribe to events of calls');
      const subscription = readSubscription(reply, filters);
      if (subscription) return subscription;
    } finally {
      ticket.finished(clock.now());
    }
    throw new PhoneError({ code: 'nonsense', what: 'RingCentral sent no subscription.', retryable: true });
  }
}

function sizeOf(coverage: Coverage): number | 'account' {
  return coverage === 'account' ? coverage : coverage.size;
}
