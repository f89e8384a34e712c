import { type AudioEnd, bytesOf, FRAME_MS, FRAME_SAMPLES, type Frame } from '../media/frame.js';
import { loudness } from '../media/mulaw.js';
import type { Silence } from '../media/silence.js';

/** Thrown into a script that waits when its call ends. */
export class CallOver extends Error {
  override name = 'CallOver';
}

/** Louder than this is a voice (or other sound) at the other end; line noise is far below. */
const VOICE_RMS = 250;
/** A voice is one that sounds in this many of the last frames: 120 of 300 ms. */
const VOICE_WINDOW = 15;
const VOICE_FRAMES = 6;

export interface Pressed {
  readonly key: string;
  /** How far into the clip, in bytes (samples); past its end during the silence after it. */
  readonly at: number;
}

interface Task {
  readonly clip: Uint8Array | undefined;
  readonly frames: number;
  readonly stopsOnKey: boolean;
  readonly stopsOnVoice: boolean;
  at: number;
  frame: number;
  readonly done: (stopped: 'ended' | 'voice' | Pressed) => void;
  readonly fail: (error: Error) => void;
}

/**
 * Lets a script of `await`s speak and listen on a call. Time is the call's own audio: a script waits for frames that were
 * sent, never for a timer, so that clips follow each other without a gap and a stalled machine shifts all alike.
 */
export class Player implements AudioEnd {
  #task: Task | undefined;
  #over = false;
  readonly #heard: boolean[] = [];
  /** Milliseconds of audio since the far end was last heard to speak; Infinity: never. */
  quietMs = Number.POSITIVE_INFINITY;
  elapsedMs = 0;
  /** A sound underneath everything: the room an agent sits in. */
  background: Uint8Array | undefined;
  onVoice: (() => void) | undefined;
  /** Measures how long nothing is heard here. */
  silence: Silence | undefined;
  /** A key that no task waited for. */
  onLooseKey: ((key: string) => void) | undefined;

  speak(): Frame | undefined {
    this.elapsedMs += FRAME_MS;
    const task = this.#task;
    if (task === undefined) return this.#room();
    const frame = task.clip?.subarray(task.at, task.at + FRAME_SAMPLES);
    task.frame++;
    task.at += FRAME_SAMPLES;
    if (task.frame >= task.frames) this.#settle(task, 'ended');
    if (frame === undefined || frame.length === 0) return this.#room();
    return frame.length === FRAME_SAMPLES ? frame : padded(frame);
  }

  hear(frame: Frame): void {
    const sound = loudness(frame) > VOICE_RMS;
    this.silence?.hear(sound);
    this.#heard.push(sound);
    if (this.#heard.length > VOICE_WINDOW) this.#heard.shift();
    if (this.#heard.filter(Boolean).length < VOICE_FRAMES) {
      this.quietMs += FRAME_MS;
      return;
    }
    const before = this.quietMs;
    this.quietMs = 0;
    if (before > 1000) this.onVoice?.();
    if (this.#task?.stopsOnVoice === true) this.#settle(this.#task, 'voice');
  }

  key(key: string): void {
    const task = this.#task;
    if (task?.stopsOnKey === true) this.#settle(task, { key, at: task.at });
    else this.onLooseKey?.(key);
  }

  /** Plays a clip to its end. */
  async play(clip: Uint8Array): Promise<void> {
    await this.#start({ clip, extraMs: 0 });
  }

  async quiet(ms: number): Promise<void> {
    if (ms >= FRAME_MS) await this.#start({ clip: undefined, extraMs: ms });
  }

  /** Plays a clip and then waits in silence for a key; `undefined` when none came. */
  async playForKey(clip: Uint8Array, thenMs: number): Promise<Pressed | undefined> {
    const stopped = await this.#start({ clip, extraMs: thenMs, stopsOnKey: true });
    return typeof stopped === 'string' ? undefined : stopped;
  }

  /** Plays a piece of a clip in a loop for this long; returns where it stopped. */
  async loop(clip: Uint8Array, from: number, ms: number): Promise<number> {
    let at = from % clip.length;
    let left = bytesOf(ms);
    while (left > 0) {
      const piece = clip.subarray(at, Math.min(clip.length, at + left));
      await this.play(piece);
      left -= piece.length;
      at = (at + piece.length) % clip.length;
    }
    return at;
  }

  /** Waits for the far end to speak; false when it did not. */
  async voiceWithin(ms: number): Promise<boolean> {
    return (await this.#start({ clip: undefined, extraMs: ms, stopsOnVoice: true })) === 'voice';
  }

  /** Ends the script that waits here. */
  stop(): void {
    this.#over = true;
    const task = this.#task;
    this.#task = undefined;
    task?.fail(new CallOver('the call is over'));
  }

  #start(what: { clip: Uint8Array | undefined; extraMs: number; stopsOnKey?: boolean; stopsOnVoice?: boolean }) {
    return new Promise<'ended' | 'voice' | Pressed>((done, fail) => {
      if (this.#over) return fail(new CallOver('the call is over'));
      const frames = Math.ceil((what.clip?.length ?? 0) / FRAME_SAMPLES) + Math.round(what.extraMs / FRAME_MS);
      if (frames === 0) return done('ended');
      const { clip, stopsOnKey = false, stopsOnVoice = false } = what;
      this.#task = { clip, frames, stopsOnKey, stopsOnVoice, at: 0, frame: 0, done, fail };
    });
  }

  #settle(task: Task, how: 'ended' | 'voice' | Pressed): void {
    this.#task = undefined;
    task.done(how);
  }

  #room(): Frame | undefined {
    if (this.background === undefined) return undefined;
    const at = ((this.elapsedMs / FRAME_MS) * FRAME_SAMPLES) % this.background.length;
    return this.background.subarray(at, at + FRAME_SAMPLES);
  }
}

function padded(frame: Uint8Array): Frame {
  const whole = new Uint8Array(FRAME_SAMPLES).fill(0xff);
  whole.set(frame);
  return whole;
}
