import type { Segment, What } from './call.js';

/** One thing to be heard. */
export interface Sounding {
  readonly audio: Int16Array;
  readonly what: What;
  readonly recording?: string;
}

/** Writes down a call sound by sound, and what each one is. */
export class Tape {
  readonly #parts: Int16Array[] = [];
  readonly #segments: Segment[] = [];
  readonly #played: Set<string>;
  #samples = 0;

  /** `played`: the recordings that were heard in full at this destination; the tape adds its own. */
  constructor(played: Set<string>) {
    this.#played = played;
  }

  get nowMs(): number {
    return this.#samples / 8;
  }

  get segments(): readonly Segment[] {
    return this.#segments;
  }

  /** Adds a sound. One that is `cut` short does not count as played. */
  add({ audio, what, recording }: Sounding, cut = false): void {
    if (audio.length === 0) return;
    const fromMs = this.nowMs;
    this.#parts.push(audio);
    this.#samples += audio.length;
    const last = this.#segments.at(-1);
    if (last !== undefined && last.what === what && last.recording === recording && isPlain(what)) {
      this.#segments[this.#segments.length - 1] = { ...last, toMs: this.nowMs };
      return;
    }
    const isRecording = what === 'menu' || what === 'announcement' || what === 'tail';
    this.#segments.push({
      fromMs,
      toMs: this.nowMs,
      what,
      ...(recording === undefined ? {} : { recording }),
      ...(isRecording && recording !== undefined ? { known: this.#played.has(recording) } : {}),
    });
    if (isRecording && recording !== undefined && !cut) this.#played.add(recording);
  }

  whole(): Int16Array {
    const audio = new Int16Array(this.#samples);
    let at = 0;
    for (const part of this.#parts) {
      audio.set(part, at);
      at += part.length;
    }
    return audio;
  }
}

const isPlain = (what: What): boolean => what === 'music' || what === 'silence' || what === 'agent';
