import { randomBytes, randomInt } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { RingWriter } from '../../../../hunter/base/audio-ring.js';
import type { Key } from '../../../../hunter/terms.js';
import { SoftphoneError } from '../softphone-error.js';
import { FRAME_SAMPLES } from './dtmf.js';
import { decodeUlaw } from './g711.js';
import { JitterBuffer } from './jitter.js';
import { KeyReader } from './key-reader.js';
import { Outgoing } from './outgoing.js';
import { PacketWatch } from './packet-watch.js';
import { KEY_BYTES, NOWHERE, PCMU, type RemoteMedia, TELEPHONE_EVENT } from './sdp.js';
import { type OpenedPacket, ROUNDS_FRESH, ROUNDS_MIDWAY, SrtpReceiver, SrtpSender } from './srtp.js';
import { TICK_MS, type Tick, type Ticker } from './ticker.js';

export interface MediaOptions {
  readonly ticker: Ticker;
  /** Gets what is heard: 8 kHz mono samples without gaps. Closed with the leg. */
  readonly hearer?: RingWriter;
  /** The far side pressed a key. */
  readonly onKey: (key: Key) => void;
  /** The far side has been sending for a while: its sequence numbers may have wrapped. */
  readonly midway?: boolean;
  /** Packets per second while there is nothing to say. */
  readonly silentPacketsPerSecond?: number;
  readonly lostAfterMs: number;
  readonly onLost: () => void;
}

export interface MediaCounts {
  readonly received: number;
  readonly sent: number;
  readonly forged: number;
  readonly replayed: number;
  readonly lost: number;
  readonly dropped: number;
}

/** The audio path of one leg: a UDP socket that sends and receives (symmetric RTP), with its own SRTP key. */
export class Media {
  readonly key = randomBytes(KEY_BYTES);
  readonly port: number;
  /** Lost media is reported only while the leg is answered. */
  watched = false;
  readonly #options: MediaOptions;
  readonly #socket: Socket;
  readonly #sender = new SrtpSender(this.key);
  readonly #outgoing: Outgoing;
  readonly #jitter: JitterBuffer;
  readonly #keys = new KeyReader();
  readonly #watch: PacketWatch;
  readonly #ssrc = randomInt(2 ** 32);
  // RFC 3711 §3.3.1: start in the lower half, so that a receiver that misses the first packets does not misjudge the roll-over count.
  #sequence = randomInt(2 ** 15);
  /** One packet's samples, valid until the next packet. */
  readonly #decoded = new Int16Array(FRAME_SAMPLES);
  #receiver: SrtpReceiver | undefined;
  #remote: RemoteMedia | undefined;
  #untick: (() => void) | undefined;
  #closed = false;
  #received = 0;
  #sent = 0;
  #listener: Media | undefined;
  #forgedBefore = 0;
  #onFirst: (() => void) | undefined;
  #replayedBefore = 0;

