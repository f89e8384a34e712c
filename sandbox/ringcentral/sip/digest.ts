import { createHash, randomBytes } from 'node:crypto';
import type { SipMessage } from './message.js';

export interface Credentials {
  readonly authorizationId: string;
  readonly password: string;
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/** Challenges and checks them: MD5 without qop, each nonce good for this server's life. */
export class Digest {
  readonly #realm: string;
  readonly #nonces = new Set<string>();

  constructor(realm: string) {
    this.#realm = realm;
  }

  /** The nonce must not stand first: the softphone library looks for `, nonce="`. */
  challenge(): string {
    const nonce = randomBytes(12).toString('hex');
    this.#nonces.add(nonce);
    return `Digest realm="${this.#realm}", nonce="${nonce}", algorithm=MD5`;
  }

  /** The account whose credentials the header proves; undefined when it proves none. */
  check<T extends Credentials>(
    request: SipMessage,
    header: string,
    find: (authorizationId: string) => T | undefined,
  ): T | undefined {
    const value = request.header(header);
    const part = (name: string): string => new RegExp(`[ ,]${name}="([^"]*)"`).exec(value)?.[1] ?? '';
    const account = find(part('username'));
    if (account === undefined || !this.#nonces.has(part('nonce'))) return undefined;
    const ha1 = md5(`${account.authorizationId}:${this.#realm}:${account.password}`);
    const ha2 = md5(`${request.method}:${part('uri')}`);
    return part('response') === md5(`${ha1}:${part('nonce')}:${ha2}`) && part('realm') === this.#realm
      ? account
      : undefined;
  }
}
