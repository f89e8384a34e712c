import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { type RtpHeader, SrtpSession } from 'werift-rtp';

/** The two suites that the real service offers a device. They share keys and cipher and differ in the length of the tag. */
export const SUITES = ['AES_CM_128_HMAC_SHA1_80', 'AES_CM_128_HMAC_SHA1_32'] as const;
export type Suite = (typeof SUITES)[number];

/** AES_CM_128_HMAC_SHA1_80, as the library numbers it; it knows no other with this cipher. */
const PROFILE = 1;
const LONG_TAG = 10;
const SHORT_TAG = 4;
/** Key and salt, as `inline:` carries them. */
const KEY_BYTES = 16;
const MASTER_BYTES = 30;

/** Thirty bytes of master key and salt in base64, without padding. */
export function newKey(): string {
  return randomBytes(MASTER_BYTES).toString('base64').replace(/=+$/, '');
}

/** Seals what we send and opens what they sent. `open` throws when the packet is not theirs. */
export class Srtp {
  readonly #session: SrtpSession;
  readonly #short: boolean;

  constructor(suite: Suite, ourKey: string, theirKey: string) {
    const [ours, theirs] = [Buffer.from(ourKey, 'base64'), Buffer.from(theirKey, 'base64')];
    this.#short = suite === 'AES_CM_128_HMAC_SHA1_32';
    this.#session = new SrtpSession({
      profile: PROFILE,
      keys: {
        localMasterKey: ours.subarray(0, KEY_BYTES),
        localMasterSalt: ours.subarray(KEY_BYTES, MASTER_BYTES),
        remoteMasterKey: theirs.subarray(0, KEY_BYTES),
        remoteMasterSalt: theirs.subarray(KEY_BYTES, MASTER_BYTES),
      },
    });
  }

  seal(payload: Uint8Array, header: RtpHeader): Buffer {
    const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
    const packet = this.#session.encrypt(bytes, header);
    return this.#short ? packet.subarray(0, SHORT_TAG - LONG_TAG) : packet;
  }

  open(datagram: Buffer): Buffer {
    return this.#session.decrypt(this.#short ? this.#withLongTag(datagram) : datagram);
  }

  /** The short tag is the beginning of the long one: proven, then completed for the library, which checks the long one. */
  #withLongTag(datagram: Buffer): Buffer {
    const body = datagram.subarray(0, -SHORT_TAG);
    const { srtpSessionAuthTag, srtpSSRCStates } = this.#session.remoteContext;
    const rounds = srtpSSRCStates[datagram.readUInt32BE(8)]?.rolloverCounter ?? 0;
    for (const round of [rounds, rounds + 1]) {
      const counter = Buffer.alloc(4);
      counter.writeUInt32BE(round);
      const tag = createHmac('sha1', srtpSessionAuthTag).update(body).update(counter).digest();
      if (timingSafeEqual(tag.subarray(0, SHORT_TAG), datagram.subarray(-SHORT_TAG)))
        return Buffer.concat([body, tag.subarray(0, LONG_TAG)]);
    }
    throw new Error('not sealed with the key that was agreed');
  }
}
