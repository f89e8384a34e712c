import type { Key } from '../../../../hunter/terms.js';
import { FRAME_SAMPLES, keyFrames } from './dtmf.js';
import { encodeUlaw, SILENCE } from './g711.js';
import { RelayQueue } from './relay-queue.js';
import { PCMU, TELEPHONE_EVENT } from './sdp.js';

export interface OutgoingFrame {
  readonly payloadType: number;
  readonly payload: Buffer;
  readonly marker: boolean;
  readonly timestamp: number;
}

interface Press {
  readonly frames: ReturnType<typeof keyFrames>;
  startedAt: number | undefined;
  readonly done: (pressed: boolean) => void;
}

interface Speech {
  readonly samples: Int16Array;
  at: number;
  readonly done: () => void;
}

/** Full pace for one second at the start and after speech, so that the far side latches on and hears no abrupt cut. */
const FULL_PACE_FRAMES = 50;
/** One packet every 20 ms, the pace of speech. */
const FRAMES_PER_SECOND = 50;
/**
 * After that, one packet a second keeps NAT and latching alive. RFC 3551 §4.1 allows pauses, and sending a packet costs as much as
 * receiving ten. We do not know for certain whether the real servers hang up on a sender this quiet, so the rate can be raised.
 */
const SILENT_PER_SECOND = 1;
/** At a longer interval than this they must be sent one by one: the calm clock makes five frames at a time. */
const MOST_IN_CALM = 10;

const silence = Buffer.alloc(FRAME_SAMPLES, SILENCE);

/** What a leg sends every 20 ms: a key being pressed, else speech, else relayed audio, else as much silence as keeps the path open. */
export class Outgoing {
  /** The far side's payload type for telephone events. */
  telephoneEvent: number | undefined = TELEPHONE_EVENT;
  #timestamp: number;
  readonly #presses: Press[] = [];
  #speech: Speech | undefined;
  #relayed: RelayQueue | undefined;
  #silentFrames = 0;

  readonly #silentPerSecond: number;

  /** @param silentPerSecond packets per second while there is nothing to say, 1 to 50 */
  constructor(timestamp: number, silentPerSecond: number = SILENT_PER_SECOND) {
    this.#timestamp = timestamp >>> 0;
    this.#silentPerSecond = silentPerSecond;
  }

  /** Resolves with true once the key was sent, or false if the leg closed first. Keys queue up. */
  press(key: Key): Promise<boolean> {
    return new Promise((done) => this.#presses.push({ frames: keyFrames(key), startedAt: undefined, done }));
  }

  /** Resolves when the samples were sent, when other speech replaces them, or when the leg closes. */
  say(samples: Int16Array): Promise<void> {
    this.#speech?.done();
    this.#speech = undefined;
    if (samples.length === 0) return Promise.resolve();
    return new Promise((done) => {
      this.#speech = { samples, at: 0, done };
    });
  }

  /** Samples from another leg, sent after those that came before them. */
  relay(samples: Int16Array): void {
    this.#relayed ??= new RelayQueue();
    this.#relayed.push(samples);
  }

  /** A new path: back to full pace. */
  wake(): void {
    this.#silentFrames = 0;
  }

  /** Something is being sent or is about to be. */
  get busy(): boolean {
    if (this.#presses.length > 0 || this.#speech !== undefined || this.#silentFrames < FULL_PACE_FRAMES) return true;
    if (this.#silentPerSecond > MOST_IN_CALM) return true;
    return this.#relayed !== undefined && this.#relayed.held >= FRAME_SAMPLES;
  }

  /** The next frame; undefined when none needs to be sent. */
  next(skippedFrames = 0): OutgoingFrame | undefined {
    this.#timestamp = (this.#timestamp + skippedFrames * FRAME_SAMPLES) >>> 0;
    const timestamp = this.#timestamp;
    this.#timestamp = (timestamp + FRAME_SAMPLES) >>> 0;
    const frame = this.#keyFrame(timestamp) ?? this.#speechFrame(timestamp) ?? this.#relayedFrame(timestamp);
    this.#silentFrames = frame === undefined ? this.#silentFrames + 1 : 0;
    if (frame !== undefined || !this.#isSilenceDue()) return frame;
    return { payloadType: PCMU, payload: silence, marker: false, timestamp };
  }

  #isSilenceDue(): boolean {
    if (this.#silentFrames <= FULL_PACE_FRAMES) return true;
    const sentAfter = (frames: number) => Math.floor((frames * this.#silentPerSecond) / FRAMES_PER_SECOND);
    return sentAfter(this.#silentFrames) > sentAfter(this.#silentFrames - 1);
  }

  close(): void {
    for (const press of this.#presses.splice(0)) press.done(false);
    this.#speech?.done();
    this.#speech = undefined;
  }

  #keyFrame(timestamp: number): OutgoingFrame | undefined {
    const press = this.#presses[0];
    const frame = press?.frames.shift();
    if (press === undefined || frame === undefined) return undefined;
    press.startedAt ??= timestamp;
    if (press.frames.length === 0) {
      this.#presses.shift();
      press.done(true);
    }
    if (frame === 'rest') return { payloadType: PCMU, payload: silence, marker: false, timestamp };
    return {
      payloadType: this.telephoneEvent ?? TELEPHONE_EVENT,
      payload: frame.payload,
      marker: frame.first,
      // RFC 4733 §2.3: all packets of one event carry the time it began.
      timestamp: press.startedAt,
    };
  }

  #speechFrame(timestamp: number): OutgoingFrame | undefined {
    const speech = this.#speech;
    if (speech === undefined) return undefined;
    const first = speech.at === 0;
    const payload = encodeUlaw(speech.samples.subarray(speech.at, speech.at + FRAME_SAMPLES), FRAME_SAMPLES);
    speech.at += FRAME_SAMPLES;
    if (speech.at >= speech.samples.length) {
      this.#speech = undefined;
      speech.done();
    }
    return { payloadType: PCMU, payload, marker: first, timestamp };
  }

  #relayedFrame(timestamp: number): OutgoingFrame | undefined {
    const relayed = this.#relayed?.next();
    if (relayed === undefined) return undefined;
    return { payloadType: PCMU, payload: encodeUlaw(relayed.samples), marker: relayed.first, timestamp };
  }
}
