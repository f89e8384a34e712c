import type { RemoteMedia, RtpLeg } from '../media/rtp-leg.js';
import { SUITES, type Suite } from '../media/srtp.js';

type OurMedia = Pick<RtpLeg, 'port' | 'keys'>;

interface CryptoLine {
  readonly tag: string;
  readonly suite: Suite;
  readonly key: string;
}

/** The first crypto line with a suite of ours. */
function cryptoOf(sdp: string): CryptoLine | undefined {
  for (const [, tag, name, key] of sdp.matchAll(/^a=crypto:(\d+) (\w+) inline:([\w+/]+)/gm)) {
    const suite = SUITES.find((one) => one === name);
    if (suite !== undefined && tag !== undefined && key !== undefined) return { tag, suite, key };
  }
  return undefined;
}

/** What a client offers or answers; undefined when we cannot speak with it: SRTP with PCMU is all we have. */
export function readSdp(sdp: string): (RemoteMedia & { readonly receives: boolean }) | undefined {
  const address = /^c=IN IP4 ([\d.]+)/m.exec(sdp)?.[1];
  const media = /^m=audio (\d+) RTP\/SAVP ([\d ]+)/m.exec(sdp);
  const crypto = cryptoOf(sdp);
  if (address === undefined || media?.[1] === undefined || crypto === undefined) return undefined;
  const types = (media[2] ?? '').trim().split(/\s+/);
  if (!types.includes('0')) return undefined;
  const dtmf = /^a=rtpmap:(\d+) telephone-event\/8000/m.exec(sdp)?.[1];
  return {
    address,
    port: Number(media[1]),
    suite: crypto.suite,
    key: crypto.key,
    dtmfType: dtmf === undefined ? 101 : Number(dtmf),
    receives: !/^a=(sendonly|inactive)\s*$/m.test(sdp),
  };
}

function session(name: string): readonly string[] {
  return ['v=0', `o=- ${Date.now()} 1 IN IP4 127.0.0.1`, `s=${name}`, 'c=IN IP4 127.0.0.1', 't=0 0'];
}

/** PCMU, keys, and the suite of the client's offer; without an offer, one of our own. */
export function plainSdp({ port, keys }: OurMedia, offer = ''): string {
  const { tag, suite } = cryptoOf(offer) ?? { tag: '1', suite: SUITES[0] };
  return [
    ...session('RingCentral practice'),
    `m=audio ${port} RTP/SAVP 0 101`,
    'a=rtpmap:0 PCMU/8000',
    'a=rtpmap:101 telephone-event/8000',
    'a=fmtp:101 0-15',
    'a=ptime:20',
    'a=sendrecv',
    `a=crypto:${tag} ${suite} inline:${keys[suite]}`,
    '',
  ].join('\r\n');
}

/** The offer in an INVITE to a device as the real service makes it; of its codecs the practice service speaks PCMU alone. */
export function fullOffer({ port, keys }: OurMedia): string {
  return [
    ...session('-'),
    `m=audio ${port} RTP/SAVP 111 9 0 18 96 8 109 101`,
    'a=rtpmap:111 opus/48000/2',
    'a=fmtp:111 useinbandfec=1',
    'a=rtcp-fb:111 nack',
    'a=rtpmap:9 g722/8000',
    'a=rtpmap:0 pcmu/8000',
    'a=rtpmap:18 g729/8000',
    'a=fmtp:18 annexb=no',
    'a=rtpmap:96 ilbc/8000',
    'a=fmtp:96 mode=20',
    'a=rtpmap:8 pcma/8000',
    'a=rtpmap:109 opus/16000',
    'a=rtpmap:101 telephone-event/8000',
    'a=fmtp:101 0-15',
    'a=sendrecv',
    ...SUITES.map((suite, index) => `a=crypto:${index + 1} ${suite} inline:${keys[suite]}`),
    '',
  ].join('\r\n');
}
