import type { DestinationPlan } from '../../world.js';
import { bytesOf, SILENCE_BYTE } from '../media/frame.js';
import { encode, LINEAR } from '../media/mulaw.js';
import { type Chance, chance } from '../random.js';
import { delivered } from '../sound/delivery.js';
import { holdMusic } from '../sound/music.js';
import type { Voice } from '../sound/voices.js';
import { agentVoice, talents } from '../sound/voices.js';
import * as script from './script.js';

/** Between sentences of a recording. A menu's own pauses stay below 600 ms. */
const SENTENCE_GAP_MS = 340;

/** What turns text into clips; `soon`: a call waits for it. */
export interface Speaker {
  say(voice: Voice, text: string, soon: boolean): Promise<Uint8Array>;
}

/** An option prompt: the clip, and from which byte on its key is understood. */
export interface Prompt {
  readonly clip: Uint8Array;
  readonly keyFrom: number;
}

export interface Agent {
  readonly name: string;
  readonly greeting: Uint8Array;
  readonly hello: Uint8Array;
}

/** Joins clips with equal pauses. */
export function joined(clips: readonly Uint8Array[], gapMs = SENTENCE_GAP_MS): Uint8Array {
  const gap = new Uint8Array(bytesOf(gapMs)).fill(SILENCE_BYTE);
  const parts = clips.flatMap((clip, i) => (i === 0 ? [clip] : [gap, clip]));
  return new Uint8Array(Buffer.concat(parts));
}

/** The click of a line being switched. */
export function click(): Uint8Array {
  const samples = new Float64Array(bytesOf(40));
  for (let i = 0; i < 60; i++) samples[i] = 9000 * Math.sin(i * 1.9) * Math.exp(-i / 14);
  return encode(samples);
}

/** Turns the end of a clip down to nothing. */
export function fadedOut(clip: Uint8Array, ms: number): Uint8Array {
  const count = Math.min(clip.length, bytesOf(ms));
  const from = clip.length - count;
  return encode(Float64Array.from(clip, (byte, i) => (LINEAR[byte] ?? 0) * (i < from ? 1 : (clip.length - i) / count)));
}

/** Synthesising a greeting takes a third of a second: fifty agents share so many voices. */
const ACTORS = 6;

/** Everything the destination's recordings and agents say, and its hold music: one set per seed, made when first needed. */
export class Sounds {
  readonly #speech: Speaker;
  readonly #seed: number;
  readonly #talents;
  #soon = true;
  #music: Uint8Array | undefined;
  #serviceMusic: Uint8Array | undefined;
  readonly click = click();
  readonly roomNoise: Uint8Array;
  /** How this destination stops its music for an announcement. */
  readonly fades: boolean;

  readonly #brief: boolean;

  constructor(speech: Speaker, seed: number, briefAgents = false) {
    this.#brief = briefAgents;
    this.#speech = speech;
    this.#seed = seed;
    const draw = chance(seed, 'sounds');
    this.#talents = talents(draw);
    this.fades = draw.next() < 0.5;
    this.roomNoise = encode(Float64Array.from({ length: bytesOf(2000) }, () => (draw.next() - 0.5) * 60));
  }

  /** Has everything made in the background, in the order in which a call needs it; what a call waits for comes first all the same. */
  prepare(menu: DestinationPlan['menu']): void {
    this.#soon = false;
    const long = menu === 'long';
    const agents = () => [this.agent(0), this.agent(1), this.agent(2)];
    const all = [
      ...(menu === 'none' ? [] : [this.language(long), this.options(long), this.disclosures()]),
      ...agents(),
      ...script.ANNOUNCEMENTS.map((_, i) => this.announcement(i)),
      ...[this.tooBusy(), this.invalid(), this.goodbye(), this.mailbox()],
    ];
    this.#soon = true;
    for (const clip of all as readonly Promise<unknown>[]) clip.catch(() => undefined);
  }

  get music(): Uint8Array {
    this.#music ??= holdMusic(chance(this.#seed, 'music'));
    return this.#music;
  }

  /** The phone service's own hold music, unlike the destination's. */
  get serviceMusic(): Uint8Array {
    this.#serviceMusic ??= holdMusic(chance(this.#seed, 'service music'));
    return this.#serviceMusic;
  }

  language(long: boolean): Promise<Prompt> {
    return this.#prompt([script.WELCOME, ...(long ? script.LONG_WELCOME : []), script.LANGUAGE], script.LANGUAGE_MORE);
  }

  options(long: boolean): Promise<Prompt> {
    return this.#prompt([script.LISTEN, ...(long ? script.LONG_LISTEN : []), script.INDIVIDUAL], script.BUSINESS);
  }

  disclosures(): Promise<Uint8Array> {
    return this.#all(script.DISCLOSURES);
  }

  tooBusy(): Promise<Uint8Array> {
    return this.#all(script.TOO_BUSY);
  }

  invalid(): Promise<Uint8Array> {
    return this.#menu(script.INVALID);
  }

  goodbye(): Promise<Uint8Array> {
    return this.#menu(script.GOODBYE);
  }

  announcement(index: number): Promise<Uint8Array> {
    const text = script.ANNOUNCEMENTS[index % script.ANNOUNCEMENTS.length] ?? script.INVALID;
    return this.#speech.say(this.#talents.announcements, text, this.#soon);
  }

  mailbox(): Promise<Uint8Array> {
    return this.#menu(script.MAILBOX);
  }

  /** The nth agent given out: a way to say it of their own, though only so many voices and names are synthesised. */
  async agent(index: number): Promise<Agent> {
    const { name, greeting, hello } = await this.#actor(index % ACTORS);
    const draw = chance(this.#seed, `delivery ${index}`);
    return { name, greeting: delivered(greeting, draw), hello: delivered(hello, draw) };
  }

  async #actor(index: number): Promise<Agent> {
    const draw: Chance = chance(this.#seed, `agent ${index}`);
    const voice = agentVoice(draw);
    const words = script.agentWords(draw);
    const [greeting, hello] = await Promise.all([
      this.#speech.say(voice, this.#brief ? `Good day, this is ${words.name}.` : words.greeting, this.#soon),
      this.#speech.say(voice, words.hello, this.#soon),
    ]);
    return { name: words.name, greeting, hello };
  }

  /** Sentences up to and with the option that is wanted, and what is said after it. */
  async #prompt(before: readonly string[], after: string): Promise<Prompt> {
    // Asked for together, so that no sentence of another prompt is synthesised in between.
    const [first, last] = await Promise.all([this.#all(before), this.#menu(after)]);
    return { clip: joined([first, last]), keyFrom: first.length };
  }

  #menu(text: string): Promise<Uint8Array> {
    return this.#speech.say(this.#talents.menu, text, this.#soon);
  }

  async #all(texts: readonly string[]): Promise<Uint8Array> {
    return joined(await Promise.all(texts.map((text) => this.#menu(text))));
  }
}
