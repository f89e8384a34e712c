import { join, type Random, samplesOf, silence } from '../../test/support/call-audio.js';
import { between, chance, pick, shuffled, weighted, whole } from './draw.js';
import { amplitude, clipped, levelled, mixInto } from './level.js';
import type { Material, Person } from './material.js';
import type { Sound } from './sounds.js';

const BACKGROUNDS = { none: 0.35, room: 0.4, babble: 0.25 } as const;
/** Most agents are played by actors; a few are read. */
const ACTED = 0.88;
const HELLO_S = 1.3;

/** Those who may answer at one destination: nobody twice, as long as there are others. */
export class Staff {
  readonly #material: Material;
  readonly #random: Random;
  readonly #used = new Set<string>();

  constructor(material: Material, random: Random) {
    this.#material = material;
    this.#random = random;
  }

  #person(): Person {
    const { actors, readers } = this.#material;
    const all = chance(this.#random, ACTED) || readers.length === 0 ? actors : readers;
    const fresh = all.filter(({ name }) => !this.#used.has(name));
    const person = pick(this.#random, fresh.length > 0 ? fresh : all);
    this.#used.add(person.name);
    return person;
  }

  /** Somebody speaks for at least this long: a greeting, a wait for an answer, “hello?”, and more. */
  speak(seconds: number): Int16Array {
    const random = this.#random;
    const person = this.#person();
    const db = between(random, -29, -18);
    const script = new Script(this.#material, person, random);
    const parts = [levelled(script.say(between(random, 3, 8)), db), silence(between(random, 2, 5))];
    if (chance(random, 0.8)) parts.push(levelled(script.hello(), db), silence(between(random, 2, 4)));
    while (parts.reduce((sum, part) => sum + part.length, 0) < samplesOf(seconds)) {
      parts.push(levelled(script.say(between(random, 2, 6)), db), silence(between(random, 1, 4)));
    }
    return join(...parts);
  }

  /** What is to be heard behind an agent, from the moment the agent's line is there. */
  background(samples: number): Int16Array {
    const random = this.#random;
    const kind = weighted(random, BACKGROUNDS);
    if (kind === 'none') return new Int16Array(samples);
    if (kind === 'room') return room(samples, between(random, -62, -48), random);
    const out = room(samples, -60, random);
    const db = between(random, -52, -42);
    for (const person of shuffled(random, this.#material.actors).slice(0, whole(random, 3, 5))) {
      const script = new Script(this.#material, person, random);
      mixInto(out, levelled(script.say(samples / 8000), db).subarray(0, samples));
    }
    return out;
  }
}

/** A person's lines in their order, from somewhere on. Nothing is said twice: only recordings come back sample for sample. */
class Script {
  readonly #material: Material;
  readonly #random: Random;
  readonly #unsaid: { readonly line: Sound; from: number }[];

  constructor(material: Material, { lines }: Person, random: Random) {
    this.#material = material;
    this.#random = random;
    const first = Math.floor(random() * lines.length);
    this.#unsaid = [...lines.slice(first), ...lines.slice(0, first)].map((line) => ({ line, from: 0 }));
  }

  /** Lines one after the other for about this long; less when the person has no more to say. */
  say(seconds: number): Int16Array {
    const parts: Int16Array[] = [];
    let left = samplesOf(seconds);
    while (left > 0) {
      const next = this.#unsaid[0];
      if (next === undefined) break;
      const audio = this.#read(next, left + samplesOf(2));
      const pause = silence(between(this.#random, 0.12, 0.4));
      parts.push(...(parts.length > 0 ? [pause] : []), audio);
      left -= audio.length + pause.length;
    }
    return join(...parts);
  }

  /** The shortest kind of thing this person says. */
  hello(): Int16Array {
    const short = this.#unsaid.filter(({ line, from }) => line.samples - from <= samplesOf(HELLO_S));
    const next = short.length > 0 ? pick(this.#random, short) : this.#unsaid[0];
    return next === undefined ? new Int16Array(0) : this.#read(next, samplesOf(HELLO_S));
  }

  /** Says at most this much of a line; of a much longer one the rest is kept for later. */
  #read(next: { readonly line: Sound; from: number }, most: number): Int16Array {
    const audio = this.#material.sounds.read(next.line, next.from, most);
    next.from += audio.length;
    if (next.line.samples - next.from < most) this.#unsaid.splice(this.#unsaid.indexOf(next), 1);
    return audio;
  }
}

/** Noise of a room: mostly low, with no edge. */
function room(samples: number, db: number, random: Random): Int16Array {
  const out = new Int16Array(samples);
  const peak = amplitude(db) * 32768 * 3.2;
  let low = 0;
  for (let i = 0; i < samples; i++) {
    low += 0.25 * (2 * random() - 1 - low);
    out[i] = clipped(low * peak * 1.5);
  }
  return out;
}
