/** The one media shape a line speaks: PCMU and telephone events over SRTP with keys in the SDP (RFC 4568). */

export const PCMU = 0;
/** What RingCentral's own softphone offers, and so what its servers are known to take. */
export const TELEPHONE_EVENT = 101;
const SUITE = 'AES_CM_128_HMAC_SHA1_80';
/** 16 bytes of master key and 14 of salt. */
export const KEY_BYTES = 30;

type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

export interface RemoteMedia {
  readonly address: string;
  readonly port: number;
  readonly key: Buffer;
  /** The tag of the crypto line; an answer repeats the offer's. */
  readonly cryptoTag: string;
  readonly direction: Direction;
  readonly telephoneEvent: number | undefined;
}

export interface LocalMedia {
  readonly address: string;
  readonly port: number;
  readonly key: Buffer;
  readonly sessionId: number;
  readonly version: number;
}

function direction(lines: readonly string[]): Direction | undefined {
  for (const line of lines) {
    const match = /^a=(sendrecv|sendonly|recvonly|inactive)$/.exec(line);
    if (match?.[1] !== undefined) return match[1] as Direction;
  }
  return undefined;
}

function connection(lines: readonly string[]): string | undefined {
  return lines.map((line) => /^c=IN IP[46] ([^\s/]+)/.exec(line)?.[1]).find((address) => address !== undefined);
}

function crypto(lines: readonly string[]): { tag: string; key: Buffer } | undefined {
  for (const line of lines) {
    const match = /^a=crypto:(\d+)\s+(\S+)\s+inline:([A-Za-z0-9+/=]+)/.exec(line);
    if (match?.[1] === undefined || match[2]?.toUpperCase() !== SUITE || match[3] === undefined) continue;
    const key = Buffer.from(match[3], 'base64');
    if (key.length === KEY_BYTES) return { tag: match[1], key };
  }
  return undefined;
}

/** RFC 3264 §8.4: the old way to hold. Nothing may be sent there. */
export const NOWHERE = '0.0.0.0';

/** Reads the far side's media; undefined when it has none that a line can speak. */
export function parseSdp(text: string): RemoteMedia | undefined {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const sections: string[][] = [[]];
  for (const line of lines) {
    if (line.startsWith('m=')) sections.push([]);
    sections.at(-1)?.push(line);
  }
  const [session = [], ...media] = sections;
  for (const section of media) {
    const match = /^m=audio (\d+)(?:\/\d+)? \S+ ([\d ]+)$/.exec(section[0] ?? '');
    const port = Number(match?.[1]);
    const types = (match?.[2] ?? '').split(' ').map(Number);
    const address = connection(section) ?? connection(session);
    const keys = crypto(section) ?? crypto(session);
    if (match === null || port < 1 || port > 65535 || !types.includes(PCMU)) continue;
    if (address === undefined || keys === undefined) continue;
    const event = section.map((line) => /^a=rtpmap:(\d+) telephone-event\/8000/i.exec(line)?.[1]).find(Boolean);
    const stated = direction(section) ?? direction(session) ?? 'sendrecv';
    return {
      address,
      port,
      key: keys.key,
      cryptoTag: keys.tag,
      direction: address === NOWHERE ? 'inactive' : stated,
      telephoneEvent: event === undefined ? undefined : Number(event),
    };
  }
  return undefined;
}

/** The direction we answer with: the offer's, seen from our side. */
function mirrored(offered: Direction): Direction {
  if (offered === 'sendonly') return 'recvonly';
  if (offered === 'recvonly') return 'sendonly';
  return offered;
}

/** Our offer, or with `offer` our answer to it. */
export function buildSdp(local: LocalMedia, offer?: RemoteMedia): string {
  const event = offer === undefined ? TELEPHONE_EVENT : offer.telephoneEvent;
  const lines = [
    'v=0',
    `o=- ${local.sessionId} ${local.version} IN IP4 ${local.address}`,
    's=-',
    `c=IN IP4 ${local.address}`,
    't=0 0',
    `m=audio ${local.port} RTP/SAVP ${PCMU}${event === undefined ? '' : ` ${event}`}`,
    `a=rtpmap:${PCMU} PCMU/8000`,
    ...(event === undefined ? [] : [`a=rtpmap:${event} telephone-event/8000`, `a=fmtp:${event} 0-15`]),
    'a=ptime:20',
    `a=${offer === undefined ? 'sendrecv' : mirrored(offer.direction)}`,
    `a=crypto:${offer?.cryptoTag ?? '1'} ${SUITE} inline:${local.key.toString('base64')}`,
  ];
  return `${lines.join('\r\n')}\r\n`;
}
