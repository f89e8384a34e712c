import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { trimmed } from './level.js';
import { cacheFolder } from './packages.js';

/** What a sound may be used for. */
export type SoundUse = 'prompt' | 'digit' | 'music' | 'voice';

/** One decoded sound: who says it (a talent, a role, a piece), and where its samples lie. */
export interface Sound {
  readonly use: SoundUse;
  /** `en`, `queen-24`, `codec2-ve9qrp`; of music the collection. */
  readonly by: string;
  readonly name: string;
  readonly at: number;
  readonly samples: number;
}

/** Goes up when what is decoded, or how, changes: older files are then decoded again. */
const VERSION = 1;
const SHORTEST = { prompt: 0.5, digit: 0.2, music: 15, voice: 0.25 } as const;

/** Gives the samples of a sound, or of a part of it. */
export interface SoundSource {
  read(sound: Sound, from?: number, count?: number): Int16Array;
}

/** All decoded sounds, in one file of 16-bit samples with a list beside it. */
export class Sounds implements SoundSource {
  readonly #file: number;
  readonly all: readonly Sound[];

  constructor(folder: string) {
    this.#file = openSync(join(folder, 'sound.s16'), 'r');
    this.all = JSON.parse(readFileSync(join(folder, 'sound.json'), 'utf8')) as Sound[];
  }

  read(sound: Sound, from = 0, count = sound.samples - from): Int16Array {
    const samples = new Int16Array(Math.max(0, Math.min(count, sound.samples - from)));
    readSync(this.#file, samples, 0, samples.byteLength, 2 * (sound.at + from));
    return samples;
  }
}

export const soundsFolder = (): string => join(cacheFolder(), `sounds-${VERSION}`);
export const haveSounds = (): boolean => existsSync(join(soundsFolder(), 'sound.json'));

/** Writes decoded sounds one by one; they count only once `close` was called. */
export class SoundWriter {
  readonly #folder = soundsFolder();
  readonly #file: number;
  readonly #all: Sound[] = [];
  #at = 0;

  constructor() {
    mkdirSync(this.#folder, { recursive: true });
    this.#file = openSync(join(this.#folder, 'sound.s16'), 'w');
  }

  add(use: SoundUse, by: string, name: string, decoded: Int16Array): void {
    const samples = trimmed(decoded);
    if (samples.length < SHORTEST[use] * 8000) return;
    writeSync(this.#file, samples);
    this.#all.push({ use, by, name, at: this.#at, samples: samples.length });
    this.#at += samples.length;
  }

  close(): void {
    closeSync(this.#file);
    writeFileSync(join(this.#folder, 'part.json'), JSON.stringify(this.#all));
    renameSync(join(this.#folder, 'part.json'), join(this.#folder, 'sound.json'));
  }
}
