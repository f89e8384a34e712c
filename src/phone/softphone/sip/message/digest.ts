import { createHash } from 'node:crypto';
import { splitOutside } from './address.js';

/** Digest access authentication for SIP (RFC 2617/7616 as SIP uses it). */
export interface Challenge {
  readonly realm: string;
  readonly nonce: string;
  readonly algorithm: string;
  readonly opaque: string | undefined;
  readonly qop: readonly string[];
}

/** Reads `Digest realm="…", nonce="…"`; undefined for another scheme or without a nonce. */
export function parseChallenge(value: string): Challenge | undefined {
  const scheme = /^\s*digest\s+/i.exec(value);
  if (scheme === null) return undefined;
  const found = new Map<string, string>();
  for (const part of splitOutside(value.slice(scheme[0].length), ',')) {
    const equals = part.indexOf('=');
    if (equals > 0) found.set(part.slice(0, equals).trim().toLowerCase(), unquoted(part.slice(equals + 1).trim()));
  }
  const nonce = found.get('nonce');
  if (nonce === undefined || nonce === '') return undefined;
  return {
    realm: found.get('realm') ?? '',
    nonce,
    algorithm: found.get('algorithm') ?? 'MD5',
    opaque: found.get('opaque'),
    qop: (found.get('qop') ?? '')
      .split(',')
      .map((one) => one.trim().toLowerCase())
      .filter((one) => one !== ''),
  };
}

export interface DigestInput {
  readonly challenge: Challenge;
  readonly authorizationId: string;
  readonly password: string;
  readonly realm: string;
  readonly method: string;
  readonly uri: string;
  /** The request's body: a server may want that proven too (`qop=auth-int`). */
  readonly body: string;
  /** Fresh random text, used only when the server asks for a `qop` or for a session algorithm. */
  readonly cnonce: string;
}

const hashes: ReadonlyMap<string, string> = new Map([
  ['MD5', 'md5'],
  ['SHA-256', 'sha256'],
]);

function unquoted(text: string): string {
  const inner = /^"(.*)"$/s.exec(text)?.[1];
  return inner === undefined ? text : inner.replace(/\\(.)/g, '$1');
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** The `Authorization` value for a challenge; undefined if we do not know its algorithm or any protection it offers. */
export function authorization(input: DigestInput): string | undefined {
  const { challenge } = input;
  const [, name = '', session] = /^(.*?)(-sess)?$/i.exec(challenge.algorithm) ?? [];
  const hash = hashes.get(name.toUpperCase());
  const qop = ['auth', 'auth-int'].find((one) => challenge.qop.includes(one));
  if (hash === undefined || (qop === undefined && challenge.qop.length > 0)) return undefined;
  const digest = (text: string): string => createHash(hash).update(text).digest('hex');
  const person = digest(`${input.authorizationId}:${input.realm}:${input.password}`);
  const secret = session === undefined ? person : digest(`${person}:${challenge.nonce}:${input.cnonce}`);
  const what = digest(`${input.method}:${input.uri}${qop === 'auth-int' ? `:${digest(input.body)}` : ''}`);
  const parts = [
    `algorithm=${challenge.algorithm}`,
    `username=${quoted(input.authorizationId)}`,
    `realm=${quoted(input.realm)}`,
    `nonce=${quoted(challenge.nonce)}`,
    `uri=${quoted(input.uri)}`,
  ];
  if (qop !== undefined) {
    const count = '00000001';
    parts.push(`response="${digest(`${secret}:${challenge.nonce}:${count}:${input.cnonce}:${qop}:${what}`)}"`);
    parts.push(`qop=${qop}`, `nc=${count}`, `cnonce=${quoted(input.cnonce)}`);
  } else {
    parts.push(`response="${digest(`${secret}:${challenge.nonce}:${what}`)}"`);
    if (session !== undefined) parts.push(`cnonce=${quoted(input.cnonce)}`);
  }
  if (challenge.opaque !== undefined) parts.push(`opaque=${quoted(challenge.opaque)}`);
  return `Digest ${parts.join(', ')}`;
}
