import { type Cipher, createCipheriv } from 'node:crypto';
import { HmacSha1 } from './hmac-sha1.js';

/** Ten bytes of HMAC at the end of each packet: AES_CM_128_HMAC_SHA1_80 (RFC 3711 §4.2). */
export const TAG_BYTES = 10;
/** More than any network carries in one piece; a longer packet is not phone audio. */
export const LONGEST_PACKET = 2048;

const AES_BLOCK = 16;
/** What each derived key is for (RFC 3711 §4.3.2). */
const LABELS = { encryption: 0, authentication: 1, salt: 2 } as const;
const AUTHENTICATION_KEY_BYTES = 20;
const SALT_BYTES = 14;
/** Room after the longest packet for the four roll-over bytes and the padding of the hash. */
const ROOM = 4 + 72;

/** AES without chaining: encrypting counters yields the key stream. */
function aes(key: Uint8Array): Cipher {
  const cipher = createCipheriv('aes-128-ecb', key, null);
  cipher.setAutoPadding(false);
  return cipher;
}

/** RFC 3711 §4.3.1 with key derivation rate 0: the key stream for the salt combined with the label. */
function derive(master: Uint8Array, salt: Uint8Array, label: number, length: number): Uint8Array {
  const blocks = Math.ceil(length / AES_BLOCK);
  const counters = new Uint8Array(blocks * AES_BLOCK);
  for (let block = 0; block < blocks; block++) {
    counters.set(salt, block * AES_BLOCK);
    counters[block * AES_BLOCK + 7] = (salt[7] ?? 0) ^ label;
    counters[block * AES_BLOCK + 15] = block;
  }
  return aes(master).update(counters).subarray(0, length);
}

/**
 * The cryptography of one SRTP key. All buffers are allocated once, since a line opens 50 packets a second for hours. The key is 16 bytes
 * of master key and 14 of salt, as in the SDP (RFC 4568).
 */
export class SrtpCipher {
  readonly #aes: Cipher;
  readonly #hmac: HmacSha1;
  readonly #salt: Uint8Array;
  readonly #counters = Buffer.alloc(LONGEST_PACKET);
  readonly #signed = new Uint8Array(LONGEST_PACKET + ROOM);

  constructor(key: Uint8Array) {
    const master = key.subarray(0, 16);
    const salt = key.subarray(16, 16 + SALT_BYTES);
    this.#aes = aes(derive(master, salt, LABELS.encryption, AES_BLOCK));
    this.#hmac = new HmacSha1(derive(master, salt, LABELS.authentication, AUTHENTICATION_KEY_BYTES));
    this.#salt = derive(master, salt, LABELS.salt, SALT_BYTES);
  }

  /** Encrypts or decrypts in place (RFC 3711 §4.1.1); `round` is the roll-over counter. */
  crypt(bytes: Uint8Array, from: number, to: number, ssrc: number, round: number, sequence: number): void {
    const blocks = Math.ceil((to - from) / AES_BLOCK);
    const counters = this.#counters;
    for (let block = 0; block < blocks; block++) {
      const at = block * AES_BLOCK;
      counters.set(this.#salt, at);
      counters.writeInt32BE(counters.readInt32BE(at + 4) ^ ssrc, at + 4);
      counters.writeInt32BE(counters.readInt32BE(at + 8) ^ round, at + 8);
      counters.writeUInt16BE(counters.readUInt16BE(at + 12) ^ sequence, at + 12);
      counters.writeUInt16BE(block, at + 14);
    }
    const stream = this.#aes.update(counters.subarray(0, blocks * AES_BLOCK));
    for (let i = from; i < to; i++) bytes[i] = (bytes[i] ?? 0) ^ (stream[i - from] ?? 0);
  }

  /** Writes the tag of the first `length` bytes after them. */
  seal(packet: Uint8Array, length: number, round: number): void {
    const words = this.#sign(packet, length, round);
    for (let i = 0; i < TAG_BYTES; i++) packet[length + i] = byteOf(words, i);
  }

  /** Whether the bytes after the first `length` are their tag. Compares all of them, so that timing reveals nothing. */
  isGenuine(packet: Uint8Array, length: number, round: number): boolean {
    const words = this.#sign(packet, length, round);
    let different = 0;
    for (let i = 0; i < TAG_BYTES; i++) different |= (packet[length + i] ?? 0) ^ byteOf(words, i);
    return different === 0;
  }

  #sign(packet: Uint8Array, length: number, round: number): Int32Array {
    const signed = this.#signed;
    for (let i = 0; i < length; i++) signed[i] = packet[i] ?? 0;
    for (let i = 0; i < 4; i++) signed[length + i] = round >>> (24 - 8 * i);
    return this.#hmac.sign(signed, length + 4);
  }
}

const byteOf = (words: Int32Array, i: number): number => ((words[i >> 2] ?? 0) >>> (24 - 8 * (i & 3))) & 0xff;
