import type { LookupFunction } from 'node:net';
import type { RingWriter } from '../../../../hunter/base/audio-ring.js';
import type { Key } from '../../../../hunter/terms.js';
import { dialedUser } from '../calls/dialed.js';
import type { AnsweredIds } from '../calls/inbound.js';
import { InboundDesk } from '../calls/inbound-desk.js';
import { Placing } from '../calls/outbound.js';
import { Dialog } from '../dialog/dialog.js';
import { byUs } from '../dialog/endings.js';
import { Leg, type LegHome } from '../dialog/leg.js';
import { LegBook } from '../dialog/leg-book.js';
import { referTo } from '../dialog/refer.js';
import { Repairs } from '../dialog/repairs.js';
import { hangUpStray } from '../dialog/stray.js';
import { RESUME_STEP, takeUp } from '../dialog/taking-up.js';
import { isKey } from '../media/dtmf.js';
import { Media } from '../media/media.js';
import { Ticker } from '../media/ticker.js';
import type { Log } from '../message/log.js';
import type { SipMessage, SipRequest, SipResponse } from '../message/message.js';
import { replyOutOfDialog } from '../message/out-of-dialog.js';
import { screened } from '../message/screening.js';
import { Self } from '../message/self.js';
import { Registration } from '../registration/registration.js';
import {
  type DialogState,
  type ExpectedCaller,
  type LegFact,
  type LegIds,
  proxiesOf,
  type SipCredentials,
} from '../softphone.js';
import { SoftphoneError } from '../softphone-error.js';
import type { Timings } from '../timings.js';
import { Transactions } from '../transaction/transactions.js';
import { Link } from '../transport/link.js';
import { Startup } from './startup.js';

export interface EndpointOptions {
  readonly credentials: SipCredentials;
  readonly userAgent: string;
  readonly ca?: string;
  /** Replaces the system's lookup for proxies given by name. */
  readonly lookup?: LookupFunction;
  /** The region whose proxy is preferred; without one, or if it has no proxy, the fastest to connect is used. */
  readonly proxyRegion?: string;
  /** Addresses of proxies that recently failed for other lines; they come last. */
  readonly failedProxies?: readonly string[];
  /** Packets per second of a leg that has nothing to say. */
  readonly silentPacketsPerSecond?: number;
  /** Other processes may register the same line: see `letGo`. */
  readonly isShared?: boolean;
  readonly timings: Timings;
  readonly log: Log;
  readonly onFact: (fact: LegFact) => void;
  /** The proxy at this address turned out to work, or to fail. */
  readonly onProxy: (address: string, works: boolean) => void;
}

/** One softphone: a connection, a registration, and the legs on it. Lives in the line's worker. */
export class Endpoint {
  readonly #options: EndpointOptions;
  readonly #link: Link;
  readonly #startup: Startup;
  readonly #transactions: Transactions;
  readonly #registration: Registration;
  readonly #home: LegHome;
  readonly #repairs: Repairs;
  readonly #desk: InboundDesk;
  readonly #ticker = new Ticker();
  readonly #legs = new LegBook();
  #stopped = false;
  /** The registration belongs to another process by now, or may. */
  #left: boolean;

