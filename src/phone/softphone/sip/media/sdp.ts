import { isIPv4 } from 'node:net';

/** The one media shape a line speaks: PCMU and telephone events over SRTP with keys in the SDP (RFC 4568). */

export const PCMU = 0;
/** What RingCentral's own softphone offers, so its servers are known to accept it. */
export const TELEPHONE_EVENT = 101;
const SUITE = 'AES_CM_128_HMAC_SHA1_80';
/** 16 bytes of master key and 14 of salt. */
export const KEY_BYTES = 30;
/** The profile we offer. An answer repeats the offer's profile; no line speaks DTLS or TCP. */
const OUR_PROFILE = 'RTP/SAVP';
const PROFILES: ReadonlySet<string> = new Set([OUR_PROFILE, 'RTP/SAVPF', 'RTP/AVP']);

type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

export interface RemoteMedia {
  readonly address: string;
  readonly port: number;
  readonly key: Buffer;
  /** The tag of the crypto line; an answer repeats the offer's. */
  readonly cryptoTag: string;
  readonly direction: Direction;
  readonly telephoneEvent: number | undefined;
  /** The `m=` lines as received. An answer has one for each and refuses all but number `used`. */
  readonly mediaLines: readonly string[];
  readonly used: number;
}

export interface LocalMedia {
  readonly address: string;
  readonly port: number;
  readonly key: Buffer;
  readonly sessionId: number;
  readonly version: number;
}

/** RFC 3264 §8.4: the old way to put a call on hold. Nothing may be sent there. */
export const NOWHERE = '0.0.0.0';

/** Reads the far side's media; undefined if a line can speak none of it. */
export function parseSdp(text: string): RemoteMedia | undefined {
  const [session = [], ...media] = sectionsOf(text);
  const mediaLines = media.map(([line = '']) => line);
  for (const [used, section] of media.entries()) {
    const { kind, port, profile, formats } = mediaLine(section[0] ?? '');
    const address = connection(section) ?? connection(session);
    const keys = crypto(section) ?? crypto(session);
    if (kind !== 'audio' || port < 1 || port > 65535 || !PROFILES.has(profile) || !formats.includes(PCMU)) continue;
    if (address === undefined || !canBeSentTo(address) || keys === undefined) continue;
    const event = section.map((line) => /^a=rtpmap:(\d+) telephone-event\/8000/i.exec(line)?.[1]).find(Boolean);
    const stated = direction(section) ?? direction(session) ?? 'sendrecv';
    return {
      address,
      port,
      key: keys.key,
      cryptoTag: keys.tag,
      direction: address === NOWHERE ? 'inactive' : stated,
      telephoneEvent: event === undefined ? undefined : Number(event),
      mediaLines,
      used,
    };
  }
  return undefined;
}

/** The part before the first `m=` line, then one section for each. */
function sectionsOf(text: string): string[][] {
  const sections: string[][] = [[]];
  for (const line of text.split(/\r?\n/).map((each) => each.trim())) {
    if (line.startsWith('m=')) sections.push([]);
    sections.at(-1)?.push(line);
  }
  return sections;
}

function mediaLine(line: string) {
  const [kind = '', port = '', profile = '', ...formats] = line.slice('m='.length).split(/ +/);
  const number = /^(\d{1,5})(?:\/\d+)?$/.exec(port)?.[1];
  return { kind, port: Number(number ?? 0), profile: profile.toUpperCase(), formats: formats.map(Number) };
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

/**
 * Our socket speaks IPv4 to a single host, so neither a multicast group
 * nor the reserved range, with the broadcast address at its end, will do.
 */
function canBeSentTo(address: string): boolean {
  return isIPv4(address) && Number(address.split('.', 1)[0]) < 224;
}

/**
 * The first crypto line we can follow completely. Its key may have a lifetime, and a hint for the replay window is allowed; a line with an
 * MKI or other session parameters is skipped (RFC 4568 §6.3.7).
 */
function crypto(lines: readonly string[]): { tag: string; key: Buffer } | undefined {
  for (const line of lines) {
    const match = /^a=crypto:(\d+)\s+(\S+)\s+inline:([A-Za-z0-9+/=]+)(?:\|(?:2\^)?\d+)?(?: +WSH=\d+)?$/.exec(line);
    if (match?.[1] === undefined || match[2]?.toUpperCase() !== SUITE || match[3] === undefined) continue;
    const key = Buffer.from(match[3], 'base64');
    if (key.length === KEY_BYTES) return { tag: match[1], key };
  }
  return undefined;
}

/** The direction we answer with: the offer's, seen from our side. */
function mirrored(offered: Direction): Direction {
  if (offered === 'sendonly') return 'recvonly';
  if (offered === 'recvonly') return 'sendonly';
  return offered;
}

/** Our offer or, with `offer`, our answer to it, with as many media lines as the offer and in its order (RFC 3264 §6). */
export function buildSdp(local: LocalMedia, offer?: RemoteMedia): string {
  const session = [
    'v=0',
    `o=- ${local.sessionId} ${local.version} IN IP4 ${local.address}`,
    's=-',
    `c=IN IP4 ${local.address}`,
    't=0 0',
  ];
  const media = (offer?.mediaLines ?? ['']).flatMap((line, at) =>
    offer === undefined || at === offer.used ? audio(local, line, offer) : [refused(line)],
  );
  return `${[...session, ...media].join('\r\n')}\r\n`;
}

function audio(local: LocalMedia, line: string, offer: RemoteMedia | undefined): readonly string[] {
  const event = offer === undefined ? TELEPHONE_EVENT : offer.telephoneEvent;
  const profile = offer === undefined ? OUR_PROFILE : mediaLine(line).profile;
  return [
    `m=audio ${local.port} ${profile} ${PCMU}${event === undefined ? '' : ` ${event}`}`,
    `a=rtpmap:${PCMU} PCMU/8000`,
    ...(event === undefined ? [] : [`a=rtpmap:${event} telephone-event/8000`, `a=fmtp:${event} 0-15`]),
    'a=ptime:20',
    `a=${offer === undefined ? 'sendrecv' : mirrored(offer.direction)}`,
    `a=crypto:${offer?.cryptoTag ?? '1'} ${SUITE} inline:${local.key.toString('base64')}`,
  ];
}

/** Port 0 refuses a stream; the rest is repeated, since the line must name at least one format. */
function refused(line: string): string {
  const [kind, , ...rest] = line.split(/ +/);
  return [kind, '0', ...rest].join(' ');
}
