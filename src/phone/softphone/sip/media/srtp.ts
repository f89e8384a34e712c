import { LONGEST_PACKET, SrtpCipher, TAG_BYTES } from './srtp-cipher.js';

/** Sequence numbers have 16 bits; the roll-over counter (ROC) counts how often they wrapped (RFC 3711 §3.3.1). */
const ROUND = 0x10000;
const HALF = 0x8000;
/** RFC 3711 §3.3.2 requires at least 64. */
const REPLAY_WINDOW = 128;
/** A phone call never has more sources under one key; beyond that the oldest is forgotten. */
const MOST_SOURCES = 8;
/** A sender at the start of its call may have wrapped once before its first packet reached us. */
export const ROUNDS_FRESH = 2;
/** Sequence numbers wrap every 22 minutes. When we take up a call midway, nobody tells us the count, so we try enough for nine hours. */
export const ROUNDS_MIDWAY = 25;
const HEADER_BYTES = 12;
const SHORTEST_PACKET = HEADER_BYTES + TAG_BYTES;

/** What the RTP header of a packet we send says (RFC 3550 §5.1); the version is 2, and optional parts are left out. */
export interface PacketHeader {
  readonly ssrc: number;
  /** 16 bits. */
  readonly sequence: number;
  readonly timestamp: number;
  readonly payloadType: number;
  readonly marker: boolean;
}

/** Encrypts packets whose sequence numbers rise by one. */
export class SrtpSender {
  readonly #cipher: SrtpCipher;
  #round = 0;
  #last: number | undefined;

  constructor(key: Uint8Array) {
    this.#cipher = new SrtpCipher(key);
  }

  seal({ ssrc, sequence, timestamp, payloadType, marker }: PacketHeader, payload: Uint8Array): Buffer {
    if (this.#last !== undefined && sequence < this.#last) this.#round = (this.#round + 1) >>> 0;
    this.#last = sequence;
    const end = HEADER_BYTES + payload.length;
    const packet = Buffer.allocUnsafe(end + TAG_BYTES);
    packet[0] = 0x80;
    packet[1] = (marker ? 0x80 : 0) | payloadType;
    packet.writeUInt16BE(sequence, 2);
    packet.writeUInt32BE(timestamp, 4);
    packet.writeUInt32BE(ssrc, 8);
    packet.set(payload, HEADER_BYTES);
    this.#cipher.crypt(packet, HEADER_BYTES, end, ssrc, this.#round, sequence);
    this.#cipher.seal(packet, end, this.#round);
    return packet;
  }
}

export interface OpenedPacket {
  readonly source: number;
  /** The unwrapped sequence number. */
  readonly index: number;
  readonly timestamp: number;
  readonly payloadType: number;
  /** A view into the packet that was opened. */
  readonly payload: Buffer;
}

interface Source {
  highest: number;
  readonly seen: Float64Array;
}

/** Decrypts packets in place; forged, stray, malformed and replayed ones are counted and ignored. */
export class SrtpReceiver {
  readonly #cipher: SrtpCipher;
  readonly #sources = new Map<number, Source>();
  forged = 0;
  replayed = 0;

  /** `rounds`: how often a new source may have wrapped before its first packet reached us. */
  constructor(
    key: Uint8Array,
    private readonly rounds = ROUNDS_FRESH,
  ) {
    this.#cipher = new SrtpCipher(key);
  }

  open(packet: Buffer): OpenedPacket | undefined {
    const start = payloadStart(packet);
    if (start === undefined) {
      this.forged += 1;
      return undefined;
    }
    const sequence = packet.readUInt16BE(2);
    const ssrc = packet.readUInt32BE(8);
    const source = this.#sources.get(ssrc);
    if (source !== undefined) return this.#openAs(packet, start, ssrc, estimate(source.highest, sequence), source);
    for (let round = 0; round < this.rounds; round++) {
      const opened = this.#openAs(packet, start, ssrc, round * ROUND + sequence);
      if (opened !== undefined) return opened;
    }
    // Tried for each possible count, but counted as one forgery.
    this.forged += 1;
    return undefined;
  }

  #openAs(packet: Buffer, start: number, ssrc: number, index: number, source?: Source): OpenedPacket | undefined {
    if (source !== undefined && isReplayed(source, index)) {
      this.replayed += 1;
      return undefined;
    }
    const end = packet.length - TAG_BYTES;
    const round = Math.floor(index / ROUND);
    const isOurs = this.#cipher.isGenuine(packet, end, round);
    if (isOurs) this.#cipher.crypt(packet, start, end, ssrc, round, index % ROUND);
    // RFC 3550 §5.1: with the padding bit set, the last byte of the payload says how many bytes to drop.
    const padding = isOurs && ((packet[0] ?? 0) & 0x20) !== 0 ? (packet[end - 1] ?? 0) : 0;
    if (!isOurs || padding > end - start) {
      if (source !== undefined) this.forged += 1;
      return undefined;
    }
    this.#remember(ssrc, index);
    return {
      source: ssrc,
      index,
      timestamp: packet.readUInt32BE(4),
      payloadType: (packet[1] ?? 0) & 0x7f,
      payload: packet.subarray(start, end - padding),
    };
  }

  #remember(ssrc: number, index: number): void {
    let source = this.#sources.get(ssrc);
    if (source === undefined) {
      source = { highest: index, seen: new Float64Array(REPLAY_WINDOW).fill(-1) };
      this.#sources.set(ssrc, source);
      const [oldest] = this.#sources.keys();
      if (this.#sources.size > MOST_SOURCES && oldest !== undefined) this.#sources.delete(oldest);
    }
    source.seen[index % REPLAY_WINDOW] = index;
    source.highest = Math.max(source.highest, index);
  }
}

/** Where the payload begins (RFC 3550 §5.1); undefined if this cannot be an SRTP packet. */
function payloadStart(packet: Buffer): number | undefined {
  if (packet.length < SHORTEST_PACKET || packet.length > LONGEST_PACKET) return undefined;
  const first = packet.readUInt8(0);
  if (first >> 6 !== 2) return undefined;
  const end = packet.length - TAG_BYTES;
  let start = HEADER_BYTES + (first & 0x0f) * 4;
  if (first & 0x10) {
    if (start + 4 > end) return undefined;
    start += 4 + packet.readUInt16BE(start + 2) * 4;
  }
  return start > end ? undefined : start;
}

/** RFC 3711 §3.3.1: the index nearest to the highest seen. */
function estimate(highest: number, sequence: number): number {
  const round = Math.floor(highest / ROUND);
  const last = highest % ROUND;
  if (last < HALF && sequence - last > HALF && round > 0) return (round - 1) * ROUND + sequence;
  if (last >= HALF && last - HALF > sequence) return (round + 1) * ROUND + sequence;
  return round * ROUND + sequence;
}

function isReplayed(source: Source, index: number): boolean {
  return index <= source.highest - REPLAY_WINDOW || source.seen[index % REPLAY_WINDOW] === index;
}
