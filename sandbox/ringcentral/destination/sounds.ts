import type { DestinationPlan } from '../../world.js';
import { bytesOf } from '../media/frame.js';
import { encode } from '../media/mulaw.js';
import { type Chance, chance } from '../random.js';
import { delivered } from '../sound/delivery.js';
import { holdMusic } from '../sound/music.js';
import type { Voice } from '../sound/voices.js';
import { agentVoice, friendlyVoice, talents } from '../sound/voices.js';
import { click, joined } from './clips.js';
import { DISCLOSURE_PAUSE_MS, DISCLOSURES } from './disclosures.js';
import type { RecordingName } from './script.js';
import * as script from './script.js';

/** Between sentences of a recording. A menu's own pauses stay below 600 ms. */
const SENTENCE_GAP_MS = 340;
/** No sentence of the disclosures is shorter: this many are enough to fill a time. */
const SHORTEST_SENTENCE_MS = 1800;

/** What turns text into clips; `soon`: a call waits for it. */
export interface Speaker {
  say(voice: Voice, text: string, soon: boolean): Promise<Uint8Array>;
}

/** An option prompt: the clip, and the byte from which its key is understood. */
export interface Prompt {
  readonly clip: Uint8Array;
  readonly keyFrom: number;
}

/** A sentence of the disclosures and the pause after it, the same in every call. */
export interface Sentence {
  readonly clip: Uint8Array;
  readonly pauseMs: number;
}

export interface Agent {
  readonly name: string;
  readonly greeting: Uint8Array;
  readonly hello: Uint8Array;
}

/** Synthesizing a greeting takes a third of a second, so fifty agents share this many voices. */
const ACTORS = 6;

/** Everything the destination's recordings and agents say, and its hold music: one set per seed, made when first needed. */
export class Sounds {
  readonly #speech: Speaker;
  readonly #seed: number;
  readonly #talents: Readonly<Record<script.Talent, Voice>>;
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
    this.#talents = { ...talents(draw), friendly: friendlyVoice(chance(seed, 'friendly')) };
    this.fades = draw.next() < 0.5;
    this.roomNoise = encode(Float64Array.from({ length: bytesOf(2000) }, () => (draw.next() - 0.5) * 60));
  }

  /** Has everything synthesized in the background, in the order a call needs it; what a call is waiting for still comes first. */
  prepare(plan: DestinationPlan): void {
    this.#soon = false;
    const long = plan.menu === 'long';
    const menu = plan.menu === 'none' ? [] : [this.language(long), this.options(long)];
    const sentences = plan.menu === 'none' ? 0 : Math.ceil(plan.disclosuresMs / SHORTEST_SENTENCE_MS);
    const all = [
      ...menu,
      ...Array.from({ length: Math.min(2, sentences) }, (_, i) => this.disclosure(i)),
      ...recordingsOf(plan).map((name) => this.recording(name)),
      ...(hasCallback(plan) ? script.DIGITS.map((_, digit) => this.digit(digit)) : []),
      ...[0, 1, 2].map((index) => this.agent(index)),
      ...script.ANNOUNCEMENTS.map((_, i) => this.announcement(i)),
      ...(['tooBusy', 'invalid', 'goodbye', 'mailbox', 'nobodyAvailable'] as const).map((name) => this.recording(name)),
      ...Array.from({ length: Math.min(sentences, DISCLOSURES.length) }, (_, i) => this.disclosure(i)),
    ];
    this.#soon = true;
    // A quarter of a second of work, which must not fall into a call.
    if (plan.music) this.music.at(0);
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

  /** The nth sentence of the disclosures; after the last one they begin again. */
  async disclosure(index: number): Promise<Sentence> {
    const text = DISCLOSURES[index % DISCLOSURES.length] ?? DISCLOSURES[0];
    const { least, most } = DISCLOSURE_PAUSE_MS;
    const pauseMs = chance(this.#seed, `pause ${index}`).between(least, most);
    return { clip: await this.#say('menu', text), pauseMs };
  }

  /** A recording that is always said whole. */
  async recording(name: RecordingName): Promise<Uint8Array> {
    const { talent, says } = script.RECORDINGS[name];
    return this.#all(talent, says);
  }

  /** A digit of a number that is read back. */
  digit(digit: number): Promise<Uint8Array> {
    return this.#say('menu', script.DIGITS[digit] ?? '');
  }

  announcement(index: number): Promise<Uint8Array> {
    const text = script.ANNOUNCEMENTS[index % script.ANNOUNCEMENTS.length] ?? '';
    return this.#say('announcements', text);
  }

  /** The nth agent given out: a way to say it of their own, though only this many voices and names are synthesised. */
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
    const [first, last] = await Promise.all([this.#all('menu', before), this.#say('menu', after)]);
    return { clip: joined([first, last], SENTENCE_GAP_MS), keyFrom: first.length };
  }

  #say(talent: script.Talent, text: string): Promise<Uint8Array> {
    return this.#speech.say(this.#talents[talent], text, this.#soon);
  }

  async #all(talent: script.Talent, texts: readonly string[]): Promise<Uint8Array> {
    return joined(await Promise.all(texts.map((text) => this.#say(talent, text))), SENTENCE_GAP_MS);
  }
}

/** What calls of this plan hear beyond the common. */
function recordingsOf(plan: DestinationPlan): RecordingName[] {
  return [
    ...(plan.closed ? (['closed'] as const) : []),
    ...(plan.voiceChallenge ? (['challenge', 'challengePassed', 'challengeFailed'] as const) : []),
    ...(plan.voiceBot ? (['voiceBot', 'voiceBotGivesUp'] as const) : []),
    ...(plan.estimate ? (['estimate'] as const) : []),
    ...(hasCallback(plan) ? CALLBACK : []),
    ...(plan.rareAnnouncement ? (['rare'] as const) : []),
  ];
}

const CALLBACK = [
  'callbackOffer',
  'callbackNumber',
  'callbackEntered',
  'callbackConfirm',
  'callbackDone',
  'callbackNotTaken',
  'callbackNumberWrong',
] as const;

const hasCallback = ({ callbackOffer = 'none' }: DestinationPlan): boolean => callbackOffer !== 'none';
