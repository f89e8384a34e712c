import { isIP, type LookupFunction } from 'node:net';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { hostAndPort } from '../message/host-and-port.js';
import type { SipProxy } from '../softphone.js';

export interface ReachOptions {
  /** Limit of TCP and TLS together. */
  readonly withinMs: number;
  /** A certificate authority (PEM) to use instead of the usual ones. */
  readonly ca?: string;
  readonly lookup: LookupFunction;
  /** Fires when nobody wants a connection any more. */
  readonly signal: AbortSignal;
  /** Called for each proxy that failed before one was reached. `problem` is a code, never text from the far side. */
  readonly onFailed: (proxy: SipProxy, problem: string) => void;
}

export interface Reached {
  readonly proxy: SipProxy;
  readonly socket: TLSSocket;
}

/** The problem of a proxy that does not answer. */
export const NO_ANSWER = 'no answer in time';

/** Connects to all of them at once. Keeps the first to complete TLS and closes the others; undefined when none can be reached. */
export function firstReached(proxies: readonly SipProxy[], options: ReachOptions): Promise<Reached | undefined> {
  const { withinMs, signal, onFailed } = options;
  return new Promise((resolve) => {
    const trying = new Map<TLSSocket, SipProxy>();
    const settle = (reached?: Reached) => {
      clearTimeout(limit);
      signal.removeEventListener('abort', abandon);
      for (const socket of trying.keys()) if (socket !== reached?.socket) socket.destroy();
      trying.clear();
      resolve(reached);
    };
    const abandon = () => settle();
    const fail = (socket: TLSSocket, problem: string) => {
      const proxy = trying.get(socket);
      if (proxy === undefined) return;
      trying.delete(socket);
      socket.destroy();
      onFailed(proxy, problem);
      if (trying.size === 0) settle();
    };
    const limit = setTimeout(() => {
      for (const socket of [...trying.keys()]) fail(socket, NO_ANSWER);
    }, withinMs);
    signal.addEventListener('abort', abandon, { once: true });
    for (const proxy of proxies) trying.set(connect(connectionTo(proxy, options)), proxy);
    for (const [socket, proxy] of trying) {
      socket.once('secureConnect', () => settle({ proxy, socket }));
      socket.on('error', (error: NodeJS.ErrnoException) => fail(socket, error.code ?? error.name));
      socket.once('close', () => fail(socket, 'closed by the far side'));
    }
  });
}

function connectionTo({ address }: SipProxy, { ca, lookup }: ReachOptions): ConnectionOptions {
  const { host, port } = hostAndPort(address);
  // `family` is passed on to the TCP connection, although the types do not know it.
  const options: ConnectionOptions & { readonly family: 4 } = {
    host,
    port,
    // Our address goes into the SDP, and RingCentral's media speaks IPv4.
    family: 4,
    lookup,
    ...(isIP(host) ? {} : { servername: host }),
    ...(ca === undefined ? {} : { ca }),
  };
  return options;
}
