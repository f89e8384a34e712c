import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { generate } from 'selfsigned';
import { MediaPeer } from './media-peer.js';
import { cut, type Msg, one, write } from './text.js';

export const DOMAIN = 'sip.practice.example';
/** A name the server proves to be its own; no name service knows it. */
export const PROXY_NAME = 'proxy.practice.example';
export const AUTHORIZATION_ID = '802500000001';
export const PASSWORD = 'a-secret-of-the-test';
export const IDS = 'party-id=p-a1-1;session-id=s-a1';
export const CREDENTIALS = {
  domain: DOMAIN,
  username: '15035550142',
  password: PASSWORD,
  authorizationId: AUTHORIZATION_ID,
};

const certificate = generate([{ name: 'commonName', value: '127.0.0.1' }], {
  keyType: 'ec',
  algorithm: 'sha256',
  extensions: [
    { name: 'basicConstraints', cA: true },
    {
      name: 'subjectAltName',
      altNames: [
        { type: 7, ip: '127.0.0.1' },
        { type: 2, value: PROXY_NAME },
      ],
    },
  ],
});

type Script = (request: Msg, server: SipServer) => void | Promise<void>;
type Extra = readonly (readonly [string, string])[];

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/** Whether the request proves that it knows the password, worked out from RFC 2617 alone. */
export function isProven(
  request: Msg,
  value = one(request, 'authorization') || one(request, 'proxy-authorization'),
): boolean {
  const field = (name: string): string => new RegExp(`\\b${name}="([^"]*)"`).exec(value)?.[1] ?? '';
  const secret = md5(`${AUTHORIZATION_ID}:${DOMAIN}:${PASSWORD}`);
  const expected = md5(`${secret}:${field('nonce')}:${md5(`${request.method}:${field('uri')}`)}`);
  return field('nonce') !== '' && field('username') === AUTHORIZATION_ID && field('response') === expected;
}

/** A SIP server over TLS that does what its scripts say. By default: it challenges and accepts REGISTER, BYE and REFER. */
export class SipServer {
  readonly ca: string;
  readonly received: Msg[] = [];
  readonly scripts = new Map<string, Script>();
  readonly calls: ServerCall[] = [];
  connections = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #newest: TLSSocket | undefined;
  readonly #origins = new WeakMap<Msg, TLSSocket>();
  readonly #waits: { readonly fits: (message: Msg) => boolean; readonly done: (message: Msg) => void }[] = [];
  #cseq = 100_000;

