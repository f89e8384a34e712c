import { randomBytes, randomInt } from 'node:crypto';
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { RtpHeader, RtpPacket } from 'werift-rtp';
import { DtmfDecoder, keyPayloads } from './dtmf.js';
import { type AudioEnd, FRAME_SAMPLES, type Frame } from './frame.js';
import { newKey, Srtp, type Suite } from './srtp.js';
import type { Weather } from './weather.js';

const PCMU = 0;
/** More than this waiting is old news: 300 ms. */
const MOST_FRAMES_WAITING = 15;

export interface RemoteMedia {
  readonly address: string;
  readonly port: number;
  readonly suite: Suite;
  readonly key: string;
  readonly dtmfType: number;
}

/**
 * The media of one SIP leg: SRTP/PCMU on a UDP socket of its own. Sends to where the SDP says until a datagram arrives,
 * then to where it came from (symmetric RTP): clients behind NAT, and those that put a port into the SDP they never open, need it.
 */
export class RtpLeg implements AudioEnd {
  /** A key for each suite, as each has a line of its own in an offer. */
  readonly keys: Readonly<Record<Suite, string>> = {
    AES_CM_128_HMAC_SHA1_80: newKey(),
    AES_CM_128_HMAC_SHA1_32: newKey(),
  };
  readonly #socket: Socket;
  readonly #dtmf: DtmfDecoder;
  /** Two sessions, so that a client's new key leaves what we send as it is: our key, and how often its numbers went round. */
  #out: Srtp | undefined;
  #in: Srtp | undefined;
  #suite: Suite | undefined;
  #theirKey = '';
  #heardAt: number | undefined;
  #remote: { address: string; port: number } | undefined;
  #dtmfType = 101;
  #waiting: Frame[] = [];
  #rest = new Uint8Array(0);
  #sequence: number;
  #timestamp = randomInt(0xffffffff);
  readonly #ssrc = randomInt(1, 0xffffffff);
  #sending = false;
  #closed = false;
  #latched = false;

  readonly #weather: Weather | undefined;

  private constructor(socket: Socket, firstSequence: number, onKey: (key: string) => void, weather?: Weather) {
    this.#weather = weather;
    this.#socket = socket;
    this.#sequence = firstSequence;
    this.#dtmf = new DtmfDecoder(onKey);
    socket.on('message', (datagram, from) => this.#travel(() => this.#received(datagram, from)));
    socket.on('error', () => this.close());
  }

  static async open(
    onKey: (key: string) => void,
    firstSequence = randomInt(0x8000),
    weather?: Weather,
  ): Promise<RtpLeg> {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind(0, '127.0.0.1', () => {
        socket.off('error', reject);
        resolve();
      });
    });
    return new RtpLeg(socket, firstSequence, onKey, weather);
  }

  get port(): number {
    return this.#closed ? 0 : this.#socket.address().port;
  }

  /** Takes what the other side's SDP says. A second time (re-INVITE) keeps a latched address, unless a new key tells of a new client. */
  connect(remote: RemoteMedia): void {
    this.#dtmfType = remote.dtmfType;
    if (remote.key !== this.#theirKey || remote.suite !== this.#suite) {
      const srtp = (): Srtp => new Srtp(remote.suite, this.keys[remote.suite], remote.key);
      if (remote.suite !== this.#suite) this.#out = srtp();
      this.#in = srtp();
      this.#suite = remote.suite;
      this.#theirKey = remote.key;
      this.#remote = { address: remote.address, port: remote.port };
      this.#latched = false;
    }
    this.#sending = true;
  }

  /** When the client, which had been sending, fell silent; undefined when it never sent. */
  silentForMs(): number | undefined {
    return this.#heardAt === undefined ? undefined : performance.now() - this.#heardAt;
  }

  speak(): Frame | undefined {
    return this.#waiting.shift();
  }

  hear(frame: Frame): void {
    this.#send(PCMU, this.#timestamp, frame);
    this.#timestamp = (this.#timestamp + FRAME_SAMPLES) >>> 0;
  }

  /** A key that the other person pressed, as telephone events in one burst. */
  sendKey(key: string): void {
    const timestamp = this.#timestamp;
    for (const payload of keyPayloads(key)) this.#send(this.#dtmfType, timestamp, payload);
  }

  #send(payloadType: number, timestamp: number, payload: Uint8Array): void {
    if (!this.#sending || this.#closed || this.#out === undefined || this.#remote === undefined) return;
    const header = new RtpHeader({
      version: 2,
      padding: false,
      extension: false,
      marker: false,
      payloadOffset: 12,
      payloadType,
      sequenceNumber: this.#sequence,
      timestamp,
      ssrc: this.#ssrc,
    });
    this.#sequence = (this.#sequence + 1) & 0xffff;
    const packet = this.#out.seal(payload, header);
    const { port, address } = this.#remote;
    this.#travel(() => this.#socket.send(packet, port, address));
  }

  #travel(arrive: () => void): void {
    if (this.#weather === undefined) arrive();
    else
      this.#weather.pass(() => {
        if (!this.#closed) arrive();
      });
  }

  /** A stray datagram, as arrives on open ports: no valid SRTP. */
  sendJunk(): void {
    if (this.#closed || this.#remote === undefined) return;
    this.#socket.send(randomBytes(23), this.#remote.port, this.#remote.address);
  }

  /** Media stops both ways, the socket stays: what a dead network looks like. */
  mute(): void {
    this.#in = undefined;
    this.#out = undefined;
    this.#suite = undefined;
    this.#sending = false;
    this.#remote = undefined;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#socket.close();
  }

  #received(datagram: Buffer, from: RemoteInfo): void {
    if (this.#in === undefined) return;
    // Any first datagram shows where the client is; later only one that is proven to be its own moves us.
    if (!this.#latched) this.#latch(from);
    // RTP has version 2 in the top bits; the softphone library first sends the clear text "hello".
    if (datagram.length < 22 || (datagram[0] ?? 0) >> 6 !== 2) return;
    let packet: RtpPacket;
    try {
      packet = RtpPacket.deSerialize(this.#in.open(datagram));
    } catch {
      return;
    }
    this.#latch(from);
    this.#heardAt = performance.now();
    if (packet.header.payloadType === this.#dtmfType) this.#dtmf.packet(packet.header.timestamp, packet.payload);
    else if (packet.header.payloadType === PCMU) this.#take(packet.payload);
  }

  #latch(from: RemoteInfo): void {
    this.#latched = true;
    if (this.#remote?.port !== from.port) this.#remote = { address: from.address, port: from.port };
  }

  #take(payload: Uint8Array): void {
    let bytes: Uint8Array = payload;
    if (this.#rest.length > 0) {
      bytes = new Uint8Array(this.#rest.length + payload.length);
      bytes.set(this.#rest);
      bytes.set(payload, this.#rest.length);
    }
    let at = 0;
    for (; at + FRAME_SAMPLES <= bytes.length; at += FRAME_SAMPLES)
      this.#waiting.push(bytes.subarray(at, at + FRAME_SAMPLES));
    this.#rest = new Uint8Array(bytes.subarray(at));
    if (this.#waiting.length > MOST_FRAMES_WAITING) this.#waiting = this.#waiting.slice(-MOST_FRAMES_WAITING / 3);
  }
}
