import type { LookupFunction } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { SipFramer } from '../message/framing.js';
import { hostAndPort } from '../message/host-and-port.js';
import type { Log } from '../message/log.js';
import { type SipMessage, serialize } from '../message/message.js';
import type { SipProxy } from '../softphone.js';
import { type Timings, varied } from '../timings.js';
import { firstReached, NO_ANSWER, type Reached } from './first-reached.js';
import { ProxyLookup } from './proxy-lookup.js';
import { ProxyOrder } from './proxy-order.js';

export interface LinkOptions {
  /** The line connects to one of these at a time. At least one. */
  readonly proxies: readonly SipProxy[];
  readonly region?: string;
  readonly failedProxies?: readonly string[];
  /** A certificate authority (PEM) to use instead of the usual ones. */
  readonly ca?: string;
  /** Replaces the system's lookup for proxies given by name. */
  readonly lookup?: LookupFunction;
  readonly timings: Timings;
  readonly log: Log;
  readonly onMessage: (message: SipMessage) => void;
  readonly onUp: () => void;
  readonly onDown: () => void;
  /** A proxy turned out to work, or to fail. */
  readonly onProxy: (address: string, works: boolean) => void;
}

/**
 * A line's one TLS connection to a SIP proxy. While open, it reconnects by itself: after growing pauses when it had worked or no proxy is
 * left to try, and at once to the next proxy when one does not work.
 */
export class Link {
  readonly #options: LinkOptions;
  readonly #lookup: ProxyLookup;
  readonly #order: ProxyOrder;
  #proxy: SipProxy;
  #socket: TLSSocket | undefined;
  #reaching: AbortController | undefined;
  #up = false;
  #wanted = false;
  /** The line has registered over this connection. */
  #works = false;
  /** The connection was given up because nothing arrived over it. */
  #silent = false;
  #announced: SipProxy | undefined;
  #failures = 0;
  #timer: NodeJS.Timeout | undefined;
  #local = { address: '127.0.0.1', port: 0 };

  constructor(options: LinkOptions) {
    const { proxies, region, failedProxies = [], timings, lookup } = options;
    this.#options = options;
    this.#lookup = new ProxyLookup(Math.min(timings.connectMs, timings.standByMs) / 2, lookup);
    this.#order = new ProxyOrder({ proxies, region, failedBefore: failedProxies });
    const [first] = proxies;
    if (first === undefined) throw new Error('a line needs a proxy');
    this.#proxy = first;
  }

  /** Why the connection was last lost or refused: a code, never text from the far side. */
  problem: string | undefined;

  /** Our address as the proxy's network sees it: the best guess for the media's address. */
  get local(): { readonly address: string; readonly port: number } {
    return this.#local;
  }

  /** The current proxy, or the last one. */
  get proxy(): SipProxy {
    return this.#proxy;
  }

  /** How many proxies have failed since one last worked. */
  get failedProxies(): number {
    return this.#order.failedCount;
  }

  /** How long to wait for a reply to a REGISTER: less while this proxy has not worked yet and another one is available. */
  get registerReplyMs(): number {
    const { replyMs, standByMs } = this.#options.timings;
    return this.#works || !this.#order.hasOther([this.#proxy]) ? replyMs : Math.min(replyMs, standByMs);
  }

  open(): void {
    this.#wanted = true;
    if (this.#socket === undefined && this.#reaching === undefined && this.#timer === undefined) void this.#reach();
  }

  /** Whether the message could be passed to the connection. */
  send(message: SipMessage): boolean {
    if (!this.#up || this.#socket === undefined) return false;
    this.#socket.write(serialize(message));
    return true;
  }

  /** Gives this connection up as silent and makes a new one, over another proxy if there is one. */
  reset(): void {
    this.#works = false;
    this.#silent = true;
    this.#socket?.destroy();
  }

  /** The registration works: after the next loss, start again with this proxy and the shortest pause. */
  settle(): void {
    this.#failures = 0;
    if (this.#works) return;
    this.#works = true;
    this.#order.works(this.#proxy);
    this.#options.onProxy(this.#proxy.address, true);
    if (this.#announced === this.#proxy) return;
    this.#announced = this.#proxy;
    const { region = 'not told' } = this.#proxy;
    this.#options.log('info', 'The line uses a SIP proxy.', { region, proxies: this.#options.proxies.length });
  }

  close(): void {
    this.#wanted = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#reaching?.abort();
    this.#socket?.destroy();
  }

  /** Tries the proxies until one is connected or all have failed. */
  async #reach(): Promise<void> {
    const reaching = new AbortController();
    this.#reaching = reaching;
    const { timings, ca } = this.#options;
    for (let next = this.#order.next(); next.length > 0; next = this.#order.next()) {
      const reached = await firstReached(next, {
        withinMs: this.#order.hasOther(next) ? Math.min(timings.connectMs, timings.standByMs) : timings.connectMs,
        lookup: this.#lookup.find,
        signal: reaching.signal,
        onFailed: (proxy, problem) => this.#failed(proxy, problem),
        ...(ca === undefined ? {} : { ca }),
      });
      if (reaching.signal.aborted) {
        reached?.socket.destroy();
        return;
      }
      if (reached === undefined) continue;
      this.#reaching = undefined;
      this.#take(reached);
      return;
    }
    this.#reaching = undefined;
    this.#pause();
  }

  #take({ proxy, socket }: Reached): void {
    const framer = new SipFramer();
    let problem = 'closed by the far side';
    this.#proxy = proxy;
    this.#socket = socket;
    this.#works = false;
    this.#silent = false;
    socket.setNoDelay(true);
    socket.setKeepAlive(true, this.#options.timings.registerEveryMs);
    this.#local = { address: socket.localAddress ?? this.#local.address, port: socket.localPort ?? 0 };
    if (socket.remoteAddress !== undefined) {
      this.#lookup.worked(hostAndPort(proxy.address).host, socket.remoteAddress);
    }
    socket.on('data', (chunk) => {
      try {
        for (const message of framer.push(chunk)) this.#options.onMessage(message);
        if (framer.takePings() > 0 && this.#up) socket.write('\r\n');
      } catch (error) {
        problem = error instanceof Error ? error.name : 'unreadable data';
        socket.destroy();
      }
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      problem = error.code ?? error.name;
    });
    socket.once('close', () => this.#onClose(problem));
    this.#up = true;
    this.#options.onUp();
  }

  #onClose(problem: string): void {
    this.#up = false;
    this.#socket = undefined;
    this.problem = this.#silent ? NO_ANSWER : problem;
    this.#options.onDown();
    if (!this.#wanted) return;
    if (this.#works) {
      this.#pause();
    } else {
      this.#failed(this.#proxy, this.problem);
      void this.#reach();
    }
  }

  #failed(proxy: SipProxy, problem: string): void {
    this.problem = problem;
    this.#order.failed(proxy);
    this.#options.onProxy(proxy.address, false);
    if (!this.#order.hasOther([proxy])) return;
    const { region = 'not told' } = proxy;
    this.#options.log('warn', 'A SIP proxy cannot be used; the next one is tried.', { region, problem });
  }

  #pause(): void {
    const pauses = this.#options.timings.reconnectPausesMs;
    const pauseMs = varied(pauses[Math.min(this.#failures, pauses.length - 1)] ?? 1_000);
    this.#failures += 1;
    const fields = { problem: this.problem, pauseMs: Math.round(pauseMs) };
    this.#options.log('warn', 'The connection to the SIP proxy was lost.', fields);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#order.beginRound();
      void this.#reach();
    }, pauseMs);
  }
}
