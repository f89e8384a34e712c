import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';
import { expect } from 'vitest';
import { type SipMessage, SipStream } from '../../../sandbox/ringcentral/sip/message.js';

interface SipInfo {
  readonly domain: string;
  readonly proxy: string;
  readonly username: string;
  readonly password: string;
  readonly authorizationId: string;
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
const KEY = Buffer.alloc(30, 3).toString('base64');

export type Suite = 'AES_CM_128_HMAC_SHA1_80' | 'AES_CM_128_HMAC_SHA1_32';

/** Media of a client: PCMU, keys, one suite. Nobody listens at the port. */
export const sdp = (port = 40_000, suite: Suite = 'AES_CM_128_HMAC_SHA1_80', tag = '1', key = KEY): string =>
  [
    'v=0',
    'o=- 1 2 IN IP4 127.0.0.1',
    's=-',
    'c=IN IP4 127.0.0.1',
    't=0 0',
    `m=audio ${port} RTP/SAVP 0 101`,
    'a=rtpmap:101 telephone-event/8000',
    `a=crypto:${tag} ${suite} inline:${key}`,
    '',
  ].join('\r\n');

/** A dialog as the client knows it: header values with the tags that are known. */
export interface ClientDialog {
  readonly from: string;
  readonly to: string;
  readonly callId: string;
}

export interface Sent extends ClientDialog {
  readonly method: string;
  readonly cseq: number;
  /** Request-URI; the domain alone when not given, as much of the public library has it. */
  readonly uri?: string;
  readonly headers?: readonly string[];
  readonly body?: string;
}

export const tagOf = (value: string): string => /tag=([^;>\s]+)/.exec(value)?.[1] ?? '';

/** A SIP client that does nothing by itself but what a test tells it, and answer BYE, NOTIFY and UPDATE unless it is to be silent. */
export class SipClient {
  /** All that the server sent, in order. */
  readonly heard: SipMessage[] = [];
  /** Methods that are left unanswered. */
  readonly silentTo = new Set<string>();
  readonly #info: SipInfo;
  readonly #socket: TLSSocket;
  #cseq = 0;

  private constructor(info: SipInfo, socket: TLSSocket) {
    this.#info = info;
    this.#socket = socket;
    const stream = new SipStream((message) => {
      this.heard.push(message);
      if (['BYE', 'NOTIFY', 'UPDATE', 'CANCEL'].includes(message.method) && message.status === undefined)
        if (!this.silentTo.has(message.method)) this.reply(message, '200 OK');
    });
    socket.on('data', (bytes: Buffer) => stream.push(bytes));
    socket.on('error', () => undefined);
  }

  static async connect(info: SipInfo): Promise<SipClient> {
    const port = Number(info.proxy.split(':')[1]);
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    return new SipClient(info, socket);
  }

  get port(): number {
    return this.#socket.localPort ?? 0;
  }

  get user(): string {
    return this.#info.username;
  }

  close(): void {
    this.#socket.destroy();
  }

  /** Statuses and methods of what the server sent in one dialog. */
  heardIn(callId: string): string[] {
    return this.heard
      .filter((message) => message.callId === callId)
      .map((message) => (message.status === undefined ? message.method : String(message.status)));
  }

  /** The first request of the server that fits, past or to come. */
  async request(method: string, fits: (request: SipMessage) => boolean = () => true): Promise<SipMessage> {
    const find = () => this.heard.find((one) => one.status === undefined && one.method === method && fits(one));
    await expect.poll(() => find() !== undefined, { interval: 10 }).toBe(true);
    const found = find();
    if (found === undefined) throw new Error(`no ${method} came`);
    return found;
  }

