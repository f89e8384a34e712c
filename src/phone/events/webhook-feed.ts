import { type Clock, pause } from '../../hunter/base/clock.js';
import type { Log } from '../../hunter/base/log.js';
import type { Store } from '../../hunter/ports/store.js';
import { type RestApi, segment } from '../account/rest.js';
import { PhoneError, sentenceOf } from '../api/phone-error.js';
import { jsonOf, listOf, objectOf, textOf } from '../api/readers.js';
import { type Feed, type FeedSink, isNotAllowed, pauseBeforeRetry } from './feed.js';
import {
  accountFilters,
  extensionFilters,
  readSubscription,
  SUBSCRIPTIONS,
  type Subscription,
  subscriptionBody,
} from './subscription.js';
import { markOf } from './webhook-secret.js';

export interface WebhookFeedOptions {
  readonly rest: RestApi;
  readonly store: Store;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly scope: string;
  /** Where events are delivered to. */
  readonly address: string;
  /** Another process receives the deliveries, see `HANDSHAKES_TRIED`. */
  readonly isElsewhere: boolean;
  /** Sent back with each delivery. */
  readonly secret: string;
  readonly extensionIds: () => readonly string[];
}

/** How often we ask RingCentral whether it still delivers. */
const CHECK_EVERY_MS = 60_000;
const EXPIRES_S = 7 * 24 * 3_600;
/** Renewed when less than this is left. */
const RENEW_BELOW_MS = (EXPIRES_S * 1000) / 2;
/** The handshake failed: RingCentral may not be able to reach us yet. */
const NOT_REACHED = /^SUB-52/;
/** Another process may start listening half a minute later, for example when all are started at once. */
const HANDSHAKES_TRIED = { here: 3, elsewhere: 7 };

/** What was requested, so that a change is noticed. */
interface Kept {
  readonly id: string;
  readonly filters: readonly string[];
  readonly mark: string;
}

/** Events over a webhook: makes the subscription, checks that it still delivers, renews it, and replaces it when it no longer delivers. */
export class WebhookFeed implements Feed {
  readonly transport = 'webhook';
  /** Set once the subscription to the whole account was refused. */
  #eachLine = false;

  constructor(private readonly options: WebhookFeedOptions) {}

  async run(sink: FeedSink, signal: AbortSignal): Promise<string> {
    const { clock, random, log } = this.options;
    let since: string | undefined;
    for (let failures = 0; !signal.aborted; ) {
      let pauseMs = CHECK_EVERY_MS;
      try {
        const { id, coverage } = await this.#ensure();
        if (signal.aborted) break;
        failures = 0;
        sink.up(coverage ?? new Set());
        // We do not know what was delivered before we took this one over.
        if (since !== id) sink.doubt();
        since = id;
      } catch (error) {
        if (isNotAllowed(error) && !this.#mayHeal(error, failures)) {
          sink.down();
          return sentenceOf(error);
        }
        log.info({ reason: sentenceOf(error) }, 'the subscription to events could not be checked');
        // One failed check says nothing about the deliveries; after the second they count as ended.
        if (++failures > 1) sink.down();
        pauseMs = pauseBeforeRetry(failures, random());
      }
      await pause(clock, pauseMs, signal);
    }
    sink.down();
    return 'It was stopped.';
  }