  constructor(options: EndpointOptions) {
    this.#options = options;
    this.#left = options.isShared ?? false;
    const { credentials, timings, log } = options;
    this.#link = new Link({
      proxies: proxiesOf(credentials),
      ...(options.proxyRegion === undefined ? {} : { region: options.proxyRegion }),
      ...(options.failedProxies === undefined ? {} : { failedProxies: options.failedProxies }),
      ...(options.ca === undefined ? {} : { ca: options.ca }),
      ...(options.lookup === undefined ? {} : { lookup: options.lookup }),
      timings,
      log,
      onMessage: (message) => this.#take(message),
      onUp: () => {
        this.#startup.reached();
        this.#registration.run();
      },
      onDown: () => this.#onDown(),
      onProxy: options.onProxy,
    });
    this.#startup = new Startup(this.#link, timings.startMs);
    this.#transactions = new Transactions((message) => this.#link.send(message));
    const self = new Self(credentials, options.userAgent, this.#link);
    this.#registration = new Registration({
      self,
      transactions: this.#transactions,
      timings,
      replyMs: () => this.#link.registerReplyMs,
      log,
      onRegistered: () => this.#onRegistered(),
      onFailed: (error) => this.#startup.failed(error),
      onSilent: () => this.#link.reset(),
    });
    this.#repairs = new Repairs(timings);
    this.#home = {
      self,
      transactions: this.#transactions,
      timings,
      log,
      reply: (response) => void this.#link.send(response),
      tell: options.onFact,
      gone: (leg) => this.#legs.remove(leg),
      owe: (farewell) => this.#repairs.owe(farewell),
    };
    this.#desk = new InboundDesk(this.#home, (leg) => this.#legs.add(leg));
  }

  /** Connects and registers. Rejects when that takes too long, or the sign-in is refused. */
  start(): Promise<void> {
    return this.#startup.run(() => this.#link.open());
  }

  async dial(name: string, number: string, hearer: RingWriter | undefined): Promise<LegIds> {
    const user = dialedUser(number);
    const call = { heard: hearer !== undefined, stands: false };
    const leg = await this.#begin(name, call, async () => {
      const media = await this.#openMedia(name, hearer);
      return this.#adopt(new Leg(this.#home, name, Dialog.outgoing(this.#home.self, user), media));
    });
    return new Placing(leg).run();
  }

  async answerNext(
    name: string,
    withinMs: number,
    hearer: RingWriter | undefined,
    from?: ExpectedCaller,
  ): Promise<AnsweredIds> {
    // A call that is transferred to us exists already.
    const call = { heard: hearer !== undefined, stands: from !== undefined };
    return this.#begin(name, call, async () => {
      const media = await this.#openMedia(name, hearer);
      try {
        return await this.#desk.answerNext(name, withinMs, media, from);
      } catch (error) {
        media.close();
        throw error;
      }
    });
  }

  async resume(name: string, state: DialogState, hearer: RingWriter | undefined): Promise<void> {
    const call = { heard: hearer !== undefined, stands: true };
    const leg = await this.#begin(name, call, async () => {
      const media = await this.#openMedia(name, hearer, true);
      return this.#adopt(new Leg(this.#home, name, Dialog.restored(this.#home.self, state, RESUME_STEP), media));
    });
    await takeUp(leg, state);
  }

  /** The call now belongs to another process. So does the registration, which has the same instance, so we do not unregister. */
  letGo(name: string): void {
    this.#left = true;
    this.#legs.find(name)?.forsake();
    this.#desk.forget(name);
  }

  async press(name: string, key: Key): Promise<void> {
    if (!isKey(key)) throw new SoftphoneError('bad-number', 'There is no such key.');
    await this.#legs.get(name).media.press(key);
  }

  async say(name: string, samples: Int16Array): Promise<void> {
    await this.#legs.get(name).media.say(samples);
  }

  /** Sends what one leg hears on the other, until one of them ends. Nothing goes the other way. */
  relay(from: string, to: string): void {
    this.#legs.get(from).media.relayTo(this.#legs.get(to).media);
  }

  /** Succeeds if there is no such leg any more: it is already hung up. */
  async hangUp(name: string): Promise<void> {
    const leg = this.#legs.find(name);
    if (leg?.state === 'answered') await leg.bye(byUs);
    if (leg?.state === 'early') {
      leg.cancel(byUs);
      await leg.whenEnded();
    }
    this.#desk.forget(name);
  }

  async refer(name: string, target: string, withinMs: number, inPlaceOf?: string): Promise<void> {
    const replaced = inPlaceOf === undefined ? undefined : this.#legs.get(inPlaceOf);
    if (replaced !== undefined && replaced.state !== 'answered')
      throw new SoftphoneError('not-connected', 'Only an answered leg can be replaced.');
    const to = referTo(this.#home.self.uriOf(dialedUser(target)), replaced?.dialog);
    await this.#legs.get(name).refer(to, withinMs);
  }

  /** Hangs everything up, unregisters if the registration is ours alone, and closes. Bounded in time. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#startup.failed(new SoftphoneError('stopped', 'The line was stopped.'));
    await Promise.allSettled(this.#legs.all().map(({ name }) => this.hangUp(name)));
    this.#desk.close();
    if (this.#left) this.#registration.pause();
    else await this.#registration.leave();
    this.#repairs.close();
    this.#link.close();
    this.#transactions.fail();
  }

  async #begin<T>(name: string, call: Parameters<LegBook['begin']>[1], work: () => Promise<T>): Promise<T> {
    if (this.#stopped) throw new SoftphoneError('stopped', 'The line was stopped.');
    if (!this.#registration.registered) {
      throw new SoftphoneError('not-registered', 'The line is not registered with the phone service now.');
    }
    return this.#legs.begin(name, call, work);
  }

  #adopt(leg: Leg): Leg {
    this.#legs.add(leg);
    return leg;
  }

  #openMedia(name: string, hearer: RingWriter | undefined, midway = false): Promise<Media> {
    const { silentPacketsPerSecond, timings } = this.#options;
    return Media.open({
      ticker: this.#ticker,
      midway,
      ...(silentPacketsPerSecond === undefined ? {} : { silentPacketsPerSecond }),
      ...(hearer === undefined ? {} : { hearer }),
      onKey: (key) => this.#legs.find(name)?.keyed(key),
      lostAfterMs: timings.mediaLostMs,
      onLost: () => this.#legs.find(name)?.mediaLost(),
    });
  }

  #onRegistered(): void {
    this.#link.settle();
    this.#startup.registered();
    this.#options.log('info', 'The line is registered.');
    this.#repairs.repair(this.#legs.all());
  }

  #onDown(): void {
    this.#registration.pause();
    this.#transactions.fail();
    this.#desk.forgetRinging();
    this.#repairs.lost(this.#legs.all(), !this.#stopped);
  }

  #take(message: SipMessage): void {
    this.#startup.heard();
    if (message.kind === 'response') this.#takeResponse(message);
    else this.#takeRequest(message);
  }

  #takeResponse(response: SipResponse): void {
    if (this.#transactions.take(response)) return;
    const leg = this.#legs.of(response);
    if (leg !== undefined) leg.acknowledgeAgain(response);
    else hangUpStray(this.#home, response);
  }

  #takeRequest(request: SipRequest): void {
    const verdict = screened(request);
    if (verdict !== 'sound') {
      if (verdict !== 'ignored') this.#home.reply(verdict);
      return;
    }
    if (this.#desk.take(request)) return;
    const leg = this.#legs.of(request);
    if (leg !== undefined) {
      leg.take(request);
      return;
    }
    const reply = replyOutOfDialog(request);
    if (reply !== undefined) this.#home.reply(reply);
  }
}
