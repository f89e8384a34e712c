/**
 * HMAC-SHA1 (RFC 2104, FIPS 180-4) for packets. The platform's own creates an object per packet, which costs five times as much as the hash
 * and leaves garbage in every line's thread. Here both halves of the key are hashed once.
 */

const BLOCK = 64;
const WORDS = 5;
const INITIAL = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];

export class HmacSha1 {
  readonly #inner: Int32Array;
  readonly #outer: Int32Array;
  readonly #state = new Int32Array(WORDS);
  readonly #schedule = new Int32Array(80);

  constructor(key: Uint8Array) {
    if (key.length > BLOCK) throw new RangeError('A key of HMAC-SHA1 has at most 64 bytes here.');
    const half = (pad: number): Int32Array => {
      const block = Uint8Array.from({ length: BLOCK }, (_, i) => (key[i] ?? 0) ^ pad);
      this.#state.set(INITIAL);
      this.#load(block, 0);
      this.#compress();
      return this.#state.slice();
    };
    this.#inner = half(0x36);
    this.#outer = half(0x5c);
  }

  /** The code of the first `length` bytes, as five words that are valid until the next call. Overwrites up to 72 bytes after them. */
  sign(bytes: Uint8Array, length: number): Int32Array {
    const blocks = Math.ceil((length + 9) / BLOCK);
    const end = blocks * BLOCK;
    if (end > bytes.length) throw new RangeError('There must be room for the padding after the bytes to sign.');
    bytes.fill(0, length, end);
    bytes[length] = 0x80;
    const bits = (BLOCK + length) * 8;
    bytes[end - 3] = bits >>> 16;
    bytes[end - 2] = bits >>> 8;
    bytes[end - 1] = bits;
    this.#state.set(this.#inner);
    for (let at = 0; at < end; at += BLOCK) {
      this.#load(bytes, at);
      this.#compress();
    }
    const schedule = this.#schedule;
    schedule.fill(0, WORDS, 16);
    schedule.set(this.#state);
    schedule[WORDS] = 1 << 31;
    schedule[15] = (BLOCK + 4 * WORDS) * 8;
    this.#state.set(this.#outer);
    this.#compress();
    return this.#state;
  }

  #load(bytes: Uint8Array, at: number): void {
    const schedule = this.#schedule;
    for (let i = 0; i < 16; i++) {
      const from = at + 4 * i;
      schedule[i] =
        ((bytes[from] ?? 0) << 24) |
        ((bytes[from + 1] ?? 0) << 16) |
        ((bytes[from + 2] ?? 0) << 8) |
        (bytes[from + 3] ?? 0);
    }
  }

  /** Hashes one block, whose sixteen words are in the schedule. */
  #compress(): void {
    const w = this.#schedule;
    const state = this.#state;
    for (let i = 16; i < 80; i++) {
      const x = (w[i - 3] ?? 0) ^ (w[i - 8] ?? 0) ^ (w[i - 14] ?? 0) ^ (w[i - 16] ?? 0);
      w[i] = (x << 1) | (x >>> 31);
    }
    let a = state[0] ?? 0;
    let b = state[1] ?? 0;
    let c = state[2] ?? 0;
    let d = state[3] ?? 0;
    let e = state[4] ?? 0;
    for (let i = 0; i < 80; i++) {
      const mixed =
        i < 20
          ? ((b & c) | (~b & d)) + 0x5a827999
          : i < 40
            ? (b ^ c ^ d) + 0x6ed9eba1
            : i < 60
              ? ((b & c) | (b & d) | (c & d)) - 0x70e44324
              : (b ^ c ^ d) - 0x359d3e2a;
      const next = (((a << 5) | (a >>> 27)) + mixed + e + (w[i] ?? 0)) | 0;
      e = d;
      d = c;
      c = (b << 30) | (b >>> 2);
      b = a;
      a = next;
    }
    state[0] = ((state[0] ?? 0) + a) | 0;
    state[1] = ((state[1] ?? 0) + b) | 0;
    state[2] = ((state[2] ?? 0) + c) | 0;
    state[3] = ((state[3] ?? 0) + d) | 0;
    state[4] = ((state[4] ?? 0) + e) | 0;
  }
}
