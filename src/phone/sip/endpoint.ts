import type { LookupFunction } from 'node:net';
import type { RingWriter } from '../../hunter/audio-ring.js';
import type { Key } from '../../hunter/words.js';
import { REFUSALS, refusalWords } from '../api/refusals.js';
import type { DialogState, ExpectedCaller, LegFact, LegIds, SipCredentials } from '../line.js';
import { LineError } from '../line-error.js';
import { dialledUser } from './dialled.js';
import { Dialog } from './dialog.js';
import { isKey } from './dtmf.js';
import { byUs } from './endings.js';
import type { AnsweredIds } from './inbound.js';
import { InboundDesk } from './inbound-desk.js';
import { Leg, type LegHome } from './leg.js';
import { Link } from './link.js';
import type { Log } from './log.js';
import { Media } from './media.js';
import { header, type SipMessage, type SipRequest, type SipResponse } from './message.js';
import { replyOutOfDialog } from './out-of-dialog.js';
import { Placing } from './outbound.js';
import { Registration } from './registration.js';
import { Repairs } from './repairs.js';
import { Self } from './self.js';
import { hangUpStray } from './stray.js';
import { RESUME_STEP, takeUp } from './taking-up.js';
import { Ticker } from './ticker.js';
import type { Timings } from './timings.js';
import { Transactions } from './transactions.js';

export interface EndpointOptions {
  readonly credentials: SipCredentials;
  readonly userAgent: string;
  readonly ca?: string;
  /** In place of the system's, to find a proxy that is named. */
  readonly lookup?: LookupFunction;
  /** Other processes may register the same line: see `letGo`. */
  readonly isShared?: boolean;
  readonly timings: Timings;
  readonly log: Log;
  readonly onFact: (fact: LegFact) => void;
}

/** One softphone: a connection, a registration, and the legs on it. Lives inside the line's worker. */
export class Endpoint {
  readonly #options: EndpointOptions;
  readonly #link: Link;
  readonly #transactions: Transactions;
  readonly #registration: Registration;
  readonly #home: LegHome;
  readonly #repairs: Repairs;
  readonly #desk: InboundDesk;
  readonly #ticker = new Ticker();
  readonly #legs = new Map<string, Leg>();
  /** Names whose audio is being opened. */
  readonly #opening = new Set<string>();
  #started: { readonly resolve: () => void; readonly reject: (error: LineError) => void } | undefined;
  #stopped = false;
  /** The server was connected to, and something came from it. */
  #reached = false;
  #heard = false;
  /** The registration is, or may be, another process's by now. */
  #left: boolean;

