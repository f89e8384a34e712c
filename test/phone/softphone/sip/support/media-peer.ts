import { randomBytes } from 'node:crypto';
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { RtpHeader, RtpPacket, SrtpSession } from 'werift-rtp';

export interface HeardPacket {
  readonly header: RtpHeader;
  readonly payload: Buffer;
  readonly at: number;
}

/** The far side's audio: SRTP by the library's own session, latching on to where packets come from, as the real server does. */
export class MediaPeer {
  readonly key = randomBytes(30);
  readonly packets: HeardPacket[] = [];
  sequence = 1000;
  timestamp = 5000;
  ssrc = 0x1234abcd;
  source: RemoteInfo | undefined;
  #session: SrtpSession | undefined;
  readonly #socket: Socket;
  readonly #waits: { readonly fits: (packets: readonly HeardPacket[]) => boolean; readonly done: () => void }[] = [];

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('message', (data, from) => this.#take(data, from));
  }

  static async open(): Promise<MediaPeer> {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new MediaPeer(socket);
  }

  get port(): number {
    return this.#socket.address().port;
  }

  get sdp(): string {
    return this.sdpWith('sendrecv');
  }

  sdpWith(direction: string): string {
    return [
      'v=0',
      'o=- 1 1 IN IP4 127.0.0.1',
      's=server',
      'c=IN IP4 127.0.0.1',
      't=0 0',
      `m=audio ${this.port} RTP/SAVP 0 101`,
      'a=rtpmap:0 PCMU/8000',
      'a=rtpmap:101 telephone-event/8000',
      'a=fmtp:101 0-15',
      `a=${direction}`,
      `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${this.key.toString('base64')}`,
      '',
    ].join('\r\n');
  }

  /** Takes the other side's key from its SDP. */
  hearSdp(sdp: string): void {
    const theirs = Buffer.from(/inline:([A-Za-z0-9+/=]+)/.exec(sdp)?.[1] ?? '', 'base64');
    this.#session = new SrtpSession({
      profile: 1,
      keys: {
        localMasterKey: this.key.subarray(0, 16),
        localMasterSalt: this.key.subarray(16),
        remoteMasterKey: theirs.subarray(0, 16),
        remoteMasterSalt: theirs.subarray(16),
      },
    });
  }

  /** Makes the next packet of audio; sends nothing. */
  seal(payload: Buffer): Buffer {
    const sealed = this.#seal(payload, 0);
    this.timestamp = (this.timestamp + payload.length) >>> 0;
    return sealed;
  }

  /** Makes the packets of one key press as RFC 4733 shows them (§2.5): 100 ms, the end three times. */
  sealKey(event: number, payloadType = 101): Buffer[] {
    const packets = [160, 320, 480, 640, 800, 800, 800].map((duration, i) =>
      this.#seal(Buffer.from([event, (i < 4 ? 0 : 0x80) | 10, duration >> 8, duration & 0xff]), payloadType),
    );
    this.timestamp = (this.timestamp + 1600) >>> 0;
    return packets;
  }

  /** Comfort noise (RFC 3389): it is quiet here. */
  sealNoise(): Buffer {
    return this.#seal(Buffer.of(60), 13);
  }

  #seal(payload: Buffer, payloadType: number): Buffer {
    if (this.#session === undefined) throw new Error('no SDP yet');
    const { sequence: sequenceNumber, timestamp, ssrc } = this;
    this.sequence = (this.sequence + 1) & 0xffff;
    return this.#session.encrypt(payload, new RtpHeader({ version: 2, payloadType, sequenceNumber, timestamp, ssrc }));
  }

  /** Sends bytes as they are to where the other side's packets come from. */
  async sendRaw(bytes: Buffer): Promise<void> {
    await this.heard((packets) => packets.length > 0);
    const source = this.source;
    if (source === undefined) throw new Error('nobody to send to');
    await new Promise((done) => this.#socket.send(bytes, source.port, source.address, done));
  }

  send(payload: Buffer): Promise<void> {
    return this.sendRaw(this.seal(payload));
  }

  /** Its sequence numbers go round so often, as they do every 22 minutes of a call. */
  goRound(times: number): void {
    for (let round = 0; round < times; round++) {
      this.sequence = 0xffff;
      this.seal(Buffer.alloc(160));
      this.seal(Buffer.alloc(160));
    }
  }

  /** Resolves once what has come in fits. */
  heard(fits: (packets: readonly HeardPacket[]) => boolean): Promise<void> {
    if (fits(this.packets)) return Promise.resolve();
    return new Promise((done) => this.#waits.push({ fits, done }));
  }

  close(): void {
    this.#socket.close();
  }

  #take(data: Buffer, from: RemoteInfo): void {
    if (this.#session === undefined) return;
    const { header, payload } = RtpPacket.deSerialize(this.#session.decrypt(data));
    this.source = from;
    this.packets.push({ header, payload, at: performance.now() });
    for (const wait of this.#waits.filter(({ fits }) => fits(this.packets))) {
      this.#waits.splice(this.#waits.indexOf(wait), 1);
      wait.done();
    }
  }
}