  private constructor(server: Server, ca: string) {
    this.#server = server;
    this.ca = ca;
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    server.on('secureConnection', (socket) => this.#accept(socket));
    server.on('tlsClientError', () => undefined);
    const fine: Script = (request) => this.reply(request, 200, 'OK');
    this.scripts.set('REGISTER', (request) => {
      if (isProven(request)) this.reply(request, 200, 'OK', [['Expires', '3600']]);
      else this.challenge(request, 401);
    });
    this.scripts.set('BYE', fine);
    this.scripts.set('CANCEL', fine);
  }

  /** `port`: which one; any when 0. */
  static async start(port = 0): Promise<SipServer> {
    const { private: key, cert } = await certificate;
    const server = createServer({ key, cert });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return new SipServer(server, cert);
  }

  get proxy(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The script for INVITEs: gets a call that has been challenged already, unless `challenged` is false. */
  onInvite(script: (call: ServerCall) => void | Promise<void>, challenged = true): void {
    this.scripts.set('INVITE', async (request) => {
      const known = this.calls.find(({ id }) => id === one(request, 'call-id'));
      if (/;tag=/.test(one(request, 'to')) && known !== undefined) {
        known.onReinvite(request);
      } else if (challenged && !isProven(request)) {
        this.challenge(request, 407);
      } else {
        const call = new ServerCall(this, request, await MediaPeer.open());
        call.media.hearSdp(request.body);
        this.calls.push(call);
        await script(call);
      }
    });
  }

  challenge(request: Msg, status: 401 | 407): void {
    const name = status === 401 ? 'WWW-Authenticate' : 'Proxy-Authenticate';
    this.reply(request, status, 'Unauthorized', [
      [name, `Digest realm="${DOMAIN}", nonce="${randomBytes(8).toString('hex')}"`],
    ]);
  }

  reply(request: Msg, status: number, reason: string, extra: Extra = [], body = '', tag = 'server'): void {
    const to = one(request, 'to');
    const origin = this.#origins.get(request);
    const socket = origin?.destroyed === false ? origin : this.#newest;
    socket?.write(
      write(
        `SIP/2.0 ${status} ${reason}`,
        [
          ['Via', one(request, 'via')],
          ['From', one(request, 'from')],
          ['To', /;tag=/.test(to) || status === 100 ? to : `${to};tag=${tag}`],
          ['Call-ID', one(request, 'call-id')],
          ['CSeq', one(request, 'cseq')],
          ...extra,
          ...(body === '' ? [] : ([['Content-Type', 'application/sdp']] as const)),
        ],
        body,
      ),
    );
  }

  send(text: string): void {
    this.#newest?.write(text);
  }

  /** A request of the server; resolves with the final reply. */
  request(
    method: string,
    fields: { callId: string; from: string; to: string; uri?: string; cseq?: number },
    extra: Extra = [],
    body = '',
  ) {
    this.#cseq += 1;
    const cseq = `${fields.cseq ?? this.#cseq} ${method}`;
    this.send(
      write(
        `${method} ${fields.uri ?? `sip:line@${DOMAIN}`} SIP/2.0`,
        [
          ['Via', `SIP/2.0/TLS 127.0.0.1:5061;branch=z9hG4bK${cseq.replace(' ', '')}`],
          ['From', fields.from],
          ['To', fields.to],
          ['Call-ID', fields.callId],
          ['CSeq', cseq],
          ['Contact', `<sip:server@${DOMAIN}>`],
          ...extra,
        ],
        body,
      ),
    );
    return this.seen((message) => message.status >= 200 && one(message, 'cseq') === cseq);
  }

  /** Resolves with the first message, past or future, that fits. */
  seen(fits: (message: Msg) => boolean): Promise<Msg> {
    const past = this.received.find(fits);
    if (past !== undefined) return Promise.resolve(past);
    return new Promise((done) => this.#waits.push({ fits, done }));
  }

  /** Resolves once so many INVITEs with proof have come, re-INVITEs among them. */
  async invited(count: number): Promise<void> {
    await this.seen(() => this.received.filter((m) => m.method === 'INVITE' && isProven(m)).length >= count);
  }

  /** Resolves with the next message that fits, from now on. */
  next(fits: (message: Msg) => boolean): Promise<Msg> {
    return new Promise((done) => this.#waits.push({ fits, done }));
  }

  /** Breaks all connections with a TCP reset. */
  reset(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /** Its signalling is gone, as when a proxy dies. The audio of its calls goes on. */
  async die(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  async stop(): Promise<void> {
    for (const call of this.calls) call.media.close();
    await this.die();
  }

  #accept(socket: TLSSocket): void {
    this.connections += 1;
    this.#newest = socket;
    let text = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      const { messages, rest } = cut(text + chunk.toString());
      text = rest;
      for (const message of messages) {
        this.#origins.set(message, socket);
        this.#take(message);
      }
    });
  }

  #take(message: Msg): void {
    this.received.push(message);
    for (const wait of this.#waits.filter(({ fits }) => fits(message))) {
      this.#waits.splice(this.#waits.indexOf(wait), 1);
      wait.done(message);
    }
    void this.scripts.get(message.method)?.(message, this);
  }
}

/** One call as the server plays it. */
export class ServerCall {
  readonly id: string;
  readonly invite: Msg;
  media: MediaPeer;
  onReinvite: (request: Msg) => void;
  readonly #server: SipServer;

  constructor(server: SipServer, invite: Msg, media: MediaPeer) {
    this.#server = server;
    this.invite = invite;
    this.media = media;
    this.id = one(invite, 'call-id');
    this.onReinvite = (request) => server.reply(request, 200, 'OK', this.#contact, this.media.sdp);
  }

  get #contact(): Extra {
    return [['Contact', `<sip:far@${DOMAIN};leg=${this.id.slice(0, 6)}>`]];
  }

  trying(): void {
    this.reply(100, 'Trying');
  }

  /** 183 with audio and RingCentral's ids. */
  progress(extra: Extra = []): void {
    this.reply(183, 'Session Progress', [...this.#contact, ['p-rc-api-ids', IDS], ...extra], this.media.sdp);
  }

  answer(extra: Extra = []): void {
    this.reply(200, 'OK', [...this.#contact, ...extra], this.media.sdp);
  }

  reply(status: number, reason: string, extra: Extra = [], body = ''): void {
    this.#server.reply(this.invite, status, reason, extra, body);
  }

  acked(): Promise<Msg> {
    return this.#server.seen(
      (m) => m.method === 'ACK' && one(m, 'call-id') === this.id && !isRefusalAck(m, this.invite),
    );
  }

  /** A request within the call; resolves with its final reply. */
  request(method: string, extra: Extra = [], body = ''): Promise<Msg> {
    const from = `${one(this.invite, 'to')};tag=server`;
    return this.#server.request(method, { callId: this.id, from, to: one(this.invite, 'from') }, extra, body);
  }

  seen(method: string): Promise<Msg> {
    return this.#server.seen((m) => m.method === method && one(m, 'call-id') === this.id);
  }
}

/** The ACK of a 407 repeats that INVITE's number. */
function isRefusalAck(ack: Msg, invite: Msg): boolean {
  return one(ack, 'cseq').split(' ')[0] !== one(invite, 'cseq').split(' ')[0];
}