  constructor(options: EndpointOptions) {
    this.#options = options;
    this.#left = options.isShared ?? false;
    const { credentials, timings, log } = options;
    this.#link = new Link({
      proxy: credentials.proxy,
      ...(options.ca === undefined ? {} : { ca: options.ca }),
      ...(options.lookup === undefined ? {} : { lookup: options.lookup }),
      timings,
      log,
      onMessage: (message) => this.#take(message),
      onUp: () => {
        this.#reached = true;
        this.#registration.run();
      },
      onDown: () => this.#onDown(),
    });
    this.#transactions = new Transactions((message) => this.#link.send(message));
    const self = new Self(credentials, options.userAgent, () => this.#link.local);
    this.#registration = new Registration({
      self,
      transactions: this.#transactions,
      timings,
      log,
      onRegistered: () => this.#onRegistered(),
      onFailed: (error) => this.#started?.reject(error),
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
      gone: (leg) => void (this.#legs.get(leg.name) === leg && this.#legs.delete(leg.name)),
      owe: (farewell) => this.#repairs.owe(farewell),
    };
    this.#desk = new InboundDesk(this.#home, (leg) => this.#legs.set(leg.name, leg));
  }

  /** Connects and registers. Rejects when that takes too long, or the sign-in is refused. */
  async start(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const registered = new Promise<void>((resolve, reject) => {
      this.#started = { resolve, reject };
      timer = setTimeout(() => {
        reject(new LineError('not-registered', this.#unreached()));
      }, this.#options.timings.startMs);
    });
    this.#link.open();
    try {
      await registered;
    } finally {
      clearTimeout(timer);
      this.#started = undefined;
    }
  }

  async dial(name: string, number: string, hearer: RingWriter | undefined): Promise<LegIds> {
    const user = dialledUser(number);
    const media = await this.#openMedia(name, hearer);
    const leg = new Leg(this.#home, name, Dialog.outgoing(this.#home.self, user), media);
    this.#legs.set(name, leg);
    return new Placing(leg).run();
  }

  async answerNext(
    name: string,
    withinMs: number,
    hearer: RingWriter | undefined,
    from?: ExpectedCaller,
  ): Promise<AnsweredIds> {
    const media = await this.#openMedia(name, hearer);
    this.#opening.add(name);
    try {
      return await this.#desk.answerNext(name, withinMs, media, from);
    } catch (error) {
      media.close();
      throw error;
    } finally {
      this.#opening.delete(name);
    }
  }

  async resume(name: string, state: DialogState, hearer: RingWriter | undefined): Promise<void> {
    const media = await this.#openMedia(name, hearer, true);
    const leg = new Leg(this.#home, name, Dialog.restored(this.#home.self, state, RESUME_STEP), media);
    this.#legs.set(name, leg);
    await takeUp(leg, state);
  }

  /** The call is another process's now. So is the registration, which has the same instance: it is not taken away from it. */
  letGo(name: string): void {
    this.#left = true;
    this.#legs.get(name)?.forsake();
    this.#desk.forget(name);
  }

  async press(name: string, key: Key): Promise<void> {
    if (!isKey(key)) throw new LineError('bad-number', 'There is no such key.');
    await this.#leg(name).media.press(key);
  }

  async say(name: string, samples: Int16Array): Promise<void> {
    await this.#leg(name).media.say(samples);
  }

  /** What the one leg hears is sent on the other, until one of them ends. Nothing goes the other way. */
  relay(from: string, to: string): void {
    this.#leg(from).media.relayTo(this.#leg(to).media);
  }

  /** Fine when there is no such leg any more: it is hung up. */
  async hangUp(name: string): Promise<void> {
    const leg = this.#legs.get(name);
    if (leg?.state === 'answered') await leg.bye(byUs);
    if (leg?.state === 'early') {
      leg.cancel(byUs);
      await leg.whenEnded();
    }
    this.#desk.forget(name);
  }

  async refer(name: string, target: string, withinMs: number): Promise<void> {
    await this.#leg(name).refer(dialledUser(target), withinMs);
  }

  /** Hangs everything up, unregisters where the registration is ours alone, closes. Bounded. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#started?.reject(new LineError('stopped', 'The line was stopped.'));
    await Promise.allSettled([...this.#legs.keys()].map((name) => this.hangUp(name)));
    this.#desk.close();
    if (this.#left) this.#registration.pause();
    else await this.#registration.leave();
    this.#repairs.close();
    this.#link.close();
    this.#transactions.fail();
  }

  /** A server that takes the connection and then says nothing has closed nothing. */
  #unreached(): string {
    if (this.#reached && !this.#heard) return refusalWords('phone-silent');
    const why = this.#link.problem === undefined ? '' : ` (${this.#link.problem})`;
    const { what, todo } = REFUSALS['phone-unreachable'];
    return `${what.replace(/\.$/, '')}${why}. ${todo}`;
  }

  #leg(name: string): Leg {
    const leg = this.#legs.get(name);
    if (leg === undefined) throw new LineError('no-leg', 'There is no such leg on this line.');
    return leg;
  }

  async #openMedia(name: string, hearer: RingWriter | undefined, midway = false): Promise<Media> {
    if (this.#stopped) throw new LineError('stopped', 'The line was stopped.');
    if (!this.#registration.registered) {
      throw new LineError('not-registered', 'The line is not registered with the phone service now.');
    }
    if (this.#legs.has(name) || this.#opening.has(name)) {
      throw new LineError('leg-exists', 'There already is a leg of this name on the line.');
    }
    this.#opening.add(name);
    try {
      return await Media.open({
        ticker: this.#ticker,
        midway,
        ...(hearer === undefined ? {} : { hearer }),
        onKey: (key) => this.#legs.get(name)?.keyed(key),
        lostAfterMs: this.#options.timings.mediaLostMs,
        onLost: () => this.#legs.get(name)?.mediaLost(),
      });
    } finally {
      this.#opening.delete(name);
    }
  }

  #onRegistered(): void {
    this.#link.settle();
    this.#started?.resolve();
    this.#options.log('info', 'The line is registered.');
    this.#repairs.repair([...this.#legs.values()]);
  }

  #onDown(): void {
    this.#registration.pause();
    this.#transactions.fail();
    this.#desk.forgetRinging();
    this.#repairs.lost([...this.#legs.values()], !this.#stopped);
  }

  #take(message: SipMessage): void {
    this.#heard = true;
    if (message.kind === 'response') this.#takeResponse(message);
    else this.#takeRequest(message);
  }

  #takeResponse(response: SipResponse): void {
    if (this.#transactions.take(response)) return;
    const leg = this.#legOf(response);
    if (leg !== undefined) leg.acknowledgeAgain();
    else hangUpStray(this.#home, response);
  }

  #takeRequest(request: SipRequest): void {
    if (this.#desk.take(request)) return;
    const leg = this.#legOf(request);
    if (leg !== undefined) {
      leg.take(request);
      return;
    }
    const reply = replyOutOfDialog(request);
    if (reply !== undefined) this.#home.reply(reply);
  }

  #legOf(message: SipMessage): Leg | undefined {
    const callId = header(message, 'Call-ID');
    for (const leg of this.#legs.values()) if (leg.dialog.callId === callId) return leg;
    return undefined;
  }
}
