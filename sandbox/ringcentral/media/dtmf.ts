const KEYS = '0123456789*#';
const END_BIT = 0x80;
/** So many packets are a key even before one with the end bit comes: end packets get lost. */
const ENOUGH_WITHOUT_END = 3;

/**
 * RFC 4733 events into keys. One event is all packets of one timestamp, sent paced over its length or in one burst;
 * each is told once. Late packets of an event already told are ignored.
 */
export class DtmfDecoder {
  readonly #onKey: (key: string) => void;
  #timestamp: number | undefined;
  #packets = 0;
  #told = false;
  #event = 0;

  constructor(onKey: (key: string) => void) {
    this.#onKey = onKey;
  }

  packet(timestamp: number, payload: Uint8Array): void {
    if (payload.length < 4) return;
    const event = payload[0] ?? 0;
    if (timestamp !== this.#timestamp) {
      // A duplicate of an older event must not be told again: timestamps only go forward (modulo 2^32).
      if (this.#timestamp !== undefined && (timestamp - this.#timestamp) >>> 0 > 0x7fffffff) return;
      this.#timestamp = timestamp;
      this.#packets = 0;
      this.#told = false;
      this.#event = event;
    }
    this.#packets++;
    const ended = ((payload[1] ?? 0) & END_BIT) !== 0;
    if (!this.#told && (ended || this.#packets >= ENOUGH_WITHOUT_END)) this.#tell();
  }

  #tell(): void {
    this.#told = true;
    const key = KEYS[this.#event];
    if (key !== undefined) this.#onKey(key);
  }
}
