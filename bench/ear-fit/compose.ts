import {
  atLevel,
  join,
  music,
  noise,
  overTheLine,
  type Random,
  samplesOf,
  silence,
} from '../../test/support/call-audio.js';
import { between, chance, pick } from '../ear/draw.js';
import { mixInto } from '../ear/level.js';
import { partOf } from '../ear/material.js';
import type { Sound, Sounds } from '../ear/sounds.js';
import { banded, repaced, someNoise, someTone, tilted } from './colour.js';

/** What a moment of composed sound is; the first three are the network's outputs, in their order. */
export const KINDS = ['speech', 'music', 'noise', 'quiet'] as const;
export type Kind = (typeof KINDS)[number];

export interface Composed {
  readonly audio: Int16Array;
  /** Index into `KINDS` by sample. */
  readonly kinds: Uint8Array;
}

/** Sounds of one half of the material, by what they are for. */
export interface Material {
  readonly sounds: Sounds;
  readonly voices: readonly (readonly Sound[])[];
  readonly prompts: readonly (readonly Sound[])[];
  readonly music: readonly Sound[];
}

/** The line changes this often. */
const LINE_S = [20, 90] as const;

/** The half of the material that fits are made with (`0`), or the one kept apart (`1`): by voice, by prompt, by piece. */
export function materialOf(sounds: Sounds, half: 0 | 1): Material {
  const mine = sounds.all.filter((sound) => (partOf(sound) === 'tuning') === (half === 0));
  const groups = (use: Sound['use']) => {
    const byWho = new Map<string, Sound[]>();
    for (const sound of mine) if (sound.use === use) byWho.set(sound.by, [...(byWho.get(sound.by) ?? []), sound]);
    return [...byWho.values()];
  };
  return {
    sounds,
    voices: groups('voice'),
    prompts: groups('prompt'),
    music: mine.filter(({ use }) => use === 'music'),
  };
}

/** Strings speech, music, noises and pauses together as calls do, and sends them over lines of changing quality. */
export function compose(material: Material, minutes: number, random: Random): Composed {
  const parts: Int16Array[] = [];
  const kinds = new Uint8Array(samplesOf(minutes * 60));
  let at = 0;
  const add = (kind: Kind, sound: Int16Array) => {
    const part = sound.subarray(0, kinds.length - at);
    kinds.fill(KINDS.indexOf(kind), at, at + part.length);
    parts.push(part);
    at += part.length;
  };
  while (at < kinds.length) {
    const drawn = random();
    if (drawn < 0.4) {
      for (let i = 1 + Math.floor(3 * random()); i > 0; i--) {
        add('speech', someSpeech(material, random));
        if (chance(random, 0.7)) add('quiet', silence(between(random, 0.2, 3)));
      }
    } else if (drawn < 0.78)
      add('music', someMusic(material, chance(random, 0.2) ? 60 : between(random, 3, 20), random));
    else if (drawn < 0.86) add('noise', someNoise(between(random, 1, 6), random));
    else if (drawn < 0.9) add('noise', someTone(random));
    else add('quiet', silence(between(random, 0.1, 4)));
  }
  const whole = join(...parts);
  const lines: Int16Array[] = [];
  for (let from = 0; from < whole.length; ) {
    const length = samplesOf(between(random, ...LINE_S));
    const quality = {
      gainDb: between(random, -6, 4),
      lossShare: random() < 0.4 ? between(random, 0, 0.03) : 0,
      noiseDb: random() < 0.6 ? between(random, -72, -48) : -80,
    };
    lines.push(overTheLine(banded(whole.subarray(from, from + length), random), quality, random));
    from += length;
  }
  return { audio: join(...lines), kinds };
}

/** Some lines of one voice, often coloured, sometimes over music, noise or other people's talk. */
function someSpeech(material: Material, random: Random): Int16Array {
  const level = between(random, -32, -14);
  const seconds = between(random, 1, 10);
  const words = atLevel(
    coloured(talk(material, chance(random, 0.65) ? material.voices : material.prompts, seconds, random), random),
    level,
  );
  const drawn = random();
  if (drawn < 0.12)
    mixInto(words, atLevel(someMusic(material, words.length / 8000, random), level - between(random, 10, 22)));
  else if (drawn < 0.3) mixInto(words, noise(words.length / 8000, random, level - between(random, 14, 28)));
  else if (drawn < 0.38)
    mixInto(words, atLevel(babble(material, words.length, random), level - between(random, 12, 24)));
  return words;
}

function talk(material: Material, from: Material['voices'], seconds: number, random: Random): Int16Array {
  const who = pick(random, from);
  const parts: Int16Array[] = [];
  let length = 0;
  while (length < samplesOf(seconds)) {
    const line = material.sounds.read(pick(random, who));
    parts.push(line, silence(between(random, 0.03, 0.35)));
    length += line.length;
  }
  return join(...parts).subarray(0, samplesOf(seconds));
}

function babble(material: Material, length: number, random: Random): Int16Array {
  const room = new Int16Array(length);
  for (let i = 0; i < 4; i++)
    mixInto(
      room,
      talk(material, material.voices, length / 8000, random).map((s) => s / 4),
    );
  return room;
}

function someMusic(material: Material, seconds: number, random: Random): Int16Array {
  const level = between(random, -34, -14);
  if (chance(random, 0.25)) return music(seconds, Math.floor(random() * 1e9), level);
  const piece = pick(random, material.music);
  const count = samplesOf(seconds * 1.2);
  const from = Math.floor(random() * Math.max(1, piece.samples - count));
  return atLevel(coloured(material.sounds.read(piece, from, Math.min(count, piece.samples - from)), random), level);
}

/** Half of the time at another pace and pitch, half of the time through a coloured microphone. */
function coloured(sound: Int16Array, random: Random): Int16Array {
  const paced = chance(random, 0.5) ? repaced(sound, between(random, 0.86, 1.16)) : sound;
  return chance(random, 0.5) ? tilted(paced, between(random, -0.6, 0.6)) : paced;
}