  /** Sends a request; resolves with its final response. */
  async send({ method, cseq, from, to, callId, uri, headers = [], body = '' }: Sent): Promise<SipMessage> {
    const { domain } = this.#info;
    this.#write(
      `${method} ${uri ?? `sip:${domain}`} SIP/2.0`,
      [
        `Via: SIP/2.0/TLS 127.0.0.1:5;branch=z9hG4bK${cseq}${method}`,
        `From: ${from}`,
        `To: ${to}`,
        `Call-ID: ${callId}`,
        `Contact: <sip:${this.user}@127.0.0.1:5;transport=TLS>`,
        ...headers,
        `CSeq: ${cseq} ${method}`,
      ],
      body,
    );
    const find = () =>
      this.heard.find((one) => {
        return (one.status ?? 0) >= 200 && one.callId === callId && one.cseq === cseq && one.method === method;
      });
    await expect.poll(() => find() !== undefined, { interval: 10 }).toBe(true);
    const found = find();
    if (found === undefined) throw new Error(`no answer to ${method}`);
    return found;
  }

  /** Answers the challenge with the next number. */
  async ask(what: Sent): Promise<SipMessage> {
    const first = await this.send(what);
    if (first.status !== 401 && first.status !== 407) return first;
    const { domain, authorizationId, password } = this.#info;
    const nonce = /nonce="([^"]+)"/.exec(
      first.header(first.status === 401 ? 'www-authenticate' : 'proxy-authenticate'),
    );
    const secret = md5(`${authorizationId}:${domain}:${password}`);
    const response = md5(`${secret}:${nonce?.[1]}:${md5(`${what.method}:sip:${domain}`)}`);
    const name = first.status === 401 ? 'Authorization' : 'Proxy-Authorization';
    const fields = `username="${authorizationId}", realm="${domain}", nonce="${nonce?.[1]}", uri="sip:${domain}"`;
    const proof = `${name}: Digest ${fields}, response="${response}"`;
    return this.send({ ...what, cseq: what.cseq + 1, headers: [...(what.headers ?? []), proof] });
  }

  /** Status of a registration; each comes with a number of its own. */
  async register(): Promise<number> {
    const own = `<sip:${this.user}@${this.#info.domain}>`;
    this.#cseq += 10;
    const what = {
      method: 'REGISTER',
      cseq: this.#cseq,
      from: `${own};tag=r`,
      to: own,
      callId: `register-${this.port}`,
    };
    return (await this.ask(what)).status ?? 0;
  }

  /** Dials; resolves with the final response and the dialog, acknowledged when it was answered. */
  async dial(number: string): Promise<ClientDialog & { readonly status: number }> {
    const { domain } = this.#info;
    const callId = randomUUID();
    const dialog = {
      from: `<sip:${this.user}@${domain}>;tag=${randomUUID()}`,
      to: `<sip:${number}@${domain}>`,
      callId,
    };
    const uri = `sip:${number}@${domain}`;
    const final = await this.ask({ ...dialog, method: 'INVITE', uri, cseq: 100, body: sdp() });
    const to = final.header('to');
    this.tell({ ...dialog, to, method: 'ACK', cseq: final.cseq });
    return { ...dialog, to, status: final.status ?? 0 };
  }

  /** Sends a request that has no answer. */
  tell({ method, cseq, from, to, callId, body = '' }: Sent): void {
    this.#write(
      `${method} sip:${this.#info.domain} SIP/2.0`,
      [
        `Via: SIP/2.0/TLS 127.0.0.1:5;branch=z9hG4bK${cseq}${method}`,
        `From: ${from}`,
        `To: ${to}`,
        `Call-ID: ${callId}`,
        `CSeq: ${cseq} ${method}`,
      ],
      body,
    );
  }

  /** Answers a request of the server. */
  reply(request: SipMessage, status: string, body = ''): void {
    const to = request.header('to');
    this.#write(
      `SIP/2.0 ${status}`,
      [
        ...request.headers('via').map((via) => `Via: ${via}`),
        `From: ${request.header('from')}`,
        `To: ${to.includes('tag=') ? to : `${to};tag=client`}`,
        `Call-ID: ${request.callId}`,
        `CSeq: ${request.header('cseq')}`,
        `Contact: <sip:${this.user}@127.0.0.1:${this.port};transport=TLS>`,
      ],
      body,
    );
  }

  #write(subject: string, headers: readonly string[], body: string): void {
    const type = body === '' ? [] : ['Content-Type: application/sdp'];
    const lines = [subject, ...headers, ...type, `Content-Length: ${Buffer.byteLength(body)}`];
    this.#socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
  }
}
