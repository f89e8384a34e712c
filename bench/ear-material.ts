import { readdirSync, readFileSync } from 'node:fs';
import { join as path } from 'node:path';
import { parseWav } from '../src/phone/wav.js';
import { atLevel, join, music, type Random, samplesOf, silence } from '../test/support/call-audio.js';
import { speech } from '../test/support/speech.js';

/** Where a bench call's sounds come from. */
export interface Material {
  prompt(random: Random): Promise<Int16Array>;
  agent(random: Random): Promise<Int16Array>;
  music(random: Random, seconds: number): Promise<Int16Array>;
}

const PROMPTS = [
  'Please continue to hold. All of our representatives are assisting other callers.',
  'Your call will be answered in the order it was received. Thank you for your patience.',
  'Did you know that many answers are available on our web site? Visit us online at any time.',
  'This call may be monitored or recorded for quality purposes.',
  'Beware of scams. We will never ask for payment by gift card, and we will never threaten you.',
  'Due to higher than normal call volume, your wait may be longer than usual. Please stay on the line.',
  'Forms and publications can be ordered online, or at your local office.',
  'A representative will be with you shortly. Please have your documents ready.',
  'We apologize for the delay. Your call is important to us, and we are working to reach you.',
  'Processing of authorization forms is currently delayed. Please allow five weeks.',
];
const GREETINGS = [
  'Thank you for calling, my name is Miss Carter, I D number one zero zero four five five two. How may I help you?',
  'Good morning, this is Mister Dawson, badge number five five three one nine. Who am I speaking with?',
  'Hi, thanks for holding. Can I have your name and your CAF number please?',
  'Practitioner service, this is Mrs. Alvarez. How can I help you today?',
  'Hello, this is Brian speaking, my identification number is one one seven two. What can I do for you?',
];
const PROMPT_VOICES = ['en-us+f3', 'en-us+m3', 'en-us+f5', 'en-us+m1', 'en-gb'];
const AGENT_VOICES = ['en-us+f2', 'en-us+m7', 'en-gb+m2', 'en-us+f4', 'en-us+m2', 'en-gb-scotland'];

function pick<T>(from: readonly T[], random: Random): T {
  const found = from[Math.floor(random() * from.length)];
  if (found === undefined) throw new Error('Nothing to pick from: the folder holds no usable WAV file.');
  return found;
}

/** Everything synthesised: needs nothing but the repository. */
export function synthetic(): Material {
  return {
    async prompt(random) {
      const voice = { voice: pick(PROMPT_VOICES, random), wordsPerMinute: 140 + Math.floor(30 * random()) };
      const sentences = Array.from({ length: 1 + Math.floor(3 * random()) }, () =>
        speech(pick(PROMPTS, random), voice),
      );
      return join(...(await Promise.all(sentences)));
    },
    agent(random) {
      const pitch = 35 + Math.floor(30 * random());
      const wordsPerMinute = 145 + Math.floor(45 * random());
      return speech(pick(GREETINGS, random), { voice: pick(AGENT_VOICES, random), wordsPerMinute, pitch });
    },
    music: async (random, seconds) => music(seconds, Math.floor(random() * 1e6)),
  };
}

/** The 8 kHz mono WAV files of a folder by name, without those that are too short. */
export function wavFolder(folder: string, shortestS: number): Int16Array[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.wav'))
    .sort()
    .map((name) => linear(path(folder, name)))
    .filter((samples) => samples.length >= samplesOf(shortestS));
}

/** Real sounds from folders of 8 kHz mono WAV files, which the repository does not hold. */
export function recorded(prompts: string, agents: string, tracks: string): Material {
  const said = wavFolder(prompts, 1.2);
  const spoken = wavFolder(agents, 1.5);
  const played = wavFolder(tracks, 5);
  let turn = 0;
  return {
    async prompt(random) {
      const parts: Int16Array[] = [];
      const seconds = 3 + 9 * random();
      while (parts.reduce((sum, part) => sum + part.length, 0) < samplesOf(seconds)) {
        parts.push(pick(said, random), silence(0.05 + 0.4 * random()));
      }
      return join(...parts);
    },
    async agent(random) {
      // By turns: a person never says the same thing twice to the sample.
      const whole = spoken[turn++ % spoken.length] ?? silence(1);
      const length = samplesOf(3 + 5 * random());
      const from = Math.floor(random() * Math.max(0, whole.length - length));
      return whole.slice(from, from + length);
    },
    async music(random, seconds) {
      const track = pick(played, random);
      const from = Math.floor(random() * track.length);
      return Int16Array.from({ length: samplesOf(seconds) }, (_, i) => track[(from + i) % track.length] ?? 0);
    },
  };
}

function linear(file: string): Int16Array {
  const bytes = readFileSync(file);
  try {
    return parseWav(bytes, file);
  } catch (error) {
    // Tracks are longer than a phrase may be: what follows the 44-byte header is the sound.
    if (!String(error).includes('it lasts')) throw error;
    return Int16Array.from({ length: (bytes.length - 44) >> 1 }, (_, i) => bytes.readInt16LE(44 + 2 * i));
  }
}

/** Trims silence off the ends, and sets a level at which people speak on the phone. */
export function levelled(samples: Int16Array, db: number): Int16Array {
  const audible = (sample: number) => Math.abs(sample) > 250;
  const from = Math.max(0, samples.findIndex(audible));
  return atLevel(samples.slice(from, samples.findLastIndex(audible) + 1), db);
}
