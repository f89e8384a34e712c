import { createHash, randomBytes } from 'node:crypto';
import type { SipCredentials, SipProxy } from '../softphone.js';
import { authorization, parseChallenge } from './digest.js';
import { hostAndPort } from './host-and-port.js';
import { cseqOf, header, headers, type SipHeader, type SipRequest, type SipResponse } from './message.js';

export const ALLOW = 'INVITE, ACK, BYE, CANCEL, UPDATE, INFO, NOTIFY, REFER, OPTIONS';

export function token(): string {
  return randomBytes(12).toString('hex');
}

/** The two ends of the line's current connection. */
export interface Connection {
  readonly local: { readonly address: string; readonly port: number };
  readonly proxy: SipProxy;
}

/** Who this line is on the wire: addresses, contact, proof of identity. */
export class Self {
  readonly credentials: SipCredentials;
  readonly userAgent: string;
  readonly #connection: Connection;

  constructor(credentials: SipCredentials, userAgent: string, connection: Connection) {
    this.credentials = credentials;
    this.userAgent = userAgent;
    this.#connection = connection;
  }

  get address(): string {
    return this.#connection.local.address;
  }

  get uri(): string {
    return `sip:${this.credentials.username}@${this.credentials.domain}`;
  }

  get contact(): string {
    const { address, port } = this.#connection.local;
    return `<sip:${this.credentials.username}@${address}:${port};transport=TLS;ob>`;
  }

  /** Stays the same over restarts: RingCentral limits how many instances an extension may register. */
  get instance(): string {
    const { domain, username, authorizationId } = this.credentials;
    const hex = createHash('sha256').update(`hold-hunter ${domain} ${username} ${authorizationId}`).digest('hex');
    const variant = `8${hex.slice(17, 20)}`;
    const id = [hex.slice(0, 8), hex.slice(8, 12), `5${hex.slice(13, 16)}`, variant, hex.slice(20, 32)].join('-');
    return `"<urn:uuid:${id}>"`;
  }

  /** `host:port` of the proxy the line is connected to. */
  get proxy(): string {
    const { host, port } = hostAndPort(this.#connection.proxy.address);
    return `${host}:${port}`;
  }

  get proxyRoute(): string {
    return `<sip:${this.proxy};transport=tls;lr>`;
  }

  uriOf(user: string): string {
    return `sip:${user}@${this.credentials.domain}`;
  }

  via(): string {
    const { address, port } = this.#connection.local;
    return `SIP/2.0/TLS ${address}:${port};rport;branch=z9hG4bK-${token()};alias`;
  }

  /**
   * The answer to a 401 or 407; undefined if it cannot be answered. Realm and digest URI are always the configured domain, whatever the
   * challenge and the Request-URI say. RingCentral's own softphone does the same, so this is known to be accepted.
   */
  answerTo(challenged: SipRequest, response: SipResponse): SipHeader | undefined {
    const proxy = response.status === 407;
    for (const value of headers(response, proxy ? 'Proxy-Authenticate' : 'WWW-Authenticate')) {
      const challenge = parseChallenge(value);
      if (challenge === undefined) continue;
      const proof = authorization({
        challenge,
        authorizationId: this.credentials.authorizationId,
        password: this.credentials.password,
        realm: this.credentials.domain,
        method: challenged.method,
        uri: `sip:${this.credentials.domain}`,
        body: challenged.body,
        cnonce: token(),
      });
      if (proof !== undefined) return { name: proxy ? 'Proxy-Authorization' : 'Authorization', value: proof };
    }
    return undefined;
  }
}

export interface ReplyExtras {
  /** Our tag, added to a To that has none. */
  readonly toTag?: string;
  readonly headers?: readonly SipHeader[];
  readonly body?: string;
}

/** A reply to a request from the server (RFC 3261 §8.2.6). */
export function replyTo(request: SipRequest, status: number, reason: string, extras: ReplyExtras = {}): SipResponse {
  const to = header(request, 'To') ?? '';
  const tagged = extras.toTag === undefined || /;\s*tag=/i.test(to) ? to : `${to};tag=${extras.toTag}`;
  return {
    kind: 'response',
    status,
    reason,
    headers: [
      ...headers(request, 'Via').map((value) => ({ name: 'Via', value })),
      ...headers(request, 'Record-Route').map((value) => ({ name: 'Record-Route', value })),
      { name: 'From', value: header(request, 'From') ?? '' },
      { name: 'To', value: tagged },
      { name: 'Call-ID', value: header(request, 'Call-ID') ?? '' },
      { name: 'CSeq', value: header(request, 'CSeq') ?? '' },
      ...(extras.headers ?? []),
    ],
    body: extras.body ?? '',
  };
}

/** The ACK for a final refusal: hop by hop, with the INVITE's own branch (RFC 3261 §17.1.1.3). */
export function ackOfRefusal(invite: SipRequest, response: SipResponse): SipRequest {
  const kept = ['Via', 'Route', 'From', 'Call-ID', 'Max-Forwards'].flatMap((name) =>
    headers(invite, name).map((value) => ({ name, value })),
  );
  return {
    kind: 'request',
    method: 'ACK',
    uri: invite.uri,
    headers: [
      ...kept,
      { name: 'To', value: header(response, 'To') ?? header(invite, 'To') ?? '' },
      { name: 'CSeq', value: `${cseqOf(invite)?.number ?? 1} ACK` },
    ],
    body: '',
  };
}
