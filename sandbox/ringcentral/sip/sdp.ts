import type { RemoteMedia } from '../media/rtp-leg.js';

const CRYPTO = /a=crypto:(\d+) AES_CM_128_HMAC_SHA1_80 inline:([\w+/]+)/;

/** What a client offers or answers; undefined when we cannot speak with it: SRTP with PCMU is all we have. */
export function readSdp(sdp: string): (RemoteMedia & { readonly receives: boolean }) | undefined {
  const address = /^c=IN IP4 ([\d.]+)/m.exec(sdp)?.[1];
  const media = /^m=audio (\d+) RTP\/SAVP ([\d ]+)/m.exec(sdp);
  const key = CRYPTO.exec(sdp)?.[2];
  if (address === undefined || media?.[1] === undefined || key === undefined) return undefined;
  const types = (media[2] ?? '').trim().split(/\s+/);
  if (!types.includes('0')) return undefined;
  const dtmf = /^a=rtpmap:(\d+) telephone-event\/8000/m.exec(sdp)?.[1];
  return {
    address,
    port: Number(media[1]),
    key,
    dtmfType: dtmf === undefined ? 101 : Number(dtmf),
    receives: !/^a=(sendonly|inactive)\s*$/m.test(sdp),
  };
}

/** Our side of the media: PCMU, keys, and one crypto suite. */
export function writeSdp(port: number, key: string, cryptoTag = '1'): string {
  return [
    'v=0',
    `o=- ${Date.now()} 1 IN IP4 127.0.0.1`,
    's=RingCentral practice',
    'c=IN IP4 127.0.0.1',
    't=0 0',
    `m=audio ${port} RTP/SAVP 0 101`,
    'a=rtpmap:0 PCMU/8000',
    'a=rtpmap:101 telephone-event/8000',
    'a=fmtp:101 0-15',
    'a=ptime:20',
    'a=sendrecv',
    `a=crypto:${cryptoTag} AES_CM_128_HMAC_SHA1_80 inline:${key}`,
    '',
  ].join('\r\n');
}

/** The tag of the crypto line an answer has to repeat. */
export function cryptoTag(sdp: string): string {
  return CRYPTO.exec(sdp)?.[1] ?? '1';
}
