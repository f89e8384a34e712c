import type { AddressInfo, Socket } from 'node:net';
import { createServer as createTcpServer, type Server } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';

/** As sip-info lists them: Europe, Asia, North America, Latin America. The order says nothing about which one is near. */
export const REGIONS = ['EMEA', 'APAC', 'NA', 'LATAM'] as const;
export type Region = (typeof REGIONS)[number];

/** One row of sip-info's list, `host:port` each. */
export interface SipProxy {
  readonly region: Region;
  /** Plain TCP, which is not served here. */
  readonly proxy: string;
  readonly proxyTLS: string;
}

/** One proxy's listening socket on loopback, TLS or dead. */
export class ProxyPort {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
    server.on('connection', (raw: Socket) => {
      this.#sockets.add(raw);
      // A 100 and what follows it are two writes: the second would wait until the client's TCP has confirmed the first, for 40 ms.
      raw.setNoDelay(true);
      raw.on('error', () => undefined);
      raw.on('close', () => this.#sockets.delete(raw));
    });
  }

  /** `raw`: the TCP socket underneath, for resets. */
  static tls(
    certificate: { readonly key: string; readonly cert: string },
    connected: (tls: TLSSocket, raw: Socket | undefined) => void,
  ): ProxyPort {
    const server = createTlsServer(certificate, (tls) => connected(tls, port.#under(tls)));
    server.on('tlsClientError', () => undefined);
    const port = new ProxyPort(server);
    return port;
  }

  /** Takes connections and never says a word: a TLS handshake with it has no end. */
  static dead(): ProxyPort {
    return new ProxyPort(createTcpServer((socket) => socket.resume()));
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #under(tls: TLSSocket): Socket | undefined {
    return [...this.#sockets].find(({ remotePort }) => remotePort === tls.remotePort);
  }
}
