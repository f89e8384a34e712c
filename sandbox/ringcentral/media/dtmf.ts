const KEYS = '0123456789*#';
const END_BIT = 0x80;
/** This many packets are a key even before one with the end bit comes: end packets get lost. */
const ENOUGH_WITHOUT_END = 3;
/** A key as it is sent: this many packets while it is down, and as many that say it is up; 20 ms apart in the event's own time. */
const PACKETS_DOWN = 4;
const PACKETS_UP = 3;
const STEP_SAMPLES = 160;
/** As the published softphone sends and expects it: minus 6 dBm0, and a first packet of no length. */
const VOLUME = 6;

/** The payloads of one pressed key; none for what is no key. */
export function keyPayloads(key: string): Uint8Array[] {
  const event = KEYS.indexOf(key);
  if (event < 0 || key.length !== 1) return [];
  return Array.from({ length: PACKETS_DOWN + PACKETS_UP }, (_, index) => {
    const up = index >= PACKETS_DOWN;
    const lasted = STEP_SAMPLES * Math.min(index, PACKETS_DOWN);
    return Uint8Array.of(event, (up ? END_BIT : 0) | VOLUME, lasted >> 8, lasted & 0xff);
  });
}

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
