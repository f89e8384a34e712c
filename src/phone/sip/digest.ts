import { createHash } from 'node:crypto';

/** Digest access authentication for SIP (RFC 2617/7616 as SIP uses it). */
export interface Challenge {
  readonly realm: string;
  readonly nonce: string;
  readonly algorithm: string;
  readonly opaque: string | undefined;
  readonly qop: readonly string[];
}

/** Reads `Digest realm="…", nonce="…"`; undefined when it is another scheme or has no nonce. */
export function parseChallenge(value: string): Challenge | undefined {
  const scheme = /^\s*digest\s+/i.exec(value);
  if (scheme === null) return undefined;
  const found = new Map<string, string>();
  for (const match of value.slice(scheme[0].length).matchAll(/([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/g)) {
    found.set((match[1] ?? '').toLowerCase(), match[2]?.replace(/\\(.)/g, '$1') ?? match[3] ?? '');
  }
  const nonce = found.get('nonce');
  if (nonce === undefined || nonce === '') return undefined;
  return {
    realm: found.get('realm') ?? '',
    nonce,
    algorithm: found.get('algorithm') ?? 'MD5',
    opaque: found.get('opaque'),
    qop: (found.get('qop') ?? '').split(',').map((one) => one.trim().toLowerCase()),
  };
}

export interface DigestInput {
  readonly challenge: Challenge;
  readonly authorizationId: string;
  readonly password: string;
  readonly realm: string;
  readonly method: string;
  readonly uri: string;
  /** Fresh random text, used only when the server asks for `qop=auth`. */
  readonly cnonce: string;
}

const hashes: ReadonlyMap<string, string> = new Map([
  ['MD5', 'md5'],
  ['SHA-256', 'sha256'],
]);

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** The `Authorization` value for a challenge; undefined when its algorithm is not known here. */
export function authorization(input: DigestInput): string | undefined {
  const { challenge } = input;
  const hash = hashes.get(challenge.algorithm.toUpperCase());
  if (hash === undefined) return undefined;
  const digest = (text: string): string => createHash(hash).update(text).digest('hex');
  const secret = digest(`${input.authorizationId}:${input.realm}:${input.password}`);
  const what = digest(`${input.method}:${input.uri}`);
  const parts = [
    `algorithm=${challenge.algorithm}`,
    `username=${quoted(input.authorizationId)}`,
    `realm=${quoted(input.realm)}`,
    `nonce=${quoted(challenge.nonce)}`,
    `uri=${quoted(input.uri)}`,
  ];
  if (challenge.qop.includes('auth')) {
    const count = '00000001';
    parts.push(`response="${digest(`${secret}:${challenge.nonce}:${count}:${input.cnonce}:auth:${what}`)}"`);
    parts.push('qop=auth', `nc=${count}`, `cnonce=${quoted(input.cnonce)}`);
  } else {
    parts.push(`response="${digest(`${secret}:${challenge.nonce}:${what}`)}"`);
  }
  if (challenge.opaque !== undefined) parts.push(`opaque=${quoted(challenge.opaque)}`);
  return `Digest ${parts.join(', ')}`;
}