  #mayHeal({ code, errorCode = '' }: PhoneError, failures: number): boolean {
    const tries = this.options.isElsewhere ? HANDSHAKES_TRIED.elsewhere : HANDSHAKES_TRIED.here;
    return code === 'not-found' || (NOT_REACHED.test(errorCode) && failures + 1 < tries);
  }

  async #ensure(): Promise<Subscription> {
    const { log } = this.options;
    const kept = await this.#kept();
    const found = kept && (await this.#read(kept));
    if (kept && found) {
      const asked = kept.mark === this.#mark() && kept.filters.join() === this.#filters().join();
      if (asked && !found.blacklisted && found.coverage !== undefined) return this.#renewed(kept, found);
      log.warn({ blacklisted: found.blacklisted }, 'the subscription to events is being replaced');
      await this.#remove(found.id);
    }
    return this.#make();
  }

  async #read(kept: Kept): Promise<Subscription | undefined> {
    const path = `${SUBSCRIPTIONS}/${segment(kept.id)}`;
    try {
      return readSubscription(await this.#send('GET', path, 'light', 'to look at the subscription'), kept.filters);
    } catch (error) {
      // Expired (SUB-507), or removed by somebody.
      if (error instanceof PhoneError && error.code === 'not-found') return undefined;
      throw error;
    }
  }

  async #renewed(kept: Kept, found: Subscription): Promise<Subscription> {
    if ((found.expiresInMs ?? Number.POSITIVE_INFINITY) >= RENEW_BELOW_MS) return found;
    const path = `${SUBSCRIPTIONS}/${segment(kept.id)}/renew`;
    const reply = await this.#send('POST', path, 'light', 'to renew the subscription');
    return readSubscription(reply, kept.filters) ?? found;
  }

  async #make(): Promise<Subscription> {
    await this.#removeOrphans();
    if (!this.#eachLine) {
      try {
        const whole = await this.#create(accountFilters());
        if (whole.coverage !== undefined) return whole;
        await this.#remove(whole.id);
      } catch (error) {
        const isRefused = error instanceof PhoneError && !error.retryable;
        if (!isRefused || /^SUB-5/.test(error.errorCode ?? '') || error.code === 'app-permission') throw error;
      }
      this.#eachLine = true;
    }
    const extensionIds = this.options.extensionIds();
    if (extensionIds.length === 0)
      throw new PhoneError({ code: 'nonsense', what: 'There are no lines to subscribe for yet.', retryable: true });
    const each = await this.#create(extensionFilters(extensionIds));
    if (each.coverage !== undefined) return each;
    await this.#remove(each.id);
    throw new PhoneError({
      code: 'forbidden',
      what: 'RingCentral does not send the signed-in user events for the calls of our lines.',
      todo: 'Sign in as an administrator, and give the app the permission CallControl.',
      retryable: false,
    });
  }

  async #create(filters: readonly string[]): Promise<Subscription> {
    const { address, secret, store } = this.options;
    const delivery = { transportType: 'WebHook', address, verificationToken: secret };
    const body = subscriptionBody(filters, delivery, { expiresIn: EXPIRES_S });
    const reply = await this.#send('POST', SUBSCRIPTIONS, 'medium', 'to subscribe to events of calls', body);
    const made = readSubscription(reply, filters);
    if (!made) throw new PhoneError({ code: 'nonsense', what: 'RingCentral sent no subscription.', retryable: true });
    await store.set(this.#place(), JSON.stringify({ id: made.id, filters, mark: this.#mark() }));
    this.options.log.info({}, 'RingCentral delivers events of calls to our webhook');
    return made;
  }

  /** Forgotten subscriptions to our address count against a user's limit of 20, and would deliver everything twice. */
  async #removeOrphans(): Promise<void> {
    const list = objectOf(await this.#send('GET', SUBSCRIPTIONS, 'light', 'to list the subscriptions'));
    for (const row of listOf(list.records)) {
      const one = readSubscription(row, []);
      if (one?.address === this.options.address) await this.#remove(one.id);
    }
  }

  async #remove(id: string): Promise<void> {
    try {
      await this.#send('DELETE', `${SUBSCRIPTIONS}/${segment(id)}`, 'light', 'to remove a subscription');
    } catch (error) {
      if (!(error instanceof PhoneError) || error.code !== 'not-found') throw error;
    }
  }

  #send(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    group: 'light' | 'medium',
    doing: string,
    body?: Readonly<Record<string, unknown>>,
  ): Promise<unknown> {
    return this.options.rest.send({ method, path, group, priority: 'normal', doing, ...(body ? { body } : {}) });
  }

  #filters(): readonly string[] {
    return this.#eachLine ? extensionFilters(this.options.extensionIds()) : accountFilters();
  }

  async #kept(): Promise<Kept | undefined> {
    const kept = objectOf(jsonOf((await this.options.store.get(this.#place())) ?? ''));
    const [id, mark] = [textOf(kept.id), textOf(kept.mark)];
    const filters = listOf(kept.filters).flatMap((filter) => textOf(filter) ?? []);
    if (id === undefined || mark === undefined) return undefined;
    if (filters.join() !== accountFilters().join()) this.#eachLine = true;
    return { id, mark, filters };
  }

  /** Shows whether the address or the secret has changed, without revealing the secret. */
  #mark(): string {
    return markOf(this.options.address, this.options.secret);
  }

  #place(): string {
    return `rc:${this.options.scope}:webhook`;
  }
}
