import { resample } from '../../scripts/espeak.js';
import { join, type Random, silence } from '../../test/support/call-audio.js';
import { between, chance, pick, shuffled, weighted, whole } from './draw.js';
import { levelled } from './level.js';
import type { Material, Talent } from './material.js';
import type { Sound } from './sounds.js';

/** What the talent says in one go, put together from several prompts. */
export interface Recording {
  readonly id: string;
  readonly audio: Int16Array;
}

export type Under = 'cut' | 'faded' | 'ducked' | 'absent';
export type Arrival = 'silence' | 'cut' | 'click' | 'ringback';

/** One destination: the same to everybody who calls it. */
export interface Destination {
  readonly name: string;
  /** Prompt, its key, and how often it is said while nobody presses one. */
  readonly menu: readonly { readonly prompt: Recording; readonly digit: string; readonly repeats: number }[];
  readonly disclosures: readonly Recording[];
  /** The menu is over only after the disclosures, as far as the caller knows. */
  readonly disclosuresInMenu: boolean;
  /** In turn. */
  readonly announcements: readonly Recording[];
  /** This announcement ends in a number that changes. */
  readonly numbered: Recording | undefined;
  readonly numbers: readonly Recording[];
  /** Said now and then only, in place of the one whose turn it is. */
  readonly rare: readonly Recording[];
  readonly rareShare: number;
  readonly connecting: Recording | undefined;
  readonly connectingShare: number;
  readonly tooBusy: Recording;
  readonly everyS: number;
  /** How much the wait between announcements varies, as a share of it. */
  readonly unevenness: number;
  readonly gapS: number;
  readonly playlist: readonly { readonly id: string; readonly audio: Int16Array }[];
  readonly startsAnywhere: boolean;
  readonly under: Under;
  readonly arrival: Arrival;
}

const TALENTS = { en: 0.5, es: 0.25, it: 0.25 } as const;
const UNDER = { cut: 0.4, faded: 0.25, ducked: 0.2, absent: 0.15 } as const;
const ARRIVALS = { silence: 0.35, cut: 0.25, click: 0.15, ringback: 0.25 } as const;
/** Music is read no further than this; few callers wait longer for one piece. */
const LONGEST_PIECE_S = 300;

/** There are three talents only: each destination has its own pace and pitch, or all would sound like three. */
const PACE = { least: 0.9, most: 1.12 } as const;
const RATE_HZ = 8000;

/** Draws a destination; no prompt serves in two of its recordings. */
export function drawDestination(name: string, material: Material, random: Random): Destination {
  const talentName = weighted(random, TALENTS);
  const talent = material.talents.find((each) => each.name === talentName) ?? pick(random, material.talents);
  const booth = new Booth(talent, material, random);
  const many = (count: number, from: number, to: number) =>
    Array.from({ length: count }, () => booth.record(between(random, from, to)));
  const under = weighted(random, UNDER);
  return {
    name,
    menu: Array.from({ length: whole(random, 1, 3) }, () => ({
      prompt: booth.record(between(random, 4, 16)),
      digit: String(whole(random, 0, 9)),
      repeats: whole(random, 0, 2),
    })),
    disclosures: chance(random, 0.4) ? many(whole(random, 1, 3), 8, 25) : [],
    disclosuresInMenu: chance(random, 0.5),
    announcements: many(whole(random, 1, 4), 3, 14),
    numbered: chance(random, 0.3) ? booth.record(between(random, 2, 4)) : undefined,
    numbers: booth.numbers(),
    rare: many(whole(random, 2, 5), 3, 12),
    rareShare: between(random, 0.04, 0.14),
    connecting: chance(random, 0.35) ? booth.record(between(random, 1.5, 4)) : undefined,
    connectingShare: between(random, 0.3, 1),
    tooBusy: booth.record(between(random, 4, 10)),
    everyS: between(random, 20, 90),
    unevenness: chance(random, 0.6) ? between(random, 0, 0.05) : between(random, 0.1, 0.5),
    gapS: between(random, 0, 1.2),
    playlist: under === 'absent' ? [] : playlist(material, random),
    startsAnywhere: chance(random, 0.5),
    under,
    arrival: weighted(random, ARRIVALS),
  };
}

/** Whole pieces, or one short loop. */
function playlist(material: Material, random: Random): Destination['playlist'] {
  const loops = chance(random, 0.3);
  const db = between(random, -27, -17);
  const pieces = shuffled(random, material.music).slice(0, loops ? 1 : whole(random, 1, 3));
  return pieces.map((piece) => {
    const seconds = loops ? between(random, 25, 90) : LONGEST_PIECE_S;
    const from = loops ? Math.floor(random() * Math.max(0, piece.samples - seconds * 8000)) : 0;
    return { id: piece.name, audio: levelled(material.sounds.read(piece, from, Math.round(seconds * 8000)), db) };
  });
}

/** Where the talent speaks: every recording at one level, each prompt used once. */
class Booth {
  readonly #talent: Talent;
  readonly #material: Material;
  readonly #random: Random;
  readonly #left: Sound[];
  readonly #db: number;
  readonly #pace: number;

  constructor(talent: Talent, material: Material, random: Random) {
    this.#talent = talent;
    this.#material = material;
    this.#random = random;
    this.#left = shuffled(random, talent.prompts);
    this.#db = between(random, -25, -17);
    this.#pace = between(random, PACE.least, PACE.most);
  }

  /** Puts prompts together with a speaker's pauses until they last this long. */
  record(seconds: number): Recording {
    const parts: Int16Array[] = [];
    const names: string[] = [];
    let samples = 0;
    while (samples < seconds * 8000) {
      const next = this.#left.shift();
      if (next === undefined) break;
      if (names.length > 0) parts.push(silence(this.#pauseS()));
      const prompt = this.#say(next);
      parts.push(prompt);
      names.push(next.name);
      samples += prompt.length;
    }
    const more = names.length > 1 ? `+${names.length - 1}` : '';
    return { id: `${this.#talent.name}/${names[0] ?? 'nothing'}${more}`, audio: join(...parts) };
  }

  numbers(): Recording[] {
    return this.#talent.digits.map((digit) => ({
      id: `${this.#talent.name}/${digit.name}`,
      audio: this.#say(digit),
    }));
  }

  #say(prompt: Sound): Int16Array {
    return levelled(resample(this.#material.sounds.read(prompt), RATE_HZ * this.#pace), this.#db);
  }

  /** Between sentences mostly short; now and then a speaker takes a breath. */
  #pauseS(): number {
    return chance(this.#random, 0.15) ? between(this.#random, 0.6, 1.3) : between(this.#random, 0.1, 0.5);
  }
}
