import { ProtectionProfileAes128CmHmacSha1_80, RtpHeader, SrtpSession } from 'werift-rtp';

/** Sequence numbers are 16 bits; the roll-over counter (ROC) counts their rounds (RFC 3711 §3.3.1). */
const ROUND = 0x10000;
const HALF = 0x8000;
/** RFC 3711 §3.3.2 wants at least 64. */
const REPLAY_WINDOW = 128;
/** More sources than this under one key are no phone call; the oldest is forgotten. */
const MOST_SOURCES = 8;
const TAG_BYTES = 10;
const SHORTEST_PACKET = 12 + TAG_BYTES;

type Cipher = SrtpSession['localContext']['cipher'];

// The library derives the keys and does the cryptography. Its own round counting is not used: it follows a wrap only when fewer
// than 100 packets are lost around it, then stays wrong for good; and it lets packets be replayed.
function cipherOf(key: Buffer): Cipher {
  const master = key.subarray(0, 16);
  const salt = key.subarray(16, 30);
  const keys = { localMasterKey: master, localMasterSalt: salt, remoteMasterKey: master, remoteMasterSalt: salt };
  return new SrtpSession({ keys, profile: ProtectionProfileAes128CmHmacSha1_80 }).localContext.cipher;
}

/** Encrypts packets whose sequence numbers go up by one. */
export class SrtpSender {
  readonly #cipher: Cipher;
  #round = 0;
  #last: number | undefined;

  constructor(key: Buffer) {
    this.#cipher = cipherOf(key);
  }

  seal(header: RtpHeader, payload: Buffer): Buffer {
    if (this.#last !== undefined && header.sequenceNumber < this.#last) this.#round = (this.#round + 1) >>> 0;
    this.#last = header.sequenceNumber;
    return this.#cipher.encryptRtp(header, payload, this.#round);
  }
}

export interface OpenedPacket {
  readonly source: number;
  /** The unwrapped sequence number. */
  readonly index: number;
  readonly timestamp: number;
  readonly payloadType: number;
  readonly payload: Buffer;
}

interface Source {
  highest: number;
  readonly seen: Float64Array;
}

/** Decrypts packets; what is forged, stray, malformed or replayed is counted and ignored. */
export class SrtpReceiver {
  readonly #cipher: Cipher;
  readonly #sources = new Map<number, Source>();
  // One header for all packets: making and reading one the library's way costs more than the cryptography.
  readonly #header = new RtpHeader();
  forged = 0;
  replayed = 0;

  constructor(key: Buffer) {
    this.#cipher = cipherOf(key);
  }

  open(packet: Buffer): OpenedPacket | undefined {
    if (!this.#readHeader(packet)) {
      this.forged += 1;
      return undefined;
    }
    const { sequenceNumber: sequence, ssrc } = this.#header;
    const source = this.#sources.get(ssrc);
    // A sender we hear late may have wrapped before its first packet reached us, hence the second guess for a new source.
    const guesses = source === undefined ? [sequence, ROUND + sequence] : [estimate(source.highest, sequence)];
    for (const index of guesses) {
      if (source !== undefined && isReplayed(source, index)) {
        this.replayed += 1;
        return undefined;
      }
      const opened = this.#decrypt(packet, index);
      if (opened === undefined) continue;
      this.#remember(ssrc, index);
      return opened;
    }
    this.forged += 1;
    return undefined;
  }

  /** RFC 3550 §5.1, as far as it is needed here; false for what can be no SRTP packet. */
  #readHeader(packet: Buffer): boolean {
    if (packet.length < SHORTEST_PACKET) return false;
    const first = packet.readUInt8(0);
    if (first >> 6 !== 2) return false;
    const authenticated = packet.length - TAG_BYTES;
    let offset = 12 + (first & 0x0f) * 4;
    if (first & 0x10) {
      if (offset + 4 > authenticated) return false;
      offset += 4 + packet.readUInt16BE(offset + 2) * 4;
    }
    if (offset > authenticated) return false;
    const header = this.#header;
    header.padding = (first & 0x20) !== 0;
    header.paddingSize = 0;
    header.payloadOffset = offset;
    header.payloadType = packet.readUInt8(1) & 0x7f;
    header.sequenceNumber = packet.readUInt16BE(2);
    header.timestamp = packet.readUInt32BE(4);
    header.ssrc = packet.readUInt32BE(8);
    return true;
  }

  #decrypt(packet: Buffer, index: number): OpenedPacket | undefined {
    try {
      const [plain, header] = this.#cipher.decryptRtp(packet, Math.floor(index / ROUND), this.#header);
      return {
        source: header.ssrc,
        index,
        timestamp: header.timestamp,
        payloadType: header.payloadType,
        payload: plain.subarray(header.payloadOffset, plain.length - header.paddingSize),
      };
    } catch {
      return undefined;
    }
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
