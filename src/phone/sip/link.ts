import { isIP, type LookupFunction } from 'node:net';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { SipFramer } from './framing.js';
import type { Log } from './log.js';
import { type SipMessage, serialise } from './message.js';
import { ProxyLookup } from './proxy-lookup.js';
import { type Timings, varied } from './timings.js';

const SIP_TLS_PORT = 5061;

export interface LinkOptions {
  /** `host:port` of a TLS proxy. */
  readonly proxy: string;
  /** A certificate authority (PEM) in place of the usual ones. */
  readonly ca?: string;
  /** In place of the system's, to find a proxy that is named. */
  readonly lookup?: LookupFunction;
  readonly timings: Timings;
  readonly log: Log;
  readonly onMessage: (message: SipMessage) => void;
  readonly onUp: () => void;
  readonly onDown: () => void;
}

/** Host and port of `host:port`; the port of SIP over TLS when there is none. */
export function hostAndPort(proxy: string): { host: string; port: number } {
  const match = /^(.*?)(?::(\d+))?$/.exec(proxy.trim());
  return { host: match?.[1] ?? proxy, port: Number(match?.[2] ?? SIP_TLS_PORT) };
}

/** The TLS connection to the SIP proxy. While open it comes back by itself, with growing pauses. */
export class Link {
  readonly #options: LinkOptions;
  readonly #lookup: ProxyLookup;
  #socket: TLSSocket | undefined;
  #up = false;
  #wanted = false;
  #failures = 0;
  #timer: NodeJS.Timeout | undefined;
  #local = { address: '127.0.0.1', port: 0 };

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#lookup = new ProxyLookup(options.timings.connectMs / 2, options.lookup);
  }

  /** Why the connection was last lost or refused: a code, never text from the far side. */
  problem: string | undefined;

  /** Our address as the proxy's network sees it: the best guess for the media's address. */
  get local(): { readonly address: string; readonly port: number } {
    return this.#local;
  }

  open(): void {
    this.#wanted = true;
    if (this.#socket === undefined && this.#timer === undefined) this.#connect();
  }

  /** Whether the message could be handed to the connection. */
  send(message: SipMessage): boolean {
    if (!this.#up || this.#socket === undefined) return false;
    this.#socket.write(serialise(message));
    return true;
  }

  /** Gives this connection up and makes a new one: for one that is silent. */
  reset(): void {
    this.#socket?.destroy();
  }

  /** The registration works: the next loss starts with the shortest pause again. */
  settle(): void {
    this.#failures = 0;
  }

  close(): void {
    this.#wanted = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#socket?.destroy();
  }

  #connect(): void {
    const { host, port } = hostAndPort(this.#options.proxy);
    const framer = new SipFramer();
    // `family` is handed on to the TCP connection, though the types do not know it.
    const options: ConnectionOptions & { readonly family: 4 } = {
      host,
      port,
      // Our address goes into the SDP, and RingCentral's media speaks IPv4.
      family: 4,
      lookup: this.#lookup.find,
      ...(isIP(host) ? {} : { servername: host }),
      ...(this.#options.ca === undefined ? {} : { ca: this.#options.ca }),
    };
    const socket = connect(options);
    this.#socket = socket;
    const limit = setTimeout(() => socket.destroy(), this.#options.timings.connectMs);
    let problem = 'closed by the far side';
    socket.once('secureConnect', () => {
      clearTimeout(limit);
      socket.setNoDelay(true);
      socket.setKeepAlive(true, this.#options.timings.registerEveryMs);
      this.#local = { address: socket.localAddress ?? this.#local.address, port: socket.localPort ?? 0 };
      if (socket.remoteAddress !== undefined) this.#lookup.worked(socket.remoteAddress);
      this.#up = true;
      this.#options.onUp();
    });
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
    socket.once('close', () => {
      clearTimeout(limit);
      this.#onClose(problem);
    });
  }

  #onClose(problem: string): void {
    const wasUp = this.#up;
    this.#up = false;
    this.#socket = undefined;
    this.problem = problem;
    if (this.#wanted) {
      const pauses = this.#options.timings.reconnectPausesMs;
      const pauseMs = varied(pauses[Math.min(this.#failures, pauses.length - 1)] ?? 1_000);
      this.#failures += 1;
      this.#options.log('warn', 'The connection to the SIP proxy was lost.', { problem, pauseMs: Math.round(pauseMs) });
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        this.#connect();
      }, pauseMs);
    }
    if (wasUp) this.#options.onDown();
  }
}