  private constructor(socket: Socket, options: MediaOptions) {
    this.#socket = socket;
    this.#options = options;
    this.port = socket.address().port;
    this.#outgoing = new Outgoing(randomInt(2 ** 32), options.silentPacketsPerSecond);
    this.#watch = new PacketWatch(options.lostAfterMs);
    this.#jitter = new JitterBuffer((samples) => this.#hear(samples));
    socket.on('message', (packet) => this.#take(packet));
    // Errors of a UDP socket (an ICMP refusal, a full buffer) are just packet loss.
    socket.on('error', () => undefined);
  }

  static async open(options: MediaOptions): Promise<Media> {
    const socket = createSocket('udp4');
    socket.bind(0);
    await once(socket, 'listening');
    return new Media(socket, options);
  }

  /** Whether we know where to send, so that keys and speech can go out. */
  get connected(): boolean {
    return this.#remote !== undefined && !this.#closed;
  }

  /** Somebody listens to what comes in. */
  get heard(): boolean {
    return this.#options.hearer !== undefined;
  }

  /** Packets have arrived recently. */
  get alive(): boolean {
    return this.#watch.alive;
  }

  /** The far side said that it sends nothing for now. */
  get held(): boolean {
    return this.#remote !== undefined && isHeld(this.#remote);
  }

  /** Takes the far side's first or changed description. Sends a packet at once, so that a server can latch on to our address. */
  connect(remote: RemoteMedia): void {
    if (this.#closed) return;
    const before = this.#remote;
    this.#remote = remote;
    this.#outgoing.telephoneEvent = remote.telephoneEvent;
    if (before === undefined || !before.key.equals(remote.key)) {
      this.#forgedBefore += this.#receiver?.forged ?? 0;
      this.#replayedBefore += this.#receiver?.replayed ?? 0;
      this.#receiver = new SrtpReceiver(remote.key, this.#options.midway ? ROUNDS_MIDWAY : ROUNDS_FRESH);
    }
    // New audio gets time to arrive. A refresh of the same audio does not, or its loss would be noticed too late.
    if (before === undefined || beginsAnew(before, remote)) this.#watch.restart();
    this.#options.ticker.hurry();
    this.#untick ??= this.#options.ticker.add((tick) => this.#tick(tick));
    if (before?.address !== remote.address || before.port !== remote.port) {
      this.#outgoing.wake();
      this.#sendFrame(0);
    }
  }

  /** Resolves when a genuine packet arrives, or at once if the far side said that it sends nothing; rejects if none arrives in time. */
  firstPacket(withinMs: number): Promise<void> {
    const direction = this.#remote?.direction;
    if (this.#received > 0 || direction === 'inactive' || direction === 'recvonly') return Promise.resolve();
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        this.#onFirst = undefined;
        reject(new SoftphoneError('not-connected', 'The call was given back without its audio.'));
      }, withinMs);
      this.#onFirst = () => {
        clearTimeout(late);
        this.#onFirst = undefined;
        resolve();
      };
    });
  }

  async press(key: Key): Promise<void> {
    if (!this.connected) throw new SoftphoneError('not-connected', 'The leg has no audio path yet.');
    if (this.#remote?.telephoneEvent === undefined) {
      throw new SoftphoneError(
        'not-connected',
        'The far side does not take key presses (no telephone-event in its answer).',
      );
    }
    this.#options.ticker.hurry();
    if (!(await this.#outgoing.press(key)))
      throw new SoftphoneError('no-leg', 'The leg ended before the key was pressed.');
  }

  async say(samples: Int16Array): Promise<void> {
    if (!this.connected) throw new SoftphoneError('not-connected', 'The leg has no audio path yet.');
    this.#options.ticker.hurry();
    await this.#outgoing.say(samples);
  }

  /** From now on, sends what arrives here on the listener's leg, until either closes. Replaces any earlier listener. */
  relayTo(listener: Media): void {
    this.#listener = listener;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#onFirst?.();
    this.#untick?.();
    this.#outgoing.close();
    this.#socket.close();
    this.#options.hearer?.close();
  }

  counts(): MediaCounts {
    return {
      received: this.#received,
      sent: this.#sent,
      forged: this.#forgedBefore + (this.#receiver?.forged ?? 0),
      replayed: this.#replayedBefore + (this.#receiver?.replayed ?? 0),
      lost: this.#jitter.lost,
      dropped: this.#jitter.dropped,
    };
  }

  #take(packet: Buffer): void {
    const opened = this.#receiver?.open(packet);
    if (opened === undefined || this.#closed) return;
    this.#received += 1;
    this.#onFirst?.();
    this.#watch.came(opened.payloadType);
    const samples = isAudio(opened) ? decodeUlaw(opened.payload, this.#decoded) : undefined;
    if (samples === undefined) this.#takeEvent(opened);
    this.#jitter.push(opened.source, opened.index, opened.timestamp, samples);
    if (this.#jitter.waiting) this.#options.ticker.hurry();
  }

  #takeEvent({ payloadType, source, timestamp, payload }: OpenedPacket): void {
    // Under the number we told them (RFC 3264 §6.1) or, as many servers do, under their own.
    if (payloadType !== TELEPHONE_EVENT && payloadType !== this.#remote?.telephoneEvent) return;
    const key = this.#keys.take(source, timestamp, payload);
    if (key !== undefined) this.#options.onKey(key);
  }

  #hear(samples: Int16Array): void {
    if (this.#listener !== undefined) this.#relay(this.#listener, samples);
    this.#options.hearer?.write(samples);
  }

  #relay(listener: Media, samples: Int16Array): void {
    if (listener.#closed) this.#listener = undefined;
    else listener.#send(samples);
  }

  #tick(tick: Tick): boolean {
    this.#sendFrame(tick.skipped);
    if (tick.fresh) this.#passTime();
    return this.#outgoing.busy || this.#jitter.waiting || !this.#watch.justCame;
  }

  /** Audio relayed from another leg. */
  #send(samples: Int16Array): void {
    this.#options.ticker.hurry();
    this.#outgoing.relay(samples);
  }

  #passTime(): void {
    this.#jitter.tick(TICK_MS);
    this.#watch.tick();
    if (this.watched && !this.held && this.#watch.lost) {
      this.watched = false;
      this.#options.onLost();
    }
  }

  #sendFrame(skipped: number): void {
    const remote = this.#remote;
    if (remote === undefined || this.#closed) return;
    const frame = this.#outgoing.next(skipped);
    // Speech counts as said even with nowhere to send it, so that whoever waits for it continues on time.
    if (frame === undefined || remote.address === NOWHERE) return;
    this.#sequence = (this.#sequence + 1) & 0xffff;
    const { timestamp, payloadType, marker } = frame;
    const header = { ssrc: this.#ssrc, sequence: this.#sequence, timestamp, payloadType, marker };
    this.#sent += 1;
    this.#socket.send(this.#sender.seal(header, frame.payload), remote.port, remote.address, () => undefined);
  }
}

/** The server was seen to echo key presses as packets of four bytes with the payload type of audio, which would be heard as clicks. */
const LEAST_AUDIO_BYTES = 20;

function isAudio({ payloadType, payload }: OpenedPacket): boolean {
  return payloadType === PCMU && payload.length >= LEAST_AUDIO_BYTES;
}

function isHeld({ direction }: RemoteMedia): boolean {
  return direction === 'inactive' || direction === 'recvonly';
}

/** Whether audio starts over with `next`: from another address, with another key, or after a hold. */
function beginsAnew(before: RemoteMedia, next: RemoteMedia): boolean {
  const moved = before.address !== next.address || before.port !== next.port || !before.key.equals(next.key);
  return moved || (isHeld(before) && !isHeld(next));
}
